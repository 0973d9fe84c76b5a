"""What became of a row.

Called by all that holds rows; the words are those of `records export`.
"""

from enum import StrEnum


class State(StrEnum):
    """It counts; another of the same person counts; or a person must look at it."""

    KEPT = "kept"
    SUPERSEDED = "superseded"
    QUARANTINED = "quarantined"
