"""Brings each instance to the version that is installed: a copy, then its tables, then the job files that m365bot brings.

Called by `m365bot instances upgrade`, while no daemon is at work. One that cannot be brought up stops no other.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from m365bot import clock, released
from m365bot import settings as reading
from m365bot.app import backups, configured, stored
from m365bot.app.many import seen
from m365bot.errors import GuardStopped, M365BotError
from m365bot.instances import allowed
from m365bot.instances.folder import Instance, as_its_owner
from m365bot.settings import Settings
from m365bot.words import say

log = structlog.get_logger()

FRESH = timedelta(days=1)  # a backup on a server that is younger will do


@dataclass(frozen=True)
class Upgraded:
    """before, after: versions of its tables. copy: made before. jobs: replaced. complaints: of its config, as this
    version reads it. fault: why it stayed as it was.
    """

    instance: Instance
    before: str | None = None
    after: str | None = None
    copy: Path | None = None
    jobs: Sequence[str] = ()
    complaints: int = 0
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "instance": self.instance.name,
            "from": self.before,
            "to": self.after,
            "backup": str(self.copy) if self.copy else None,
            "jobs": list(self.jobs),
            "complaints": self.complaints,
            "error": self.fault or None,
        }


def upgraded(instances: Sequence[Instance]) -> Iterator[Upgraded]:
    """One after another, as they come to their end."""
    for one in instances:
        try:
            with as_its_owner(one):
                done = _upgraded(one, reading.read_of(one.folder))
            yield done
        except M365BotError as error:
            yield Upgraded(one, fault=str(error))
        except Exception as error:  # whatever it is, the next one is not to suffer for it
            log.error("instance.not_upgraded", instance=one.name, error=type(error).__name__)
            kind = type(error).__name__
            yield Upgraded(
                one, fault=say("更新できませんでした({kind})。データベースはもとのままです。", kind=kind)
            )


def _upgraded(instance: Instance, settings: Settings) -> Upgraded:
    from m365bot.database import engine
    from m365bot.runs import alone

    before, copy, now = seen.version_of(settings), None, clock.now()
    with alone.from_daemons(stored.leases(settings)):
        if before not in (None, engine.NEWEST):
            copy = _copied(settings, str(before), now)
            engine.connected(settings.database, stored.owner_of(settings)).dispose()
        jobs = _jobs_renewed(instance, now)
    complaints = len(configured.reading(settings).complaints)
    return Upgraded(instance, before, seen.version_of(settings), copy, jobs, complaints)


def _copied(settings: Settings, version: str, now: datetime) -> Path | None:
    """The file as it is; on a server a backup of the last night must be there. Raises GuardStopped."""
    if settings.is_on_a_server:
        made = backups.last_backup(settings)
        if made is None or now - made > FRESH:
            raise GuardStopped(
                say(
                    "一日以内の控えが {folder} にありません。更新の前の m365bot で `m365bot backup` を行うか、"
                    "データベースの控えを作ってから、もう一度行ってください。",
                    folder=settings.state / "backups",
                )
            )
        return None
    from m365bot.database import copies

    return copies.made(
        settings.state / "m365bot.db", settings.state / "backups", f"before-upgrade-{version}", now
    )


def _jobs_renewed(instance: Instance, now: datetime) -> Sequence[str]:
    """Those of the names that m365bot brings; one that the operator allowed as it is stays. What was there is kept."""
    renewed = []
    listed = allowed.of(instance.folder) or allowed.Allowed()
    for file in released.files():
        there = instance.folder / "jobs" / file.name
        if there.is_symlink() or not there.is_file() or _may_stay(there, listed):
            continue
        aside = instance.state / "backups" / f"jobs-{now:%Y%m%dT%H%M%SZ}"
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(there, aside / file.name)
        there.write_bytes(file.read_bytes())
        renewed.append(file.name)
    return renewed


def _may_stay(file: Path, listed: allowed.Allowed) -> bool:
    return not listed.why_not(hashlib.sha256(file.read_bytes()).hexdigest())
