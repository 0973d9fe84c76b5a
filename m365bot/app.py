"""The composition root: the only place that builds concrete things from settings.

Called by the command line. Heavy libraries are imported where they are needed.
"""

import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m365bot import clock, job
from m365bot import reading as config
from m365bot.errors import M365BotError
from m365bot.job import Job
from m365bot.programme import Part, Programme
from m365bot.reading import Reading
from m365bot.settings import Settings
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.database.backups.manifest import Manifest
    from m365bot.database.backups.restore import Replace, Restored
    from m365bot.database.books import Books
    from m365bot.database.correcting import Correcting
    from m365bot.database.records import StoredRecords
    from m365bot.doctor.findings import Check
    from m365bot.doctor.manifest import Registration
    from m365bot.doctor.nodes import Nodes
    from m365bot.doctor.subject import Subject
    from m365bot.graph.account import Standing, Store
    from m365bot.graph.connection import Connection
    from m365bot.graph.login import Login
    from m365bot.journal import Pause
    from m365bot.journal.ports import Leases
    from m365bot.runs.office import Office
    from m365bot.runs.pausing import Switch
    from m365bot.runs.sign_in import Upkeep


@dataclass(frozen=True)
class Keeping:
    """What a command may keep in the state folder."""

    anything: bool

    def person_key(self, settings: Settings, kept: "Books") -> bytes:
        """The key that makes persons' ids; without leave to make one, a command on a new instance has none."""
        from m365bot.database import person_key

        file = settings.state / "person.key"
        return (person_key.kept if self.anything else person_key.looked_up)(kept.own, file)

    def database(self, settings: Settings) -> str:
        if self.anything:
            _state_folder(settings)
        elif not self.finds_a_database(settings):
            return "sqlite://"
        return settings.database

    def finds_a_database(self, settings: Settings) -> bool:
        """Or what stands in its place: a folder or a file that is no database is no new instance."""
        state, file = settings.state, settings.state / "m365bot.db"
        if os.path.lexists(state) and not state.is_dir():
            return True
        return settings.database_url is not None or os.path.lexists(file)


KEEPING, LOOKING = Keeping(True), Keeping(False)


def reading(settings: Settings, key: bytes = b"") -> Reading:
    """config/ as it is, complaints and all; persons' ids mean something only with the instance's key."""
    config.needs_instance(settings.folder)
    return config.read(settings.folder, key=key)


def timetable(settings: Settings) -> Reading:
    """Only what says when jobs run."""
    config.needs_instance(settings.folder)
    return config.timetable(settings.folder)


def checked(settings: Settings) -> Reading:
    """config/ as `check` reads it."""
    from m365bot.reading import checking

    return checking.checked(reading(settings), settings.folder)


def overview(settings: Settings, known: Programme, now: datetime) -> list[dict[str, Any]]:
    """Each job with its schedule, next run and last result."""
    from m365bot.runs import overview

    last = {name: overview.Last(*found) for name, found in _last_results(settings).items()}
    return overview.of(jobs(settings).values(), known, last, pauses(settings), now)


def pauses(settings: Settings) -> "Sequence[Pause]":
    """What writes nothing until somebody resumes it."""
    from m365bot.database import glance

    if not LOOKING.finds_a_database(settings):
        return ()
    if settings.database_url is None:
        return glance.pauses(settings.state / "m365bot.db", instance_of(settings))
    with books(settings) as kept:
        return kept.pauses.all()


def _last_results(settings: Settings) -> Mapping[str, tuple[str, str, str | None]]:
    from m365bot.database import glance

    if not LOOKING.finds_a_database(settings):
        return {}
    if settings.database_url is None:
        return glance.last_results(settings.state / "m365bot.db", instance_of(settings))
    with books(settings) as kept:
        return kept.runs.last_results()


def jobs(settings: Settings) -> dict[str, Job]:
    return job.found_in(settings.folder / "jobs")


def instance_of(settings: Settings) -> str:
    """The instance's own name in keys: its tenant and client, so that a moved folder stays the same instance."""
    return f"{settings.tenant_id or 'local'}/{settings.client_id or settings.folder.name}"


