"""What each instance keeps where, whether it is looked after, and what it did last; and who may not be beside whom.

Called by the commands `instances`, and by the supervisor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from m365bot import settings as reading
from m365bot.app import stored
from m365bot.app.keeping import LOOKING
from m365bot.errors import M365BotError
from m365bot.instances.folder import Instance, as_its_owner
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.journal import Run


@dataclass(frozen=True)
class Listed:
    """database: without a password; None where the settings cannot be read. last: its newest run that is over."""

    instance: Instance
    database: str | None
    daemon: bool
    last: "Run | None"

    def to_json(self) -> dict[str, Any]:
        return {
            "instance": self.instance.name,
            "folder": str(self.instance.folder),
            "database": self.database,
            "daemon": self.daemon,
            "last": short(self.last) if self.last else None,
        }


def listed(instance: Instance, settings: Settings | None = None) -> Listed:
    """One that cannot be read is in the list all the same. settings: those in force, else the folder's own."""
    with as_its_owner(instance):
        return _listed(instance, settings)


def _listed(instance: Instance, settings: Settings | None) -> Listed:
    try:
        found = settings or reading.read_of(instance.folder)
    except M365BotError:
        return Listed(instance, None, daemon=False, last=None)
    try:
        return Listed(instance, database_of(found), is_kept(found), _last(found))
    except M365BotError:
        return Listed(instance, database_of(found), daemon=False, last=None)


def database_of(settings: Settings) -> str:
    """Where it is, without who may enter and by what word."""
    from m365bot.database.address import Address

    return Address(settings.database).place


def is_kept(settings: Settings) -> bool:
    """Does a daemon look after it, be it asleep?"""
    has_state = settings.is_on_a_server or settings.state.is_dir()
    return has_state and stored.leases(settings).a_daemon_is_at_work()


def version_of(settings: Settings) -> str | None:
    """Of the tables, which a look does not bring up to date; None where there are none. Raises M365BotError."""
    from m365bot.database import engine

    return engine.version_of(settings.database) if LOOKING.finds_a_database(settings) else None


def _last(settings: Settings) -> "Run | None":
    from m365bot.database import engine

    if version_of(settings) != engine.NEWEST:
        return None
    with stored.books(settings) as kept:
        return next((run for run in kept.runs.newest(20) if run.ended), None)


def short(run: "Run") -> dict[str, Any]:
    return {
        "run_id": run.id,
        "job": run.job,
        "status": run.status.value,
        "ended": run.ended.isoformat(timespec="seconds") if run.ended else None,
    }


# who may not be beside whom


def collisions(instances: Sequence[Instance]) -> dict[str, str]:
    """Instance → the one before it whose tenant and app, database or database user it would share, and which of these.

    One whose settings cannot be read is none: its worker says so.
    """
    found: dict[str, str] = {}
    owners: dict[tuple[str, ...], str] = {}
    for one in instances:
        marks = _marks(one)
        if (same := next((mark for mark in marks if mark in owners), None)) is not None:
            found[one.name] = f"{same[0]} of {owners[same]}"
        else:
            owners |= dict.fromkeys(marks, one.name)
    return found


def _marks(instance: Instance) -> list[tuple[str, ...]]:
    """What must be its own."""
    try:
        return _marks_of(reading.read_of(instance.folder))
    except Exception:  # also what was made to confuse whoever reads it: its worker says so
        return []


def _marks_of(found: Settings) -> list[tuple[str, ...]]:
    from m365bot.database.address import Address

    app = [("app", found.graph, found.tenant_id, found.client_id)] if found.tenant_id else []
    address = Address(found.database)
    if address.is_sqlite:
        return [*app, ("database", str(address.url.database))]
    place = address.url
    return [*app, ("database user", str(place.host), str(place.port), str(place.username))]
