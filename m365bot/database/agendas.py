"""What trainees were told last of their sessions, out of what is remembered. Called by the store of records."""

from collections.abc import Mapping

from sqlalchemy import Engine, select

from m365bot.database.damage import memo_of
from m365bot.database.tables import memory
from m365bot.records.told import BEGINNING, Told


def told(engine: Engine, instance: str) -> Mapping[str, Told]:
    """By its key."""
    mine = (memory.c.instance == instance) & memory.c.key.startswith(BEGINNING)
    with engine.connect() as connection:
        found = connection.execute(select(memory.c.key, memory.c.memo).where(mine)).all()
    return {row.key: memo_of(row.memo, Told.from_memo) for row in found}
