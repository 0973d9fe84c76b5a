"""The journals of all runs in the database: intents before writes, what became of them, what was learned.

Serves the ports `Journals` and `Journal`. Each method is one short transaction.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, bindparam, func, select, update

from m365bot import clock
from m365bot.database import earlier
from m365bot.database.damage import memo_of, moment_of
from m365bot.database.dialect import holdable
from m365bot.database.instances import StoredInstance
from m365bot.database.memory import StoredMemory, noted
from m365bot.database.moments import text
from m365bot.database.statement import Statement, inserting
from m365bot.database.tables import intents, results
from m365bot.journal import Earlier, Intent, Outcome, Result, Stored

RECENT = timedelta(hours=1)
_MINE = intents.c.instance == bindparam("instance")
_RECENT = Statement(
    select(intents.c.key, intents.c.at).where(_MINE, intents.c.at > bindparam("since")).order_by(intents.c.id)
)
_OPEN = Statement(
    select(intents.c.key, intents.c.at, intents.c.service_at)
    .where(_MINE, intents.c.open)
    .order_by(intents.c.id)
)
_UNDER_WAY = Statement(
    select(intents.c.id).where(_MINE, intents.c.key == bindparam("its"), intents.c.open).limit(1)
)
_INTEND, _SETTLE = inserting(intents), inserting(results)
_CLOSE = Statement(
    update(intents)
    .where(intents.c.instance == bindparam("of"), intents.c.key == bindparam("its"))
    .values(open=False)
)
_RESULTS = Statement(
    select(results)
    .where(results.c.instance == bindparam("instance"), results.c.run_id == bindparam("run"))
    .order_by(results.c.key)
)


class StoredJournals:
    """Those of one instance."""

    def __init__(
        self, engine: Engine, instance: str, own: StoredInstance, need_leases: Callable[[], None]
    ) -> None:
        self.engine, self.instance, self._own, self.need_leases = engine, instance, own, need_leases

    def of(self, run_id: str) -> "StoredJournal":
        return StoredJournal(self, run_id)

    def memory(self, soon: Iterable[str] = ()) -> StoredMemory:
        return StoredMemory(self.engine, self.instance, soon)

    def noted(self, part: str, *keys: str) -> dict[str, dict[str, Any]]:
        """What is remembered under keys that have this in them, and under these: nothing else is read."""
        return {
            key: memo_of(memo, dict) for key, memo in noted(self.engine, self.instance, part, keys).items()
        }

    @property
    def born(self) -> datetime:
        return self._own.born

    def settled(self, run_id: str) -> int:
        """How many changes of a run something has become of."""
        mine = (results.c.instance == self.instance) & (results.c.run_id == run_id)
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(results).where(mine)).scalar_one()

    def recent_writes(self) -> dict[str, datetime]:
        asked = {"instance": self.instance, "since": text(clock.now() - RECENT)}
        return {key: moment_of(at) for key, at in _RECENT.rows(self.engine, asked)}

    def under_way(self, key: str) -> bool:
        return bool(_UNDER_WAY.rows(self.engine, {"instance": self.instance, "its": key}))

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        self.memory().add(learned)

    def earlier(self, keys: Iterable[str]) -> dict[str, list[Earlier]]:
        return earlier.of(self.engine, self.instance, keys)


class OneLook(StoredJournals):
    """For whoever looks once: what is remembered is read once for all that is shown."""

    @cached_property
    def _memory(self) -> StoredMemory:
        return super().memory()

    def memory(self, soon: Iterable[str] = ()) -> StoredMemory:
        return self._memory


class StoredJournal:
    """The journal of one run."""

    def __init__(self, all_runs: StoredJournals, run_id: str) -> None:
        self._engine, self._instance, self._run_id = all_runs.engine, all_runs.instance, run_id
        self.memory = all_runs.memory()
        self.born = all_runs.born
        self._all_runs = all_runs
        self._look()

    def look_anew(self) -> None:
        self.memory.read_anew()
        self._look()

    def _look(self) -> None:
        self._open = self._open_intents()
        self._recent = self._all_runs.recent_writes()

    def last_write(self, key: str) -> datetime | None:
        return self._recent.get(key)

    def open_intent(self, key: str) -> Intent | None:
        return self._open.get(key)

    def intend(self, keys: Iterable[str], service_at: datetime) -> None:
        self._all_runs.need_leases()
        noted = {key: Intent(key, clock.now(), service_at) for key in keys}
        _INTEND.each(self._engine, [self._intent_row(intent) for intent in noted.values()])
        self._open |= noted
        self._recent |= {intent.key: intent.at for intent in noted.values()}

    def settle(self, result: Result) -> None:
        """Not by whom another has followed: it may have sent anew, and its own intent must not be closed for it."""
        self._all_runs.need_leases()
        if result.outcome is Outcome.UNKNOWN or result.key not in self._open:
            _SETTLE.count(self._engine, self._result_row(result))
            return
        with self._engine.begin() as connection:
            _SETTLE.count(connection, self._result_row(result))
            _CLOSE.count(connection, {"of": self._instance, "its": result.key})
        del self._open[result.key]

    def close(self, key: str) -> None:
        self._all_runs.need_leases()
        if key in self._open:
            self._close(key)

    def forget(self, keys: Iterable[str]) -> None:
        self._all_runs.need_leases()
        self.memory.forget(keys)

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        self.memory.add(learned)

    def _close(self, key: str) -> None:
        _CLOSE.count(self._engine, {"of": self._instance, "its": key})
        del self._open[key]

    def results(self) -> Mapping[str, Result]:
        found = _RESULTS.named(self._engine, {"instance": self._instance, "run": self._run_id})
        return {row["key"]: _result(row) for row in found}

    def _open_intents(self) -> dict[str, Intent]:
        """The newest open one of each key: an absence is judged from when the last bytes may have left."""
        found = _OPEN.rows(self._engine, {"instance": self._instance})
        return {key: Intent(key, moment_of(at), moment_of(service_at)) for key, at, service_at in found}

    def _intent_row(self, intent: Intent) -> dict[str, Any]:
        at, service_at = text(intent.at), text(intent.service_at)
        own = {"instance": self._instance, "run_id": self._run_id}
        return own | {"key": intent.key, "at": at, "service_at": service_at, "open": True}

    def _result_row(self, result: Result) -> dict[str, Any]:
        stored = result.stored
        return {
            "instance": self._instance,
            "run_id": self._run_id,
            "key": result.key,
            "outcome": result.outcome.value,
            "words": holdable(result.words),
            "error": result.error,
            "at": text(clock.now()),
            "stored": stored.new if stored else None,
            "quarantined": stored.quarantined if stored else None,
        }


def _result(row: Mapping[str, Any]) -> Result:
    stored = None if row["stored"] is None else Stored(row["stored"], row["quarantined"])
    at = moment_of(row["at"])
    return Result(row["key"], Outcome(row["outcome"]), row["words"], row["error"], stored, at)
