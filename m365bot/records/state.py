"""What became of a row.

Called by all that holds rows; the words are those of `records export`, which shows no repeated ones.
"""

from enum import StrEnum


class State(StrEnum):
    """It counts; another counts in its place; a person must look at it; or it is one that came before."""

    KEPT = "kept"
    SUPERSEDED = "superseded"
    QUARANTINED = "quarantined"
    REPEATED = "repeated"
