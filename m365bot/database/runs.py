"""The rows of runs in the database; one that is over stands in the audit chain.

Serves the port `Runs`. Each method is one short transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Text,
    bindparam,
    cast,
    desc,
    func,
    literal,
    select,
    update,
)

from m365bot.database import approvals, audit, damage, pauses, tables
from m365bot.database.dialect import insert_for
from m365bot.database.glance import Glance
from m365bot.database.moments import moment_or_none, text_or_none
from m365bot.database.statement import Listing, Statement, Where
from m365bot.database.tables import runs
from m365bot.journal import Approval, Pause, Report, Run, Sought, Status, Trigger

NEWEST_FIRST = (desc(runs.c.planned), desc(runs.c.id))
MOMENTS = ("at", "planned", "started", "ended", "due")
AT_ONCE = 256  # ids in one question
NOTHING: Mapping[str, str] = MappingProxyType({})

_MINE = runs.c.instance == bindparam("instance")
_THIS = runs.c.id == bindparam("run")
_ONE = Statement(select(runs).where(_MINE, _THIS))
_STATUS = Statement(select(runs.c.status).where(_MINE, _THIS))
_HALTS = Statement(
    select(runs.c.status, *pauses.COLUMNS)
    .outerjoin_from(runs, tables.pauses, tables.pauses.c.instance == runs.c.instance)
    .where(_MINE, _THIS)
)
_RANKED = (
    select(
        runs.c.job,
        runs.c.id,
        runs.c.status,
        runs.c.ended,
        func.row_number()
        .over(
            partition_by=runs.c.job,
            order_by=(desc(func.coalesce(runs.c.ended, runs.c.planned)), *NEWEST_FIRST),
        )
        .label("rank"),
    )
    .where(_MINE, runs.c.status != Status.CANCELLED.value)
    .subquery()
)
_LAST_RESULTS = select(_RANKED.c.job, _RANKED.c.id, _RANKED.c.status, _RANKED.c.ended).where(
    _RANKED.c.rank == 1
)
_SAVING = (
    update(runs)
    .where(runs.c.instance == bindparam("of"), _THIS)
    .values({column: bindparam(column.name, type_=column.type) for column in runs.c})
)
_SAVE = Statement(_SAVING)


def _is_there(column: Column[Any]) -> ColumnElement[bool]:
    return column.is_not(None) & (cast(column, Text) != "null")


_AS_TEXT = ("asking", "report")
_SOMETHING = frozenset(one.value for one in Status if one.came_to_something)
_SETTLED = frozenset(one.value for one in Status if one.came_to_something and one.is_over)
_NEWEST = Statement(
    select(func.coalesce(runs.c.ended, runs.c.planned), runs.c.id, runs.c.job, runs.c.cohort, runs.c.status)
    .where(_MINE)
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("most"))
)
_WITHOUT_PLANS = (
    select(
        *(one for one in runs.c if one.name not in ("plan", *_AS_TEXT)),
        *(cast(runs.c[name], Text).label(name) for name in _AS_TEXT),
        _is_there(runs.c.plan).label("plan"),
    )
    .where(_MINE)
    .order_by(*NEWEST_FIRST)
)
_LATELY = Statement(_WITHOUT_PLANS.limit(bindparam("most")))
_CALLED = Listing(lambda ids: _WITHOUT_PLANS.where(runs.c.id.in_(ids)))
_COLUMNS = tuple(column.name for column in _WITHOUT_PLANS.selected_columns)
_CLAIM = Statement(_SAVING.where(runs.c.status == bindparam("was")))


class StoredRuns:
    """All runs of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self.instance = engine, instance

    def add(self, run: Run) -> bool:
        if not run.status.is_over:
            return self._is_added(self._engine, run)
        with self._engine.begin() as connection:
            return self._add(connection, run)

    def get(self, run_id: str) -> Run | None:
        found = _ONE.named(self._engine, {"instance": self.instance, "run": run_id})
        return _from_row(found[0]) if found else None

    def status_of(self, run_id: str) -> Status | None:
        found = _STATUS.rows(self._engine, {"instance": self.instance, "run": run_id})
        return Status(found[0][0]) if found else None

    def halts(self, run_id: str) -> tuple[Status | None, Sequence[Pause]]:
        found = _HALTS.rows(self._engine, {"instance": self.instance, "run": run_id})
        status = Status(found[0][0]) if found else None
        return status, [pauses.of_row(row) for _, *row in found if row[0] is not None]

    def save(self, run: Run) -> None:
        with self._engine.begin() as connection:
            self._update(connection, run, _SAVE)

    def claim(
        self, run: Run, was: Status, *, followed_by: Run | None = None, word: Approval | None = None
    ) -> bool:
        if not (run.status.is_over or followed_by or word):
            return self._is_changed(self._engine, run, _CLAIM, {"was": was.value})
        with self._engine.begin() as connection:
            claimed = self._update(connection, run, _CLAIM, {"was": was.value})
            if claimed and followed_by:
                self._add(connection, followed_by)
            if claimed and word:
                approvals.keep(connection, self.instance, word)
        return claimed

    def newest(self, limit: int = 50) -> Sequence[Run]:
        return self._select(limit=limit)

    def lately(self, limit: int) -> Sequence[Run]:
        """A plan of thousands is neither fetched nor taken apart, and what was looked at before is not taken apart again."""
        found = _LATELY.rows(self._engine, {"instance": self.instance, "most": limit})
        return [_looked_at(*row) for row in found]

    def telling(self, limit: int) -> Sequence[Run]:
        """Of those the ones there may be something to tell of: what came to nothing yet, what waits, and of each job and
        cohort that which came to something last. What runs did better since is not fetched.
        """
        mine = {"instance": self.instance}
        newest = _NEWEST.rows(self._engine, {**mine, "most": limit})
        last, wanted = set[tuple[str, str | None]](), list[str]()
        for _, run_id, job, cohort, status in sorted(newest, key=itemgetter(0), reverse=True):
            if status in _SOMETHING and (job, cohort) not in last:
                last.add((job, cohort))
                wanted.append(run_id)
            elif status not in _SETTLED:
                wanted.append(run_id)
        parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
        found = [row for part in parts for row in _CALLED.rows(self._engine, part, mine)]
        return sorted((_looked_at(*row) for row in found), key=attrgetter("planned", "id"), reverse=True)

    def sought(self, sought: Sought, limit: int, skip: int = 0) -> Sequence[Run]:
        """Those that somebody looks for, the newest first; `plan` and `asking` are {} where there are any."""
        wanted = {
            runs.c.job: sought.job,
            runs.c.cohort: sought.cohort,
            runs.c.status: sought.status.value if sought.status else "",
        }
        conditions = [column == value for column, value in wanted.items() if value]
        return self._short(_is_there(runs.c.asking).label("asking"), *conditions, limit=limit, skip=skip)

    def of_status(self, *any_of: Status) -> Sequence[Run]:
        found = _of_status(any_of).named(self._engine, {"instance": self.instance})
        newest_first = sorted(found, key=itemgetter("planned", "id"), reverse=True)
        return [_from_row(row) for row in newest_first]

    def applying(self, run_id: str) -> Run | None:
        return next(iter(self._select(runs.c.applies == run_id, limit=1)), None)

    def last_results(self) -> Mapping[str, Glance]:
        """Job → its newest run that was not cancelled, as at a glance."""
        with self._engine.connect() as connection:
            found = connection.execute(_LAST_RESULTS, {"instance": self.instance})
            return {job: Glance(run_id, status, ended) for job, run_id, status, ended in found}

    def approved_earlier(self, run: Run, most: int) -> Sequence[Run]:
        mine = [runs.c.job == run.job, runs.c.cohort.is_not_distinct_from(run.cohort)]
        earlier = [runs.c.applies.is_not(None), runs.c.planned < text_or_none(run.planned)]
        return self._select(*mine, *earlier, limit=most)

    def _short(
        self, asking: ColumnElement[Any], *conditions: ColumnElement[bool], limit: int, skip: int = 0
    ) -> Sequence[Run]:
        """The newest first; `plan`, and `asking` where it is only looked whether it is there, are {} where there is one."""
        others = [column for column in runs.c if column not in (runs.c.plan, runs.c.asking)]
        query = select(*others, _is_there(runs.c.plan).label("plan"), asking)
        query = query.where(runs.c.instance == self.instance, *conditions)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(*NEWEST_FIRST).limit(limit).offset(skip)).mappings()
            return [_from_row({**row, **_flags(row)}) for row in found]

    def _add(self, connection: Connection, run: Run) -> bool:
        is_added = self._is_added(connection, run)
        if is_added and run.status.is_over:
            self._audit(connection, run)
        return is_added

    def _is_added(self, where: Where, run: Run) -> bool:
        return bool(_adding(where.dialect.name).rows(where, _to_row(run)))

    def _update(
        self, connection: Connection, run: Run, saving: Statement, asked: Mapping[str, str] = NOTHING
    ) -> bool:
        is_changed = self._is_changed(connection, run, saving, asked)
        if is_changed and run.status.is_over:
            self._audit(connection, run)
        return is_changed

    def _is_changed(self, where: Where, run: Run, saving: Statement, asked: Mapping[str, str]) -> bool:
        return bool(saving.count(where, {**_to_row(run), "of": self.instance, "run": run.id, **asked}))

    def _audit(self, connection: Connection, run: Run) -> None:
        digest = str((run.plan or {}).get("digest", ""))
        entry = {"run": run.id, "status": run.status, "digest": digest, "row": seal(_to_row(run))}
        audit.append(connection, self.instance, entry)

    def _select(self, *conditions: ColumnElement[bool], limit: int | None = None) -> Sequence[Run]:
        query = select(runs).where(runs.c.instance == self.instance, *conditions)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(*NEWEST_FIRST).limit(limit))
            return [_from_row(row) for row in found.mappings()]


