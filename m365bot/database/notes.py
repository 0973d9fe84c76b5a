"""What the processes of an instance sent of late, one row each, that counts for minutes and is forgotten within the hour.

Serves the port `Notes`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Engine, bindparam, delete, select

from m365bot.database.damage import moment_of
from m365bot.database.dialect import keeping_in
from m365bot.database.moments import text
from m365bot.database.statement import Statement
from m365bot.database.tables import departures
from m365bot.journal.sent import AHEAD, KEPT, Sent

_OF_OURS = departures.c.instance == bindparam("instance")
_OTHERS = Statement(
    select(departures.c.process, departures.c.at, departures.c.at_work, departures.c.ages).where(
        _OF_OURS,
        departures.c.process != bindparam("process"),
        departures.c.at > bindparam("since"),
        departures.c.at < bindparam("until"),
    )
)
_FORGETS = Statement(delete(departures).where(_OF_OURS, departures.c.at < bindparam("before")))

AGAIN = timedelta(hours=1)  # nobody counts what is older than minutes; it only must not pile up


class StoredNotes:
    """Of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance
        self._forgot: datetime | None = None

    def others(self, process: str, now: datetime) -> Sequence[Sent]:
        asked = {"instance": self._instance, "process": process}
        asked |= {"since": text(now - KEPT), "until": text(now + AHEAD)}
        found = _OTHERS.rows(self._engine, asked)
        return [Sent(other, moment_of(at), at_work, ages).by(now) for other, at, at_work, ages in found]

    def say(self, sent: Sent) -> None:
        told = {"at": text(sent.at), "at_work": sent.is_at_work, "ages": dict(sent.ages)}
        own = {"instance": self._instance, "process": sent.process}
        _saying(self._engine.dialect.name).count(self._engine, own | told)
        if not self._forgot or not timedelta(0) <= sent.at - self._forgot < AGAIN:
            _FORGETS.count(self._engine, {"instance": self._instance, "before": text(sent.at - KEPT)})
            self._forgot = sent.at


@cache
def _saying(dialect: str) -> Statement:
    return Statement(keeping_in(dialect, departures))
