"""What the processes of an instance sent of late, one row each, forgotten after minutes.

Serves the port `Notes`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, select

from m365bot.database.damage import moment_of
from m365bot.database.dialect import insert_into
from m365bot.database.engine import LOOKS
from m365bot.database.moments import text
from m365bot.database.tables import departures
from m365bot.journal.sent import AHEAD, KEPT, Sent


class StoredNotes:
    """Of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance
        self._ours = departures.c.instance == instance

    def others(self, process: str, now: datetime) -> Sequence[Sent]:
        counts = (departures.c.at > text(now - KEPT)) & (departures.c.at < text(now + AHEAD))
        theirs = self._ours & (departures.c.process != process) & counts
        with self._engine.connect().execution_options(**{LOOKS: True}) as connection:
            rows = connection.execute(select(departures).where(theirs)).all()
        return [Sent(row.process, moment_of(row.at), row.at_work, row.ages).by(now) for row in rows]

    def say(self, sent: Sent) -> None:
        told = {"at": text(sent.at), "at_work": sent.is_at_work, "ages": dict(sent.ages)}
        with self._engine.begin() as connection:
            saying = insert_into(connection, departures).values(
                instance=self._instance, process=sent.process, **told
            )
            connection.execute(
                saying.on_conflict_do_update(index_elements=["instance", "process"], set_=told)
            )
            connection.execute(
                delete(departures).where(self._ours & (departures.c.at < text(sent.at - KEPT)))
            )