def _flags(row: RowMapping) -> dict[str, Any]:
    """{} for what is only known to be there."""
    flags = {name: row[name] for name in ("plan", "asking") if isinstance(row[name], bool | int)}
    return {name: {} if there else None for name, there in flags.items()}


@cache
def _adding(dialect: str) -> Statement:
    return Statement(insert_for(dialect, runs).on_conflict_do_nothing().returning(runs.c.id))


@cache
def _of_status(any_of: Sequence[Status]) -> Statement:
    of_these = runs.c.status.in_([literal(one.value) for one in any_of])
    return Statement(
        select(runs).where(_MINE, of_these)
    )  # in order, SQLite goes through all there are by time


@lru_cache(maxsize=600)
def _looked_at(*row: Any) -> Run:
    """Of one text always the same: whoever looks at the newest hundreds each time has seen most of them."""
    found = dict(zip(_COLUMNS, row, strict=True))
    texts = {name: damage.json_of(found[name]) if found[name] else None for name in _AS_TEXT}
    return _from_row(found | texts | {"plan": {} if found["plan"] else None})


def seal(row: Mapping[str, Any] | RowMapping) -> str:
    """A digest of all that stands in a row, of a run or as the table gives it back."""
    return hashlib.sha256(audit.as_text({**row}).encode()).hexdigest()


def _to_row(run: Run) -> dict[str, Any]:
    row = {name: getattr(run, name) for name in runs.c.keys()}  # noqa: SIM118 - not a dict
    moments = {name: text_or_none(row[name]) for name in MOMENTS}
    others = {"status": run.status.value, "trigger": run.trigger.value, "report": run.report.to_json()}
    return row | moments | others


def _from_row(row: Mapping[str, Any] | RowMapping) -> Run:
    moments = {name: moment_or_none(row[name]) for name in MOMENTS}
    others = {
        "status": Status(row["status"]),
        "trigger": Trigger(row["trigger"]),
        "report": Report.from_json(row["report"]),
    }
    return Run(**(dict(row) | moments | others))
