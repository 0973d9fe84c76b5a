"""What runs and examinations stand on, connected for as long as they take.

Called by the command line. Heavy libraries are imported where they are needed.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from m365bot import clock, stamps
from m365bot import reading as config
from m365bot.app import accounts, backups, configured, machines, stored, watching
from m365bot.app.cabinets import Force
from m365bot.app.keeping import KEEPING, LOOKING, Keeping
from m365bot.job import Job
from m365bot.programme import Programme
from m365bot.settings import Settings, console

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.doctor.manifest import Registration
    from m365bot.doctor.subject import Subject
    from m365bot.journal import Pause
    from m365bot.runs.office import Office
    from m365bot.runs.pausing import Switch
    from m365bot.runs.watched import Told


@asynccontextmanager
async def office(
    settings: Settings,
    keeping: Keeping = KEEPING,
    *,
    told: "Sequence[Told]" = (),
    force: Force = Force.AS_IT_LIES,
) -> "AsyncIterator[Office]":
    """Everything a run needs, connected; closed at the end. told: of each run that ends."""
    from m365bot.database.judgments import Leave
    from m365bot.database.records import StoredRecords
    from m365bot.graph import governor
    from m365bot.graph.client import Graph
    from m365bot.runs import pace
    from m365bot.runs.office import Office
    from m365bot.runs.watched import Watched

    config.needs_instance(settings.folder)
    before = stamps.of(settings.folder)
    with stored.books(settings, keeping) as kept:
        key, folder = keeping.person_key(settings, kept), force.folder(settings, kept)
        known = configured.reading(settings, key, folder=folder).usable()
        connection = accounts.connection(settings, keeping, known.service_account.mail)
        counting = governor.shared(connection.whose)
        graph = Graph(connection, governor=counting)
        leave = Leave.KEEP if keeping.anything else Leave.LOOK
        records = StoredRecords(kept.engine, kept.instance, known, leave)
        if keeping.anything:
            records.note_frames()
        pulse = watching.pulse_of(settings, kept)
        own_pace = pace.of(kept.instance, counting)
        try:
            with own_pace.told_in(kept.notes if keeping.anything else pace.Heard(kept.notes)):
                yield Office(
                    instance=stored.instance_of(settings),
                    programme=known,
                    jobs=_all_jobs(settings, kept),
                    runs=Watched(kept.runs, *told, pulse.note),
                    approvals=kept.approvals,
                    pauses=kept.pauses,
                    ticks=kept.ticks,
                    journals=kept.journals,
                    leases=stored.leases(settings),
                    records=records,
                    graph=graph,
                    pace=own_pace,
                    settles_s=settings.settles_s,
                    saved=kept.saved_config,
                    is_as_read=lambda: stamps.of(settings.folder) == before,
                )
        finally:
            await graph.close()
            if pulse.has_news:
                await asyncio.to_thread(pulse.give)


def _all_jobs(settings: Settings, kept: "Books") -> dict[str, Job]:
    return with_our_own(configured.jobs(settings), kept)


def with_our_own(jobs: Mapping[str, Job], kept: "Books") -> dict[str, Job]:
    """Those of our own, and the instance's."""
    from m365bot.runs import notices, undoing, upkeep

    own = {**upkeep.JOBS, undoing.NAME: undoing.job(kept.runs, kept.journals)}
    found = {**own, **jobs}
    titles = {name: one.title for name, one in found.items()}
    memory = partial(kept.journals.noted, *notices.REMEMBERED)
    return {notices.NAME: notices.job(kept.runs.telling, memory, titles, kept.held_config), **found}


@contextmanager
def switch(settings: Settings) -> "Iterator[Switch]":
    """By which people pause and resume jobs; config/ may be wrong."""
    from m365bot.runs.pausing import Switch

    config.needs_instance(settings.folder)
    with stored.books(settings, KEEPING) as kept:
        KEEPING.person_key(settings, kept)  # with which the audit chain is keyed
        yield Switch(kept.pauses, _all_jobs(settings, kept))


def overview(settings: Settings, known: Programme, now: datetime) -> list[dict[str, Any]]:
    """Each job with its schedule, next run and last result."""
    return rows_of(
        configured.jobs(settings), known, stored.last_results(settings), stored.pauses(settings), now
    )


def rows_of(
    jobs: Mapping[str, Job],
    known: Programme,
    last: Mapping[str, tuple[str, str, str | None]],
    pauses: "Sequence[Pause]",
    now: datetime,
) -> list[dict[str, Any]]:
    from m365bot.runs import overview

    results = {name: overview.Last(*found) for name, found in last.items()}
    return overview.of(jobs.values(), known, results, pauses, now)


@asynccontextmanager
async def examined(settings: Settings) -> "AsyncIterator[Subject]":
    """What `doctor` looks at; nothing is kept, not even a newer token."""
    from m365bot.doctor.subject import Here, Subject
    from m365bot.graph.client import Graph

    read = configured.checked(settings)
    known = read.programme
    connection = accounts.connection(settings, LOOKING, known.service_account.mail if known else "")
    graph = Graph(connection)
    try:
        yield Subject(
            connection=connection,
            graph=graph,
            jobs=configured.jobs(settings),
            service_account=connection.service_account,
            has_outsiders=any(person.outside for person in known.everybody.values()) if known else True,
            here=Here(
                state=settings.state,
                now=clock.now().astimezone(known.timezone if known else None),
                opened=lambda: _opened(settings),
                last_backup=lambda: backups.last_backup(settings),
                a_daemon_is_at_work=stored.leases(settings).a_daemon_is_at_work,
                complaints=len(read.complaints),
                keeps_anything=LOOKING.finds_a_database(settings),
                others=(lambda: machines.others(settings)) if settings.is_on_a_server else None,
            ),
            programme=known,
        )
    finally:
        await graph.close()


def registration(settings: Settings) -> "Registration":
    """The app registration that this instance's jobs ask for."""
    from m365bot.doctor import manifest

    known = configured.reading(settings).programme
    return manifest.of(configured.jobs(settings).values(), known, console=console.redirect(settings))


def _opened(settings: Settings) -> None:
    """The database can be had, and asked, or made where it is a server's. Raises M365BotError."""
    if settings.is_on_a_server and not LOOKING.finds_a_database(settings):
        from m365bot.database import engine

        engine.rehearsed(settings.database)
        return
    with stored.books(settings) as kept:
        kept.runs.newest(1)
