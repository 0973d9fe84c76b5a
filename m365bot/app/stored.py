"""What is kept of an instance: its books, its records, and who is at work on it.

Called by the command line and the rest of app. Never asks Graph.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from m365bot import reading as config
from m365bot.app import configured
from m365bot.app.keeping import KEEPING, LOOKING, Keeping
from m365bot.programme import Part, Programme
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.belonging import Owner
    from m365bot.database.books import Books
    from m365bot.database.correcting import Correcting
    from m365bot.database.records import StoredRecords
    from m365bot.journal import Pause
    from m365bot.journal.ports import Leases


def instance_of(settings: Settings) -> str:
    """The instance's own name in keys: its tenant and client, so that a moved folder stays the same instance."""
    return f"{settings.tenant_id or 'local'}/{settings.client_id or settings.folder.name}"


def owner_of(settings: Settings) -> "Owner":
    """Whose records its database is to hold."""
    from m365bot.database.belonging import Owner

    return Owner(instance_of(settings), is_shared=settings.database_shared == "on")


@contextmanager
def books(settings: Settings, keeping: Keeping = LOOKING) -> "Iterator[Books]":
    """What is kept of runs; the database is closed at the end."""
    from m365bot.database import engine
    from m365bot.database.books import Books

    # Who only looks writes nothing, so nothing of a lost database can be doubled: no need to wait for it.
    born = None if keeping.anything else datetime(1970, 1, 1, tzinfo=UTC)
    connected = engine.connected(keeping.database(settings), owner_of(settings))
    try:
        held = leases(settings).need_standing
        yield Books(connected, instance_of(settings), born=born, need_leases=held)
    finally:
        connected.dispose()


def leases(settings: Settings) -> "Leases":
    if settings.is_on_a_server:
        from m365bot.database.advisory import AdvisoryLocks

        return AdvisoryLocks(settings.database, instance_of(settings))
    from m365bot.database.leases import LockFiles

    return LockFiles(settings.state / "leases")


@contextmanager
def records(settings: Settings, named: Collection[str] = ()) -> "Iterator[tuple[StoredRecords, Programme]]":
    """What trainees did, and the config they are judged by; the database is closed at the end. named: finished cohorts
    that are asked for.
    """
    from m365bot.database.records import StoredRecords

    config.needs_instance(settings.folder)
    with books(settings) as kept:
        found = configured.reading(settings, LOOKING.person_key(settings, kept), named)
        known = found.usable((Part.COHORT, Part.FORMS))
        yield StoredRecords(kept.engine, kept.instance, known), known


def note_frames(settings: Settings, named: Collection[str]) -> None:
    """A finished cohort that is judged for the first time is judged so for good."""
    from m365bot.database.records import StoredRecords

    with books(settings, KEEPING) as kept:
        found = configured.reading(settings, KEEPING.person_key(settings, kept), named)
        StoredRecords(kept.engine, kept.instance, found.usable((Part.COHORT,))).note_frames()


def note_export(
    settings: Settings, programme: Programme, who: str, taken: Sequence[Mapping[str, object]]
) -> None:
    """In the audit chain, before it leaves, each cohort by itself; where nothing is kept yet there is nothing to take."""
    from m365bot.database.records import StoredRecords

    if not LOOKING.finds_a_database(settings):
        return
    with books(settings, KEEPING) as kept:
        stored = StoredRecords(kept.engine, kept.instance, programme)
        for told in taken:
            stored.note_export(who, told)


@contextmanager
def correcting(settings: Settings) -> "Iterator[tuple[Correcting, Programme]]":
    """What an officer says of single rows is kept; the database is closed at the end."""
    from m365bot.database.judgments import Leave
    from m365bot.database.records import StoredRecords

    config.needs_instance(settings.folder)
    with books(settings, KEEPING) as kept:
        known = configured.reading(settings, KEEPING.person_key(settings, kept)).usable(
            (Part.COHORT, Part.FORMS)
        )
        yield StoredRecords(kept.engine, kept.instance, known, Leave.KEEP).correcting, known


def pauses(settings: Settings) -> "Sequence[Pause]":
    """What writes nothing until somebody resumes it."""
    from m365bot.database import glance

    if not LOOKING.finds_a_database(settings):
        return ()
    if settings.database_url is None:
        return glance.pauses(settings.state / "m365bot.db", owner_of(settings))
    with books(settings) as kept:
        return kept.pauses.all()


def last_results(settings: Settings) -> Mapping[str, tuple[str, str, str | None]]:
    from m365bot.database import glance

    if not LOOKING.finds_a_database(settings):
        return {}
    if settings.database_url is None:
        return glance.last_results(settings.state / "m365bot.db", owner_of(settings))
    with books(settings) as kept:
        return kept.runs.last_results()
