"""The journal in the database: runs, intents, results, approvals and the audit chain.

Called by app and runs. Each method is one short transaction.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, desc, insert, select, update

from m365bot import clock
from m365bot.database import tables
from m365bot.database.dialect import insert_into
from m365bot.database.memory import StoredMemory
from m365bot.journal import Approval, Decision, Intent, Outcome, Result, Run, Status, Trigger

MOMENTS = ("at", "planned", "started", "ended", "due")


class StoredRuns:
    """All runs of one instance."""

    def __init__(self, engine: Engine, instance: str, *, born: datetime | None = None) -> None:
        self.engine, self.instance = engine, instance
        self._born = born

    @cached_property
    def born(self) -> datetime:
        """When this instance first used this database; told, where nothing is to be noted."""
        if self._born:
            return self._born
        mine = tables.instances.c.instance == self.instance
        with self.engine.begin() as connection:
            text = connection.execute(select(tables.instances.c.born).where(mine)).scalar()
            if text is None:
                text = _text(clock.now())
                connection.execute(insert(tables.instances).values(instance=self.instance, born=text))
        return datetime.fromisoformat(text)

    @property
    def last_request(self) -> datetime | None:
        """When a process of this instance last spoke to Graph, as far as it could say so."""
        mine = tables.instances.c.instance == self.instance
        with self.engine.connect() as connection:
            text = connection.execute(select(tables.instances.c.rested).where(mine)).scalar()
        moments = [datetime.fromisoformat(text)] if text else []
        return max([*moments, *self.recent_writes().values()], default=None)

    def note_request(self, at: datetime) -> None:
        mine = tables.instances.c.instance == self.instance
        with self.engine.begin() as connection:
            connection.execute(update(tables.instances).where(mine).values(rested=_text(at)))

    def recent_writes(self) -> dict[str, datetime]:
        """Key → when bytes last left for it, in the last hour."""
        table, since = tables.intents, _text(clock.now() - timedelta(hours=1))
        query = select(table.c.key, table.c.at).where(table.c.instance == self.instance, table.c.at > since)
        with self.engine.connect() as connection:
            found = connection.execute(query.order_by(table.c.id))
            return {row.key: datetime.fromisoformat(row.at) for row in found}

    def add(self, run: Run) -> bool:
        """Keep a new run; False where one of that id is there already (another starter was quicker)."""
        with self.engine.begin() as connection:
            if self._row(connection, run.id):
                return False
            connection.execute(insert(tables.runs).values(**_to_row(run)))
            return True

    def get(self, run_id: str) -> Run | None:
        with self.engine.connect() as connection:
            row = self._row(connection, run_id)
        return _from_row(row) if row else None

    def status_of(self, run_id: str) -> Status | None:
        """Its status alone: asked before each change, when a plan of thousands need not be read again."""
        mine = (tables.runs.c.instance == self.instance) & (tables.runs.c.id == run_id)
        with self.engine.connect() as connection:
            status = connection.execute(select(tables.runs.c.status).where(mine)).scalar()
        return Status(status) if status else None

    def save(self, run: Run) -> None:
        values = _to_row(run)
        with self.engine.begin() as connection:
            mine = (tables.runs.c.instance == self.instance) & (tables.runs.c.id == run.id)
            connection.execute(update(tables.runs).where(mine).values(**values))
            if run.status.is_over:
                self._audit(connection, {"run": run.id, "status": run.status, "digest": _digest_of(run)})

    def claim(self, run: Run, was: Status) -> bool:
        """Save a run that goes on from `was`; False where it is not that any more: another was quicker."""
        mine = (tables.runs.c.instance == self.instance) & (tables.runs.c.id == run.id)
        as_it_was = tables.runs.c.status == was.value
        with self.engine.begin() as connection:
            claiming = update(tables.runs).where(mine, as_it_was).values(**_to_row(run))
            return bool(connection.execute(claiming).rowcount)

    def newest(self, limit: int = 50) -> Sequence[Run]:
        return self._select(limit=limit)

    def last_of(self, job: str) -> Run | None:
        runs = self._select(tables.runs.c.job == job, limit=1)
        return runs[0] if runs else None

    def of_status(self, *statuses: Status) -> Sequence[Run]:
        return self._select(tables.runs.c.status.in_([status.value for status in statuses]))

    def decide(self, approval: Approval) -> None:
        values = asdict(approval) | {"at": _text(approval.at), "decision": approval.decision.value}
        with self.engine.begin() as connection:
            connection.execute(insert(tables.approvals).values(instance=self.instance, **values))
            self._audit(connection, {"approval": values})

    def approval_of(self, run_id: str) -> Approval | None:
        mine = (tables.approvals.c.instance == self.instance) & (tables.approvals.c.run_id == run_id)
        query = select(tables.approvals).where(mine)
        with self.engine.connect() as connection:
            row = connection.execute(query.order_by(desc(tables.approvals.c.id))).mappings().first()
        if row is None:
            return None
        fields = {name: value for name, value in row.items() if name not in ("id", "instance")}
        fields |= {"at": datetime.fromisoformat(row["at"]), "decision": Decision(row["decision"])}
        return Approval(**fields)

    def journal_of(self, run_id: str) -> "StoredJournal":
        return StoredJournal(self, run_id)

    def results_of(self, run_id: str) -> Sequence[Result]:
        mine = (tables.results.c.instance == self.instance) & (tables.results.c.run_id == run_id)
        query = select(tables.results).where(mine).order_by(tables.results.c.key)
        with self.engine.connect() as connection:
            return [_result(row) for row in connection.execute(query).mappings()]

    def last_tick(self, job: str) -> datetime | None:
        mine = (tables.ticks.c.instance == self.instance) & (tables.ticks.c.job == job)
        with self.engine.connect() as connection:
            text = connection.execute(select(tables.ticks.c.at).where(mine)).scalar()
        return datetime.fromisoformat(text) if text else None

    def note_tick(self, job: str, at: datetime) -> None:
        """Every tick up to `at` is dealt with; an earlier one never takes that back."""
        values = {"instance": self.instance, "job": job, "at": _text(at)}
        with self.engine.begin() as connection:
            statement = insert_into(connection, tables.ticks).values(**values)
            later = statement.excluded.at > tables.ticks.c.at
            keys = ["instance", "job"]
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=keys, set_={"at": statement.excluded.at}, where=later
                )
            )

    def memory(self) -> StoredMemory:
        return StoredMemory(self.engine, self.instance)

    def _select(self, *conditions: Any, limit: int | None = None) -> Sequence[Run]:
        runs = tables.runs
        query = select(runs).where(runs.c.instance == self.instance, *conditions)
        with self.engine.connect() as connection:
            found = connection.execute(query.order_by(desc(runs.c.planned), desc(runs.c.id)).limit(limit))
            return [_from_row(row) for row in found.mappings()]

    def _row(self, connection: Connection, run_id: str) -> RowMapping | None:
        query = select(tables.runs).where(tables.runs.c.id == run_id, tables.runs.c.instance == self.instance)
        return connection.execute(query).mappings().first()

    def _audit(self, connection: Connection, entry: Mapping[str, Any]) -> None:
        """Each entry's hash covers the one before, so that nothing can be taken out unseen."""
        newest = select(tables.audit.c.hash).where(tables.audit.c.instance == self.instance)
        previous = connection.execute(newest.order_by(desc(tables.audit.c.number)).limit(1)).scalar() or ""
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)
        at = _text(clock.now())
        digest = hashlib.sha256(f"{previous}\n{at}\n{text}".encode()).hexdigest()
        connection.execute(
            insert(tables.audit).values(instance=self.instance, at=at, entry=text, hash=digest)
        )