@contextmanager
def books(settings: Settings, keeping: Keeping = LOOKING) -> "Iterator[Books]":
    """What is kept of runs; the database is closed at the end."""
    from m365bot.database import engine
    from m365bot.database.books import Books

    # Who only looks writes nothing, so nothing of a lost database can be doubled: no need to wait for it.
    born = None if keeping.anything else datetime(1970, 1, 1, tzinfo=UTC)
    connected = engine.connected(keeping.database(settings))
    try:
        held = leases(settings).need_standing
        yield Books(connected, instance_of(settings), born=born, need_leases=held)
    finally:
        connected.dispose()


def backed_up(settings: Settings, file: Path) -> "Manifest":
    """One instance's records, as one file. Raises M365BotError."""
    from m365bot.database.backups import make, rows

    if not LOOKING.finds_a_database(settings):
        raise _nothing_kept(settings)
    with books(settings) as kept:
        with kept.engine.connect() as connection:
            if not rows.any_there(connection, kept.instance):
                raise _nothing_kept(settings)
        KEEPING.person_key(settings, kept)  # of an older state folder it still lies in a file
        return make.into(file, kept.engine, kept.instance)


def _nothing_kept(settings: Settings) -> M365BotError:
    return M365BotError(say("記録がまだありません({folder})。控えは作っていません。", folder=settings.state))


def restored(settings: Settings, file: Path, replace: "Replace") -> "Restored":
    """The instance's records as they are in a backup. Raises M365BotError; then nothing is changed."""
    from m365bot.database.backups import restore
    from m365bot.runs import alone

    KEEPING.database(settings)  # the state folder is there
    locks = leases(settings)
    with alone.from_daemons(locks), _past_damage(settings, file, replace), books(settings, KEEPING) as kept:
        alone.from_runs(kept.runs, locks)
        return restore.into(kept.engine, kept.instance, file, state=settings.state, replace=replace)


@contextmanager
def _past_damage(settings: Settings, file: Path, replace: "Replace") -> Iterator[None]:
    """A damaged database of the state folder makes room for the backup, once that is known to be whole."""
    from m365bot.database.backups import aside, restore

    database = settings.state / "m365bot.db"
    if settings.database_url is not None or not aside.is_damaged(database):
        yield
        return
    restore.needs_leave(replace)
    restore.looked_at(file, instance_of(settings), state=settings.state)
    with aside.moved(database, clock.now()):
        yield


def nightly(settings: Settings, kept: "Books") -> Callable[[datetime], None]:
    """What a daemon calls often: it makes a backup once a night, and warns once a day of a certificate's end.

    On a server it tells once an hour whether the machines that share it have the same files.
    """
    from m365bot.database.backups import make, nights
    from m365bot.doctor.credentials import Reminder

    folder, reminder = settings.state / nights.FOLDER, Reminder(settings.certificate)

    others = _nodes(settings, kept) if settings.is_on_a_server else None

    def work(now: datetime) -> None:
        reminder.tell(now)
        if others:
            others.tell(now)
        make.of_the_night(folder, kept.engine, kept.instance, now)

    return work


@contextmanager
def switch(settings: Settings) -> "Iterator[Switch]":
    """By which people pause and resume jobs; config/ may be wrong."""
    from m365bot.runs.pausing import Switch

    config.needs_instance(settings.folder)
    with books(settings, KEEPING) as kept:
        KEEPING.person_key(settings, kept)  # with which the audit chain is keyed
        yield Switch(kept.pauses, _all_jobs(settings, kept))


@contextmanager
def records(settings: Settings) -> "Iterator[tuple[StoredRecords, Programme]]":
    """What trainees did, and the config they are judged by; the database is closed at the end."""
    from m365bot.database.records import StoredRecords

    config.needs_instance(settings.folder)
    with books(settings) as kept:
        known = reading(settings, LOOKING.person_key(settings, kept)).usable((Part.COHORT, Part.FORMS))
        yield StoredRecords(kept.engine, kept.instance, known), known


