"""What one wording is worth by itself: who, what, when, and why a person must look.

Made by the judge; which of several counts is for the rules.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from m365bot.programme.people import Person
from m365bot.records.answers import Answer


class Judgment(NamedTuple):
    """`answers` by question key, as far as they could be read; `reason` of the quarantine, "" where there is none.

    identity: as the line says it, folded, and whom that `means`. person: who it was, also by an officer's word.
    """

    identity: str
    means: Person | None
    person: Person | None
    submitted: datetime | None
    answers: Mapping[str, Answer]
    reason: str
    late: bool
