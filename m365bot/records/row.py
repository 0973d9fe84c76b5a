"""A row of the records: a line of a source, its newest wording, and what it is worth.

Called by all that holds rows: the database keeps them, jobs see them through a snapshot. Earlier wordings are
history, and no rows of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot.records.asked import AnswersOf
from m365bot.records.state import State
from m365bot.records.version import is_named


@dataclass(frozen=True, slots=True)
class Known:
    """A row without its cells: enough to know it again, and to say which of several counts.

    gone: its source holds it no more. identity: who answered, folded. once: whom that was when somebody was last
    found, by opaque id. reason: why a person must look at it, or why it does not count. origin: the source, or the file
    of it that it stood in, as officers call it.
    """

    number: int
    known_by: str
    digest: str
    response: str = ""
    gone: bool = False
    identity: str = ""
    submitted: datetime | None = None
    person_id: str | None = None
    once: str | None = None
    reason: str = ""
    state: str = State.QUARANTINED
    origin: str = ""

    @property
    def who(self) -> str:
        return who(self.person_id, self.identity, self.known_by)


@dataclass(frozen=True, slots=True)
class Row(Known):
    """`raw` and `answers` are JSON; number 0: not stored yet."""

    asked: AnswersOf = field(kw_only=True)
    raw: Mapping[str, Any] = field(default_factory=dict)
    created: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    late: bool = False

    @property
    def cohort(self) -> str:
        return self.asked.cohort

    @property
    def form(self) -> str:
        return self.asked.form

    @property
    def session(self) -> str:
        return self.asked.session


def who(person_id: str | None, identity: str, known_by: str) -> str:
    """Rows of one person share this; anonymous rows share nothing."""
    return person_id or (identity if is_named(identity) else known_by)
