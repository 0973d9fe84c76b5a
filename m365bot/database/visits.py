"""Who is at the console, in the database: sign-ins under way, and visits.

Handed out by app. A browser is known by digests alone: what is read here lets nobody in. Ended visits and sign-ins that
nobody came back from are taken away by the next sign-in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, delete, insert, select, update

from m365bot.database.damage import moment_of
from m365bot.database.engine import LOOKS
from m365bot.database.moments import moment_or_none, text
from m365bot.database.tables import arrivals, visits

REMEMBERED = timedelta(
    days=4
)  # for which an ended visit is known again: a page may lie open over a long weekend
PATIENCE = timedelta(minutes=15)  # for a person at the sign-in page
MOST_ARRIVALS = 5000  # at once; the oldest make way


@dataclass(frozen=True)
class Visit:
    """roles: as the token told them. ended: by signing out, or because a role is gone. held: a form that came too late.
    proved: when Entra vouched for it last; None: when it began.
    """

    key: str
    tenant: str
    account: str
    sign_in_name: str
    name: str
    roles: frozenset[str]
    began: datetime
    seen: datetime
    ended: datetime | None = None
    held: Mapping[str, Any] | None = None
    proved: datetime | None = None

    @property
    def vouched(self) -> datetime:
        return self.proved or self.began


@dataclass(frozen=True)
class Arrival:
    """A sign-in under way. flow: what its second half needs; answer: what the browser came back with, if it did."""

    state: str
    browser: str
    flow: Mapping[str, Any]
    back_to: str
    began: datetime
    answer: Mapping[str, str] | None = None


class StoredVisits:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str, *, most: int = MOST_ARRIVALS) -> None:
        self._engine, self._instance, self._most = engine, instance, most

    def expect(self, arrival: Arrival) -> None:
        """Also takes away those that nobody came back from."""
        with self._engine.begin() as connection:
            old = arrivals.c.began < text(arrival.began - PATIENCE)
            connection.execute(delete(arrivals).where(self._arrivals, old))
            self._make_room(connection)
            row = {"state": arrival.state, "browser": arrival.browser, "flow": dict(arrival.flow)}
            others = {"back_to": arrival.back_to, "began": text(arrival.began), "instance": self._instance}
            connection.execute(insert(arrivals).values(**row, **others))

    def answered(self, state: str, answer: Mapping[str, str], now: datetime) -> bool:
        """The browser came back; false where nobody is waited for, or the answer was there already."""
        waiting = (arrivals.c.state == state) & arrivals.c.answer.is_(None)
        young = arrivals.c.began >= text(now - PATIENCE)
        query = update(arrivals).where(self._arrivals, waiting, young).values(answer=dict(answer))
        if not self._is_waited_for(state):  # forged ones come by the thousand: they keep no writer waiting
            return False
        with self._engine.begin() as connection:
            return bool(connection.execute(query).rowcount)

    def _is_waited_for(self, state: str) -> bool:
        query = select(arrivals.c.state).where(self._arrivals, arrivals.c.state == state)
        with self._engine.connect().execution_options(**{LOOKS: True}) as connection:
            return connection.execute(query).first() is not None

    def arrived(self, browser: str) -> Arrival | None:
        """The answered sign-in of a browser, which is good for this once."""
        mine = self._arrivals & (arrivals.c.browser == browser)
        with self._engine.begin() as connection:
            found = [_arrival(row) for row in connection.execute(select(arrivals).where(mine)).mappings()]
            done = next((one for one in found if one.answer is not None), None)
            if done is not None:
                connection.execute(delete(arrivals).where(mine))
            return done

    def open(self, visit: Visit, before: str = "") -> None:
        """Somebody came in. before: the browser's earlier visit, which is over; what it holds goes along for the same
        account.
        """
        with self._engine.begin() as connection:
            self._settle(connection, visit.tenant, visit.account, visit.roles, visit.began)
            earlier = self._found(connection, visit_of(before))
            held = earlier.held if earlier and earlier.account == visit.account else None
            connection.execute(delete(visits).where(self._visits, visit_of(before)))
            connection.execute(insert(visits).values(instance=self._instance, **_values(visit), held=held))

    def renew(self, visit: Visit, now: datetime) -> None:
        """Entra has vouched for it anew, with these roles; whatever else rests on one that is gone is over."""
        with self._engine.begin() as connection:
            roles = update(visits).where(self._visits, visit_of(visit.key))
            connection.execute(roles.values(roles=sorted(visit.roles), proved=text(now), seen=text(now)))
            self._settle(connection, visit.tenant, visit.account, visit.roles, now)

    def settle(self, tenant: str, account: str, roles: Iterable[str], now: datetime) -> None:
        """Visits of an account that rest on a role which it has no more are over."""
        with self._engine.begin() as connection:
            self._settle(connection, tenant, account, frozenset(roles), now)

    def of(self, key: str) -> Visit | None:
        with self._engine.connect().execution_options(**{LOOKS: True}) as connection:
            return self._found(connection, visit_of(key))

    def touch(self, key: str, now: datetime) -> None:
        self._set(key, seen=text(now))

    def end(self, key: str, now: datetime) -> None:
        self._set(key, ended=text(now), held=None)

    def hold(self, key: str, form: Mapping[str, Any], now: datetime) -> None:
        """With a visit that is over, and is remembered from now on."""
        self._set(key, held=dict(form), ended=text(now), seen=text(now))

    def release(self, key: str) -> bool:
        """What is held is about to be done; false where it was already."""
        query = update(visits).where(self._visits, visit_of(key), visits.c.held.is_not(None))
        with self._engine.begin() as connection:
            return bool(connection.execute(query.values(held=None)).rowcount)

    def _set(self, key: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(visits).where(self._visits, visit_of(key)).values(**values))

    def _settle(
        self, connection: Connection, tenant: str, account: str, roles: frozenset[str], now: datetime
    ) -> None:
        forgotten = visits.c.seen < text(now - REMEMBERED)
        connection.execute(delete(visits).where(self._visits, forgotten))
        theirs = (visits.c.tenant == tenant) & (visits.c.account == account) & visits.c.ended.is_(None)
        for row in connection.execute(select(visits.c.key, visits.c.roles).where(self._visits, theirs)):
            if not roles.issuperset(row.roles):
                gone = update(visits).where(self._visits, visit_of(row.key)).values(ended=text(now))
                connection.execute(gone)

    def _make_room(self, connection: Connection) -> None:
        newest = select(arrivals.c.state).where(self._arrivals).order_by(arrivals.c.began.desc())
        kept = newest.limit(self._most - 1).scalar_subquery()
        connection.execute(delete(arrivals).where(self._arrivals, arrivals.c.state.not_in(kept)))

    def _found(self, connection: Connection, which: ColumnElement[bool]) -> Visit | None:
        row = connection.execute(select(visits).where(self._visits, which)).mappings().first()
        return _visit(row) if row else None

    @property
    def _visits(self) -> ColumnElement[bool]:
        return visits.c.instance == self._instance

    @property
    def _arrivals(self) -> ColumnElement[bool]:
        return arrivals.c.instance == self._instance


def visit_of(key: str) -> ColumnElement[bool]:
    return visits.c.key == key


def _values(visit: Visit) -> dict[str, Any]:
    said = {name: getattr(visit, name) for name in ("key", "tenant", "account", "sign_in_name", "name")}
    return {**said, "roles": sorted(visit.roles), "began": text(visit.began), "seen": text(visit.seen)}


def _visit(row: RowMapping) -> Visit:
    said: dict[str, Any] = {name: value for name, value in row.items() if name != "instance"}
    said |= {"began": moment_of(row["began"]), "seen": moment_of(row["seen"])}
    said |= {"ended": moment_or_none(row["ended"]), "proved": moment_or_none(row["proved"])}
    return Visit(**said | {"roles": frozenset(row["roles"])})


def _arrival(row: RowMapping) -> Arrival:
    said = {name: row[name] for name in ("state", "browser", "flow", "back_to", "answer")}
    return Arrival(**said, began=moment_of(row["began"]))
