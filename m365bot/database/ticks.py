"""Up to which moment each job's ticks are dealt with, in the database.

Serves the port `Ticks`.
"""

from datetime import datetime

from sqlalchemy import Engine, bindparam, select

from m365bot.database.dialect import insert_into
from m365bot.database.moments import moment_or_none, text
from m365bot.database.statement import Statement
from m365bot.database.tables import ticks

_LAST = Statement(
    select(ticks.c.at).where(ticks.c.instance == bindparam("instance"), ticks.c.job == bindparam("job"))
)


class StoredTicks:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance

    def last(self, job: str) -> datetime | None:
        found = _LAST.rows(self._engine, {"instance": self._instance, "job": job})
        return moment_or_none(found[0][0]) if found else None

    def note(self, job: str, at: datetime) -> None:
        with self._engine.begin() as connection:
            noting = insert_into(connection, ticks).values(instance=self._instance, job=job, at=text(at))
            connection.execute(
                noting.on_conflict_do_update(
                    index_elements=["instance", "job"],
                    set_={"at": noting.excluded.at},
                    where=noting.excluded.at > ticks.c.at,
                )
            )
