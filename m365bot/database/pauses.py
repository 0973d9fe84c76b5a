"""What is paused, in the database; each pause and its end stand in the audit chain too.

Serves the port `Pauses`.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, delete, select

from m365bot.database import audit
from m365bot.database.damage import moment_of
from m365bot.database.dialect import insert_into
from m365bot.database.moments import text
from m365bot.database.statement import Row, Statement, Where
from m365bot.database.tables import pauses
from m365bot.journal import Pause

WORD = "pause"


COLUMNS = (pauses.c.job, pauses.c.who, pauses.c.at, pauses.c.reason)
_KEPT = Statement(select(*COLUMNS).where(pauses.c.instance == bindparam("instance")).order_by(pauses.c.job))


class StoredPauses:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance

    def all(self) -> Sequence[Pause]:
        return kept(self._engine, self._instance)

    def begin(self, pause: Pause) -> bool:
        with self._engine.begin() as connection:
            adding = insert_into(connection, pauses).values(instance=self._instance, **_values(pause))
            if not connection.execute(adding.on_conflict_do_nothing().returning(pauses.c.job)).first():
                return False
            audit.append(connection, self._instance, entry_of(pause))
            return True

    def end(self, job: str, who: str, at: datetime) -> bool:
        with self._engine.begin() as connection:
            mine = (pauses.c.instance == self._instance) & (pauses.c.job == job)
            if not connection.execute(delete(pauses).where(mine)).rowcount:
                return False
            audit.append(connection, self._instance, {WORD: job, "lifted": {"who": who, "at": text(at)}})
            return True


def kept(where: Where, instance: str) -> list[Pause]:
    """As they stand in the table now."""
    return [of_row(row) for row in _KEPT.rows(where, {"instance": instance})]


def of_row(row: Row) -> Pause:
    """Of COLUMNS."""
    job, who, at, reason = row
    return Pause(job, who, moment_of(at), reason)


def entry_of(pause: Pause) -> dict[str, Any]:
    """As it stands in the audit chain."""
    return {WORD: pause.job, "begun": _values(pause)}


def _values(pause: Pause) -> dict[str, Any]:
    return asdict(pause) | {"at": text(pause.at)}
