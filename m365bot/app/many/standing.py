"""How each instance stands: what waits or failed, whether it is looked after, its tables' version, and what is wrong.

Called by `m365bot instances status`. Only looks: tables of an earlier version are told, and not brought up to date.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from m365bot import regular
from m365bot import settings as reading
from m365bot.app import stored
from m365bot.app.many import seen
from m365bot.errors import M365BotError
from m365bot.instances import allowed, trespasses
from m365bot.instances.folder import Instance, as_its_owner
from m365bot.settings import Settings
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.journal import Run
    from m365bot.runs.standing import Standing

TOLD = timedelta(days=7)  # for which a job's reaching out is told
NEWEST = 500  # runs that are looked at


@dataclass(frozen=True)
class Stand:
    """One instance's. version: of its tables; None: there are none yet. problems: in words, each a thing to be done."""

    instance: Instance
    daemon: bool = False
    version: str | None = None
    last: "Run | None" = None
    runs: "Standing | None" = None
    problems: Sequence[str] = field(default=())

    @property
    def waiting(self) -> int:
        return len(self.runs.waiting) if self.runs else 0

    @property
    def failed(self) -> int:
        return len(self.runs.troubled) if self.runs else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "instance": self.instance.name,
            "folder": str(self.instance.folder),
            "daemon": self.daemon,
            "stopped": self.instance.is_stopped,
            "version": self.version,
            "last": seen.short(self.last) if self.last else None,
            "waiting": self.waiting,
            "failed": self.failed,
            "not_run": len(self.runs.not_run) if self.runs else 0,
            "problems": list(self.problems),
        }


def standing(instances: Sequence[Instance], now: datetime) -> Iterator[Stand]:
    """One after another, as they are looked at."""
    shared = seen.collisions(instances)
    for one in instances:
        found = _stood(one)
        more = [*_of_neighbours(one, shared, now), *_of_jobs(one)]
        yield Stand(one, found.daemon, found.version, found.last, found.runs, (*found.problems, *more))


def _stood(instance: Instance) -> Stand:
    try:
        with as_its_owner(instance):
            return _of_database(instance, reading.read_of(instance.folder))
    except M365BotError as error:
        return Stand(instance, problems=[str(error)])
    except Exception as error:  # whatever is odd about one, the others are told of
        return Stand(instance, problems=[say("様子を調べられません({kind})。", kind=type(error).__name__)])


def _of_database(instance: Instance, settings: Settings) -> Stand:
    from m365bot.database import engine
    from m365bot.runs import standing as of_runs

    daemon, version = seen.is_kept(settings), seen.version_of(settings)
    unkept = [] if daemon or instance.is_stopped else [say("常駐していません。")]
    if version != engine.NEWEST:
        return Stand(instance, daemon, version, problems=[*unkept, *_of_version(version, engine.NEWEST)])
    with stored.books(settings) as kept:
        newest = kept.runs.newest(NEWEST)
    last = next((run for run in newest if run.ended), None)
    found = of_runs.of(newest)
    return Stand(instance, daemon, version, last, found, [*unkept, *_of_runs(found)])


def _of_version(found: str | None, newest: str) -> Iterator[str]:
    if found is None:
        return  # it has yet to begin
    if found < newest:
        yield say("データベースが前の版のままです({found} → {newest})。", found=found, newest=newest)
    else:
        yield say("データベースが、この m365bot より新しい版のものです({found})。", found=found)


def _of_runs(found: "Standing") -> Iterator[str]:
    if found.troubled:
        jobs = ", ".join(sorted({matter.run.job for matter in found.troubled}))
        yield say("失敗したか、結果が分からない実行があります: {jobs}", jobs=jobs)
    if found.not_run:
        jobs = ", ".join(sorted({matter.run.job for matter in found.not_run}))
        yield say("予定の時刻に実行されなかったものがあります: {jobs}", jobs=jobs)


def _of_neighbours(instance: Instance, shared: dict[str, str], now: datetime) -> Iterator[str]:
    if why := shared.get(instance.name):
        yield say("ほかの団体と同じものを使っているため、動かしません({why})。", why=why)
    reached = [
        one.where or one.what
        for one in trespasses.since(instance.folder.parent, now - TOLD)
        if one.instance == instance.name
    ]
    if reached:
        yield say(
            "手順が、ほかの団体のものに触れようとして、断られました({count}回。最後は {where})。",
            count=len(reached),
            where=reached[-1],
        )


def _of_jobs(instance: Instance) -> Iterator[str]:
    """By their bytes: none is loaded here."""
    listed = allowed.of(instance.folder)
    for file in sorted((instance.folder / "jobs").glob("[!_]*.py")) if listed else ():
        try:
            digest = hashlib.sha256(regular.read(file, allowed.MOST)).hexdigest()
        except OSError:
            digest = ""
        if listed and listed.why_not(digest):
            yield say(
                "許可していない手順があります: jobs/{file}(sha256 {digest})", file=file.name, digest=digest
            )
