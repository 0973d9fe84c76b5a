"""Faults: parts of config/ that cannot be used, and what depends on them.

Made by reading; asked by runs and by jobs. Pure. A fault stops what depends on it and nothing else.
"""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What of config/ a fault lies in: as much as it stops."""

    EVERYTHING = "everything"
    COHORT = "cohort"
    MATERIALS = "materials"
    ISSUES = "issues"
    FORMS = "forms"
    HOURS = "hours"
    MESSAGES = "messages"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Fault:
    """One file's. `cohort`: its key where the fault is one cohort's, else empty. `words` hold no personal data.

    whole: all that `check` says of the file, for a screen only.
    """

    part: Part
    cohort: str
    file: str
    words: str
    whole: str = ""
