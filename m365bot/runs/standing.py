"""How things stand, by the rows of runs alone: what waits for a person, what went wrong, what was never run.

Called by app for `m365bot status`. Pure. What a later run of the same job and cohort did well is not told any more.
Names nobody: people stand in rows by opaque ids, and these are left out here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot.journal import Run, Status, Trigger, exits
from m365bot.programme import Programme
from m365bot.runs import about, expiring
from m365bot.words import say, short_weekday

_PERSON = re.compile(r"\bp[0-9a-f]{12}\b", re.ASCII)
TOLD = 5  # reasons of one run


@dataclass(frozen=True)
class Matter:
    """One run, or the ticks of one job that led to none. words: why, or what of it waits; until: for how long."""

    run: Run
    words: Sequence[str] = ()
    times: int = 1
    until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        run = self.run
        return {
            "run_id": run.id,
            "job": run.job,
            "cohort": run.cohort,
            "status": run.status.value,
            "scheduled": run.at.isoformat(),
            "ended": run.ended.isoformat() if run.ended else None,
            "times": self.times,
            "words": list(self.words),
            "applies": run.applies,
        } | ({"expires": self.until.isoformat()} if self.until else {})


@dataclass(frozen=True)
class Standing:
    """The newest first, each."""

    waiting: Sequence[Matter] = field(default=())
    troubled: Sequence[Matter] = field(default=())
    not_run: Sequence[Matter] = field(default=())
    under_way: Sequence[Matter] = field(default=())

    @property
    def exit(self) -> int:
        """As of the runs that are told; what was not run needs a look as what is unknown does."""
        codes = [exits.own(matter.run.status, matter.run.report) for matter in self.troubled]
        codes += [exits.OF_STATUS[Status.AWAITING_APPROVAL]] * bool(self.waiting)
        codes += [exits.UNSEEN] * bool(self.not_run)
        return exits.first(codes)

    def to_json(self) -> dict[str, Any]:
        parts = {
            "waiting": self.waiting,
            "failed": self.troubled,
            "not_run": self.not_run,
            "under_way": self.under_way,
        }
        return {name: [matter.to_json() for matter in matters] for name, matters in parts.items()}


def of(newest_first: Iterable[Run], known: Programme | None = None) -> Standing:
    """known: config, which says until when what waits can be approved."""
    runs = list(newest_first)
    last = _last_of_each(_by_their_end(runs))
    return Standing(
        waiting=[_asks(run, known) for run in runs if run.status is Status.AWAITING_APPROVAL],
        troubled=[_troubled(run) for run in runs if _is_troubled(run) and run in last.values()],
        not_run=_not_run(runs, last),
        under_way=[
            Matter(run, _reasons(run)) for run in runs if run.status in (Status.RUNNING, Status.REQUESTED)
        ],
    )


Place = tuple[str, str | None]


def _place(run: Run) -> Place:
    return run.job, run.cohort


def _last_of_each(runs: Sequence[Run]) -> Mapping[Place, Run]:
    """Of each job and cohort, the newest that came to something."""
    found: dict[Place, Run] = {}
    for run in runs:
        if run.status.came_to_something:
            found.setdefault(_place(run), run)
    return found


def _by_their_end(runs: Sequence[Run]) -> Sequence[Run]:
    """What was approved ends long after it was planned, with other runs of its job in between."""
    return sorted(runs, key=lambda run: run.ended or run.planned, reverse=True)


def _is_troubled(run: Run) -> bool:
    counts = run.report.counts
    is_bad = run.status in (Status.FAILED, Status.PARTLY_FAILED, Status.STOPPED)
    return is_bad or bool(counts["failed"] or counts["unknown"])


def _asks(run: Run, known: Programme | None) -> Matter:
    count = len((run.asking or {}).get("changes", ()))
    issue = about.issue(run, known) if known else ""
    words = [*([issue] if issue else []), say("承認を待つもの {count}件", count=count)]
    until = expiring.moment(known, run) if known else None
    if known and until:
        words.append(say("承認の期限: {at}", at=_moment(until.astimezone(known.timezone))))
    return Matter(run, words, until=until)


def _moment(at: datetime) -> str:
    """As the pages tell moments."""
    day = say("{month}月{day}日({weekday})", month=at.month, day=at.day, weekday=short_weekday(at.weekday()))
    return say("{day} {at:%H:%M}", day=day, at=at)


def _troubled(run: Run) -> Matter:
    """The run that asked stays 完了: what was approved of it is told by the one that carried it out."""
    asked = [say("実行 {run_id} で承認された内容です。", run_id=run.applies)] if run.applies else []
    return Matter(run, [*asked, *_reasons(run)])


def _reasons(run: Run) -> Sequence[str]:
    words = dict.fromkeys(_PERSON.sub("…", trouble.words) for trouble in run.report.errors)
    told = list(words)[:TOLD]
    if len(words) > TOLD:
        told.append(say("ほか{count}件", count=len(words) - TOLD))
    return told


def _not_run(runs: Sequence[Run], last: Mapping[Place, Run]) -> Sequence[Matter]:
    """Ticks of the schedule that led to no run, and after which there was none either."""
    missed: dict[Place, list[Run]] = {}
    for run in filter(_is_skipped, runs):
        done = last.get(_place(run))
        if done is None or done.planned < run.planned:
            missed.setdefault(_place(run), []).append(run)
    return [Matter(ticks[0], [ticks[0].reason], len(ticks)) for ticks in missed.values()]


def _is_skipped(run: Run) -> bool:
    """A tick told by the schedule; what somebody cancelled was planned or begun before."""
    is_a_tick = run.status is Status.CANCELLED and run.trigger is Trigger.SCHEDULE
    return is_a_tick and run.started is None and run.plan is None and not run.report.errors