@contextmanager
def correcting(settings: Settings) -> "Iterator[tuple[Correcting, Programme]]":
    """What an officer says of single rows is kept; the database is closed at the end."""
    from m365bot.database.judgments import Leave
    from m365bot.database.records import StoredRecords

    config.needs_instance(settings.folder)
    with books(settings, KEEPING) as kept:
        known = reading(settings, KEEPING.person_key(settings, kept)).usable((Part.COHORT, Part.FORMS))
        yield StoredRecords(kept.engine, kept.instance, known, Leave.KEEP).correcting, known


@asynccontextmanager
async def office(settings: Settings, keeping: Keeping = KEEPING) -> "AsyncIterator[Office]":
    """Everything a run needs, connected; closed at the end."""
    from m365bot.database.judgments import Leave
    from m365bot.database.records import StoredRecords
    from m365bot.graph.client import Graph
    from m365bot.runs import holding
    from m365bot.runs.office import Office

    config.needs_instance(settings.folder)
    with books(settings, keeping) as kept:
        known = reading(settings, keeping.person_key(settings, kept)).usable()
        graph = Graph(_connection(settings, keeping, known.service_account.mail))
        leave = Leave.KEEP if keeping.anything else Leave.LOOK
        await holding.limits_rested(kept.journals)
        try:
            yield Office(
                instance=instance_of(settings),
                programme=known,
                jobs=_all_jobs(settings, kept),
                runs=kept.runs,
                approvals=kept.approvals,
                pauses=kept.pauses,
                ticks=kept.ticks,
                journals=kept.journals,
                leases=leases(settings),
                records=StoredRecords(kept.engine, kept.instance, known, leave),
                graph=graph,
                settles_s=settings.settles_s,
            )
        finally:
            await graph.close()
            if graph.traffic.requests and keeping.anything:
                holding.note_request(kept.journals)


@asynccontextmanager
async def examined(settings: Settings) -> "AsyncIterator[Subject]":
    """What `doctor` looks at; nothing is kept, not even a newer token."""
    from m365bot.doctor.subject import Here, Subject
    from m365bot.graph.client import Graph

    read = checked(settings)
    known = read.programme
    connection = _connection(settings, LOOKING, known.service_account.mail if known else "")
    graph = Graph(connection)
    try:
        yield Subject(
            connection=connection,
            graph=graph,
            jobs=jobs(settings),
            service_account=connection.service_account,
            has_outsiders=any(person.outside for person in known.everybody.values()) if known else True,
            here=Here(
                state=settings.state,
                now=clock.now(),
                opened=lambda: _opened(settings),
                last_backup=lambda: last_backup(settings),
                a_daemon_is_at_work=leases(settings).a_daemon_is_at_work,
                complaints=len(read.complaints),
                keeps_anything=LOOKING.finds_a_database(settings),
                others=(lambda: _others(settings)) if settings.is_on_a_server else None,
            ),
        )
    finally:
        await graph.close()


def registration(settings: Settings) -> "Registration":
    """The app registration that this instance's jobs ask for."""
    from m365bot.doctor import manifest

    config.needs_instance(settings.folder)
    return manifest.of(jobs(settings).values())


def _nodes(settings: Settings, kept: "Books") -> "Nodes":
    """This machine, beside the others that work on its database."""
    from m365bot.doctor.nodes import Nodes

    seed = settings.service_account_refresh_token
    return Nodes(
        settings.folder,
        kept.journals.memory,
        lambda: seed is not None or account_standing(settings).refreshed is not None,
    )


def _others(settings: Settings) -> "Check":
    """Whether they have the same files. Raises M365BotError."""
    with books(settings) as kept:
        return _nodes(settings, kept).check(clock.now())


def _opened(settings: Settings) -> None:
    """The database can be had, and asked. Raises M365BotError."""
    with books(settings) as kept:
        kept.runs.newest(1)


def last_backup(settings: Settings) -> datetime | None:
    """When the newest of a daemon's backups was made. Raises OSError."""
    from m365bot.database.backups import nights

    newest = nights.newest(settings.state / nights.FOLDER)
    return newest.made if newest else None


