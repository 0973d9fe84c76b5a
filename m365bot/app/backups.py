"""Backups: one now, one back in its place, and one a night.

Called by the command line. Never asks Graph.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.app import configured, machines, stored
from m365bot.app.keeping import KEEPING, LOOKING
from m365bot.errors import M365BotError
from m365bot.programme import Part
from m365bot.settings import Settings
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.database.backups.manifest import Manifest
    from m365bot.database.backups.restore import Replace, Restored
    from m365bot.database.books import Books
    from m365bot.database.wording import Forms
    from m365bot.journal.ports import Runs


def backed_up(settings: Settings, file: Path) -> "Manifest":
    """One instance's records, as one file. Raises M365BotError."""
    from m365bot.database.backups import make, rows

    if not LOOKING.finds_a_database(settings):
        raise _nothing_kept(settings)
    with stored.books(settings) as kept:
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
    locks = stored.leases(settings)
    with (
        alone.from_daemons(locks),
        _past_damage(settings, file, replace),
        stored.books(settings, KEEPING) as kept,
    ):
        alone.from_runs(kept.runs, locks)
        forms = _forms(settings)
        return restore.into(
            kept.engine, kept.instance, file, state=settings.state, replace=replace, forms=forms
        )


def _forms(settings: Settings) -> "Forms | None":
    """Which cells hold people's own words, as faultless forms tell; a backup comes back whatever config/ is like."""
    from m365bot.records.texts import Wordless

    try:
        programme = configured.reading(settings).usable()
    except M365BotError:
        return None
    if programme.faults_in(Part.FORMS):
        return None
    return lambda form: Wordless(programme.forms.get(form), programme.timezone)


@contextmanager
def _past_damage(settings: Settings, file: Path, replace: "Replace") -> Iterator[None]:
    """A damaged database of the state folder makes room for the backup, once that is known to be whole."""
    from m365bot.database.backups import aside, restore

    database = settings.state / "m365bot.db"
    if settings.database_url is not None or not aside.is_damaged(database):
        yield
        return
    restore.needs_leave(replace)
    restore.looked_at(file, stored.instance_of(settings), state=settings.state)
    with aside.moved(database, clock.now()):
        yield


def nightly(settings: Settings, kept: "Books", runs: "Runs | None" = None) -> Callable[[datetime], None]:
    """What a daemon calls often: approvals that expire, a backup once a night, a word a day of a certificate's end.

    On a server it tells once an hour whether the machines that share it have the same files. runs: through whom
    somebody hears of what expires.
    """
    from m365bot.database.backups import make, nights
    from m365bot.doctor.credentials import Reminder
    from m365bot.runs import expiring

    folder, reminder = settings.state / nights.FOLDER, Reminder(settings.certificate)

    watch = expiring.Watch(runs or kept.runs, lambda: configured.timetable(settings).programme)

    others = machines.nodes(settings, kept) if settings.is_on_a_server else None

    def work(now: datetime) -> None:
        watch.look(now)
        reminder.tell(now)
        if others:
            others.tell(now)
        make.of_the_night(folder, kept.engine, kept.instance, now)

    return work


def last_backup(settings: Settings) -> datetime | None:
    """When the newest of a daemon's backups was made. Raises OSError."""
    from m365bot.database.backups import nights

    newest = nights.newest(settings.state / nights.FOLDER)
    return newest.made if newest else None
