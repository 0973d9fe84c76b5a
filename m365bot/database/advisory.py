"""Who may work on what, on any number of machines: one advisory lock of PostgreSQL per lease.

Serves the port `Leases`. The server frees a lock with the connection it was taken on: at kill -9 at once, at the end of
a machine or its network by the keepalives of both ends. All leases of a process stand on one connection (session).
Who had a lease last is noted in a table, for the message of whoever comes second and for who goes on after a restart.
"""

from collections.abc import Iterable
from threading import RLock

from m365bot.database.address import Address
from m365bot.database.session import Holding, Session
from m365bot.journal.ports import Held, LeaseLost

SIGN = "daemon"
_sessions: dict[str, Session] = {}
_door = RLock()


class AdvisoryLocks:
    """All leases of one instance. They are taken in sorted order, so that two runs never wait for each other."""

    def __init__(self, url: str, instance: str) -> None:
        self._url, self._instance = url, instance

    def take(self, names: Iterable[str], run_id: str) -> "Locked":
        taken = Locked(self._session)
        try:
            for name in sorted(set(names)):
                taken.add(self._session.take(self._holding(name, run_id)))
        except BaseException:
            taken.release()
            raise
        return taken

    def sign(self, name: str) -> "Locked":
        """Noted nowhere: it means something for as long as it is shown."""
        taken = Locked(self._session)
        taken.add(self._session.take(self._holding(f"{name}:sign", is_noted=False)))
        return taken

    def a_daemon_is_at_work(self) -> bool:
        return self._session.is_shared(self._sign)

    def show_a_daemon(self) -> "Locked":
        shown = Locked(self._session)
        shown.add(self._session.share(self._sign))
        return shown

    def no_daemon(self) -> "Locked":
        taken = Locked(self._session)
        try:
            taken.add(self._session.take(self._sign))
        except Held:
            raise Held("daemon") from None
        return taken

    def hold_on(self) -> None:
        self._session.hold_on()

    def need_standing(self) -> None:
        if words := self._session.why_lost():
            raise LeaseLost(words)

    @property
    def _session(self) -> Session:
        """One for all of this process."""
        with _door:
            if self._url not in _sessions:
                _sessions[self._url] = Session(Address(self._url).for_leases())
            return _sessions[self._url]

    @property
    def _sign(self) -> Holding:
        return self._holding(f"{self._instance}/{SIGN}:sign", is_noted=False)

    def _holding(self, name: str, run_id: str = "", *, is_noted: bool = True) -> Holding:
        return Holding(self._instance, name, run_id, is_noted=is_noted)


class Locked:
    """What was taken together, held for as long as its session stands or takes it up again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: list[Holding] = []
        self.is_as_left = True

    def add(self, holding: Holding) -> None:
        self._held.append(holding)
        self.is_as_left = self.is_as_left and holding.before == holding.run_id

    def release(self) -> None:
        while self._held:
            self._session.let_go(self._held.pop())
