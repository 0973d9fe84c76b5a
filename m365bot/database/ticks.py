"""Up to which moment each job's ticks are dealt with, in the database.

Serves the port `Ticks`.
"""

from datetime import datetime

from sqlalchemy import Engine, select

from m365bot.database.dialect import insert_into
from m365bot.database.moments import moment_or_none, text
from m365bot.database.tables import ticks


class StoredTicks:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance

    def last(self, job: str) -> datetime | None:
        mine = (ticks.c.instance == self._instance) & (ticks.c.job == job)
        with self._engine.connect() as connection:
            return moment_or_none(connection.execute(select(ticks.c.at).where(mine)).scalar())

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
