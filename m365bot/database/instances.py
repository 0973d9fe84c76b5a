"""What is kept of an instance itself: since when, and the key of its persons' ids.

Called by books and the journals. The key is made once, by whoever is quickest, and never again.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Engine, select, update

from m365bot import clock
from m365bot.database.damage import moment_of
from m365bot.database.dialect import insert_into
from m365bot.database.moments import text
from m365bot.database.tables import instances


class StoredInstance:
    """One row, made when the instance first uses this database. `born` is told where nothing is to be noted."""

    def __init__(self, engine: Engine, instance: str, *, born: datetime | None = None) -> None:
        self._engine, self._instance = engine, instance
        self._told = born
        self._mine = instances.c.instance == instance

    @cached_property
    def born(self) -> datetime:
        if self._told:
            return self._told
        with self._engine.begin() as connection:
            return moment_of(self._born(connection) or self._made(connection))

    def _born(self, connection: Connection) -> str | None:
        return connection.execute(select(instances.c.born).where(self._mine)).scalar()

    def _made(self, connection: Connection) -> str:
        """Now, unless another process was quicker."""
        making = insert_into(connection, instances).on_conflict_do_nothing()
        connection.execute(making.values(instance=self._instance, born=text(clock.now())))
        return str(self._born(connection))

    def person_key(self) -> bytes:
        """The key that is kept; empty where none is."""
        with self._engine.connect() as connection:
            found = connection.execute(select(instances.c.person_key).where(self._mine)).scalar()
        return bytes.fromhex(found) if found else b""

    def keep_person_key(self, make: Callable[[], bytes]) -> bytes:
        """The key that is kept from now on: `make`'s, unless there is one already."""
        if kept := self.person_key():
            return kept
        key = make()
        assert self.born  # there is a row from now on
        without = self._mine & instances.c.person_key.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(instances).where(without).values(person_key=key.hex()))
        return self.person_key()
