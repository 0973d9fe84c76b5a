"""One connection of a process to PostgreSQL, on which all its leases stand; closed while there are none.

Called by advisory. Where the connection was lost (the server restarted, the network was away), the leases are taken
again on a new one, each only if nobody had it in between; else whoever works under them must stop.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex
from threading import RLock

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, NullPool, func, select, text
from sqlalchemy.exc import DBAPIError

from m365bot import machine
from m365bot.database import engine as engines
from m365bot.database.address import Address
from m365bot.database.dialect import insert_into, number_of
from m365bot.database.tables import leases
from m365bot.errors import DatabaseUnusable
from m365bot.journal.ports import Held
from m365bot.words import say

log = structlog.get_logger()

SHARED = text(
    "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE locktype = 'advisory' AND objsubid = 1 AND datname = current_database() AND mode = 'ShareLock' AND granted "
    "AND (classid::bigint << 32 | objid::bigint) = :number)"
)


@dataclass(eq=False)
class Holding:
    """One lease in this process's hands. before: which run had it before; mark: of this holding, and no other."""

    instance: str
    name: str
    run_id: str
    is_noted: bool = True
    is_shared: bool = False
    before: str = ""
    is_lost: bool = False
    mark: str = field(default_factory=lambda: token_hex(8))


class Session:
    """Made by advisory, once a process."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._held: list[Holding] = []
        self._alone = RLock()

    def take(self, wanted: Holding) -> Holding:
        """Raises Held, which names the run that has it where that is known, and DatabaseUnusable."""
        with self._asked() as connection:
            if self._is_ours(wanted) or not connection.execute(select(self._try_lock(wanted))).scalar():
                raise Held(_noted(connection, wanted).run_id)
            self._held.append(wanted)
            if wanted.is_noted:
                wanted.before = _noted(connection, wanted).run_id
                _note(connection, wanted)
            return wanted

    def share(self, wanted: Holding) -> Holding:
        """Waits for whoever has it alone."""
        wanted.is_shared = True
        with self._asked() as connection:
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_lock_shared(self._number(wanted))))
            self._held.append(wanted)
            return wanted

    def is_shared(self, asked: Holding) -> bool:
        """By whomever."""
        with self._asked() as connection:
            return bool(connection.execute(SHARED, {"number": self._number(asked)}).scalar())

    def let_go(self, holding: Holding) -> None:
        """Where the connection is lost, the server has let go of it, or will."""
        with self._alone:
            if holding in self._held:
                self._held.remove(holding)
                if self._connection and not holding.is_lost:
                    with contextlib.suppress(DBAPIError), self._dropped_where_it_fails():
                        self._connection.execute(select(self._unlock(holding)))
            self._close_where_nothing_is_held()

    def hold_on(self) -> None:
        """What a restart of the server has freed is taken again, where it can be."""
        with self._alone:
            if self._held and not self._stands():
                with contextlib.suppress(DBAPIError):  # as long as it is away, whoever asks is told
                    self._connect()

    def why_lost(self) -> str:
        """Why whoever works under these leases must stop; empty where all stand."""
        with self._alone:
            self.hold_on()
            if self._held and not self._connection:
                return say(
                    "データベースとの接続が切れたため、この実行を止めました。つながると、続きは m365bot daemon か "
                    "`m365bot runs resume` が行います。"
                )
            if any(one.is_lost for one in self._held):
                return say(
                    "データベースとの接続が切れている間に、ほかの端末がこの実行を引き継ぎました。ここでは止めました。"
                )
            return ""

    # the connection

    @contextlib.contextmanager
    def _asked(self) -> Iterator[Connection]:
        """A connection that stands. Raises DatabaseUnusable where none can be had."""
        with self._alone:
            try:
                yield self._connection if self._stands() and self._connection else self._connect()
            except DBAPIError as error:
                if error.connection_invalidated:
                    self._drop()
                raise DatabaseUnusable(machine.words(error)) from error
            finally:
                self._close_where_nothing_is_held()

    def _connect(self) -> Connection:
        """With all that is held taken again. Raises DBAPIError."""
        self._engine = self._engine or engines.opened(self._address, poolclass=NullPool)
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if self._held:
            with self._dropped_where_it_fails():
                self._take_again(self._connection)
        return self._connection

    def _stands(self) -> bool:
        """The server frees a lock only with its connection: where that stands, so does all that was taken on it."""
        if self._connection:
            with contextlib.suppress(DBAPIError), self._dropped_where_it_fails():
                self._connection.execute(text("SELECT 1"))
        return self._connection is not None

    @contextlib.contextmanager
    def _dropped_where_it_fails(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            log.warning("leases.connection_lost", error=type(error.orig).__name__)
            self._drop()
            raise

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with contextlib.suppress(DBAPIError):
                connection.invalidate()
            with contextlib.suppress(DBAPIError):
                connection.close()

    def _close_where_nothing_is_held(self) -> None:
        if not self._held:
            self._drop()

    # after a loss

    def _take_again(self, connection: Connection) -> None:
        for one in self._held:
            one.is_lost = one.is_lost or not self._is_ours_still(connection, one)
        lost = sum(one.is_lost for one in self._held)
        log.warning("leases.taken_again", count=len(self._held) - lost, lost=lost)

    def _is_ours_still(self, connection: Connection, one: Holding) -> bool:
        if one.is_noted and _noted(connection, one).holding != one.mark:
            return False
        if not connection.execute(select(self._try_lock(one))).scalar():
            return False
        if one.is_noted and _noted(connection, one).holding != one.mark:  # had and let go of just now
            connection.execute(select(self._unlock(one)))
            return False
        return True

    # one lock

    def _is_ours(self, wanted: Holding) -> bool:
        """The server would give it to us once more."""
        return any((one.instance, one.name) == (wanted.instance, wanted.name) for one in self._held)

    def _number(self, one: Holding) -> int:
        return number_of("lease", self._address.schema, one.instance, one.name)

    def _try_lock(self, one: Holding) -> ColumnElement[bool]:
        lock = func.pg_try_advisory_lock_shared if one.is_shared else func.pg_try_advisory_lock
        return lock(self._number(one))

    def _unlock(self, one: Holding) -> ColumnElement[bool]:
        unlock = func.pg_advisory_unlock_shared if one.is_shared else func.pg_advisory_unlock
        return unlock(self._number(one))


@dataclass(frozen=True)
class _Noted:
    run_id: str = ""
    holding: str = ""


def _noted(connection: Connection, one: Holding) -> _Noted:
    """Who had it last."""
    mine = (leases.c.instance == one.instance) & (leases.c.name == one.name)
    found = connection.execute(select(leases.c.run_id, leases.c.holding).where(mine)).first()
    return _Noted(*found) if found else _Noted()


def _note(connection: Connection, one: Holding) -> None:
    noting = insert_into(connection, leases).values(
        instance=one.instance, name=one.name, run_id=one.run_id, holding=one.mark
    )
    told = {"run_id": noting.excluded.run_id, "holding": noting.excluded.holding}
    connection.execute(noting.on_conflict_do_update(index_elements=list(leases.primary_key), set_=told))