class StoredJournal:
    """The journal of one run."""

    def __init__(self, runs: StoredRuns, run_id: str) -> None:
        self._runs, self._run_id = runs, run_id
        self.memory = runs.memory()
        self._open = self._open_intents()
        self._recent = runs.recent_writes()
        self.born = runs.born

    def last_write(self, key: str) -> datetime | None:
        return self._recent.get(key)

    def open_intent(self, key: str) -> Intent | None:
        return self._open.get(key)

    def intend(self, keys: Iterable[str], service_at: datetime) -> None:
        at = clock.now()
        intents = [Intent(key, at, service_at) for key in keys]
        values = [
            {
                "instance": self._runs.instance,
                "run_id": self._run_id,
                "key": intent.key,
                "at": _text(at),
                "service_at": _text(service_at),
                "open": True,
            }
            for intent in intents
        ]
        with self._runs.engine.begin() as connection:
            connection.execute(insert(tables.intents), values)
        self._open |= {intent.key: intent for intent in intents}
        self._recent |= {intent.key: at for intent in intents}

    def settle(self, result: Result) -> None:
        row = {
            "instance": self._runs.instance,
            "run_id": self._run_id,
            "key": result.key,
            "outcome": result.outcome.value,
            "words": result.words,
            "error": result.error,
            "at": _text(clock.now()),
        }
        mine = (tables.intents.c.instance == self._runs.instance) & (tables.intents.c.key == result.key)
        with self._runs.engine.begin() as connection:
            connection.execute(insert(tables.results).values(**row))
            if result.outcome is not Outcome.UNKNOWN and result.key in self._open:
                connection.execute(update(tables.intents).where(mine).values(open=False))
        if result.outcome is not Outcome.UNKNOWN:
            self._open.pop(result.key, None)

    def remember(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        self.memory.write({key: {**self.memory.get(key, {}), **memo} for key, memo in learned.items()})

    def results(self) -> Mapping[str, Result]:
        return {result.key: result for result in self._runs.results_of(self._run_id)}

    def _open_intents(self) -> dict[str, Intent]:
        """The newest open one of each key: an absence is judged from when the last bytes may have left."""
        table = tables.intents
        query = select(table).where(table.c.instance == self._runs.instance, table.c.open)
        with self._runs.engine.connect() as connection:
            found = connection.execute(query.order_by(table.c.id)).mappings()
            return {row["key"]: _intent(row) for row in found}


def _intent(row: RowMapping) -> Intent:
    return Intent(row["key"], datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["service_at"]))


def _result(row: RowMapping) -> Result:
    return Result(row["key"], Outcome(row["outcome"]), row["words"], row["error"])


def _to_row(run: Run) -> dict[str, Any]:
    moments = {name: _text(value) if (value := getattr(run, name)) else None for name in MOMENTS}
    row = {name: getattr(run, name) for name in tables.runs.c.keys()}  # noqa: SIM118 - not a dict
    return row | moments | {"status": run.status.value, "trigger": run.trigger.value}


def _from_row(row: RowMapping) -> Run:
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in MOMENTS}
    fields = dict(row) | moments | {"status": Status(row["status"]), "trigger": Trigger(row["trigger"])}
    return Run(**fields)


def _digest_of(run: Run) -> str:
    return str((run.plan or {}).get("digest", ""))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