def certificates_end(settings: Settings) -> "Check | None":
    """What is to be said of the certificate's end, where it is near or past; read here, asked of nobody."""
    if settings.certificate is None:
        return None
    from m365bot.doctor import credentials

    return credentials.near(settings.certificate, clock.now())


def _all_jobs(settings: Settings, kept: "Books") -> dict[str, Job]:
    """Those of our own, and the instance's."""
    from m365bot.runs import notices, upkeep

    found = {**upkeep.JOBS, **jobs(settings)}
    titles = {name: one.title for name, one in found.items()}
    return {notices.NAME: notices.job(kept.runs.newest, kept.journals.memory, titles), **found}


def leases(settings: Settings) -> "Leases":
    if settings.is_on_a_server:
        from m365bot.database.advisory import AdvisoryLocks

        return AdvisoryLocks(settings.database, instance_of(settings))
    from m365bot.database.leases import LockFiles

    return LockFiles(settings.state / "leases")


def _connection(settings: Settings, keeping: Keeping, service_account: str = "") -> "Connection":
    from m365bot.graph import proxy
    from m365bot.graph.connection import Connection

    secret, seed = settings.client_secret, settings.service_account_refresh_token
    return Connection(
        tenant_id=settings.tenant_id,
        client_id=settings.client_id,
        client_secret=secret.get_secret_value() if secret else None,
        certificate=settings.certificate,
        graph_url=settings.graph,
        authority_url=settings.authority,
        ca_bundle=settings.ca_bundle,
        proxy=proxy.of(
            settings.proxy.get_secret_value() if settings.proxy else None, settings.proxy_password_file
        ),
        state_dir=settings.state,
        account_refresh_token=seed.get_secret_value() if seed else None,
        service_account=service_account,
        keeps_tokens=keeping.anything,
    )


def login(settings: Settings, patience: float) -> "Login":
    """For a person to sign the service account in that programme.yaml names."""
    from m365bot.graph.login import Login

    return Login(_connection(settings, KEEPING, _service_account(settings)), patience)


def _service_account(settings: Settings) -> str:
    """As programme.yaml names it; the rest of config/ may be wrong. Raises ConfigError."""
    read = timetable(settings)
    return (read.programme or read.usable()).service_account.mail


def account_upkeep(settings: Settings) -> "Upkeep":
    """What keeps the service account signed in, where it ever was."""
    from m365bot.runs.sign_in import Upkeep

    async def renew() -> None:
        from m365bot.graph import renewing  # with all that signs in, which most days need not

        await renewing.one_try(lambda: _connection(settings, KEEPING, _service_account(settings)))

    began = clock.now() if settings.service_account_refresh_token else None  # of a seed nobody knows the age
    store = account_store(settings)
    return Upkeep(lambda: store.last_success() or began, renew)


def account_store(settings: Settings) -> "Store":
    """Where the service account's sign-in is kept."""
    from m365bot.graph.account import Store

    return Store(settings.state, None)


def account_standing(settings: Settings) -> "Standing":
    """How the service account's sign-in stands, without asking anybody."""
    from m365bot.graph import account

    return account.standing(settings.state)


def needs_credential(settings: Settings) -> None:
    """Raises ConfigError where nobody could sign in as the settings are; whether it is the right one, only Entra knows."""
    from m365bot.graph import auth

    auth.credential(_connection(settings, LOOKING))


def _state_folder(settings: Settings) -> None:
    """Made for its owner alone: personal data lie in it."""
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    _look_who_may_write(settings.state)


@cache
def _look_who_may_write(folder: Path) -> None:
    """Said once by a process: whoever writes there decides what was approved and whom the bot posts as.

    Who reads the account's token may post by its name as well.
    """
    import structlog

    from m365bot.graph import account

    log = structlog.get_logger("m365bot.app")
    if folder.stat().st_mode & stat.S_IWOTH:
        log.warning("state.everybody_may_write", folder=str(folder), todo="chmod 700")
    if account.standing(folder).others_may_read:
        log.warning("account.others_may_read", file=str(folder / account.FILE), todo="chmod 600")
