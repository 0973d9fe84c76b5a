"""A daemon's signs of life: when it was last there, for this machine, and a word a minute for a watcher outside.

Called by the command `daemon`, beside the daemon's own work on one loop: where that hangs, the signs end too. Whoever asks
later how long nobody was there reads the file's time; a minute costs no byte.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog

from m365bot.programme.timetable import Timetable
from m365bot.runs import service

log = structlog.get_logger()
Result = TypeVar("Result")

FILE = "daemon.seen"
EVERY = 60.0  # seconds between two signs
AWAY = timedelta(minutes=5)  # shorter absences are told to nobody: an upgrade, say
MEMORY = "daemon:away"  # under which absences are remembered
KEPT = 5  # the newest of them


@dataclass(frozen=True)
class Absence:
    """Nobody was there between two moments. missed: job → how many of its times fell into it."""

    since: datetime
    until: datetime
    missed: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(timespec="seconds"),
            "until": self.until.isoformat(timespec="seconds"),
            "missed": dict(self.missed),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "Absence":
        since, until = (datetime.fromisoformat(str(told[name])) for name in ("since", "until"))
        return cls(since, until, {str(job): int(count) for job, count in told["missed"].items()})


def seen(state: Path) -> datetime | None:
    """When a daemon was last at work on this machine; None where none ever was."""
    try:
        return datetime.fromtimestamp((state / FILE).stat().st_mtime, UTC)
    except OSError:
        return None


def note(state: Path) -> None:
    """One is at work now. What the machine refuses is no reason to stop."""
    with contextlib.suppress(OSError):
        file = state / FILE
        file.touch(mode=0o600)
        os.utime(file)


async def signs(state: Path, say_so: Callable[[], None]) -> None:
    """Until it is cancelled; `say_so` blocks. What it raises does not end the signs that follow."""
    while True:
        note(state)
        service.lives()
        try:
            await asyncio.to_thread(say_so)
        except Exception as error:
            log.error("daemon.sign_failed", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def beside(work: Coroutine[Any, Any, Result], *signs: Coroutine[Any, Any, None]) -> Result:
    """The work to its end, signs given for as long."""
    given = asyncio.gather(*signs)
    try:
        return await work
    finally:
        given.cancel()


def since_last(
    state: Path, now: datetime, dealt_with: Iterable[tuple[str, Timetable, datetime | None]]
) -> Absence | None:
    """The absence that ends now, if it was one. dealt_with: each job's times, and up to when they were."""
    last = seen(state)
    if last is None or now - last < AWAY:
        return None
    missed = {job: len(times.between(since, now)) for job, times, since in dealt_with if since}
    return Absence(last, now, {job: count for job, count in missed.items() if count})


def remember(memory: MutableMapping[str, dict[str, Any]], absence: Absence) -> None:
    """For the notices: only what cost something is told to the office."""
    log.warning(
        "daemon.was_away",
        seconds=round((absence.until - absence.since).total_seconds()),
        missed=dict(absence.missed),
    )
    if absence.missed:
        before = memory.get(MEMORY, {}).get("times", [])
        memory[MEMORY] = {"times": [*before, absence.to_json()][-KEPT:]}


def remembered(memory: Mapping[str, Mapping[str, Any]]) -> list[Absence]:
    """The oldest first; what somebody else wrote there is nothing."""
    try:
        return [Absence.of_json(one) for one in memory.get(MEMORY, {}).get("times", ())]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
