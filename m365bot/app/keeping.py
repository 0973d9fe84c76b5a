"""What a command may keep in the state folder: anything, or nothing at all.

Called by the rest of app. Never opens the database.
"""

import os
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from m365bot.errors import M365BotError
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books


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
        if settings.is_on_a_server:
            return _has_tables(settings)
        return settings.database_url is not None or os.path.lexists(file)


def _has_tables(settings: Settings) -> bool:
    """Also where it is away, or refuses us: whoever opens it hears of that."""
    from m365bot.database import engine

    try:
        return engine.version_of(settings.database) is not None
    except M365BotError:
        return True


KEEPING, LOOKING = Keeping(True), Keeping(False)


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
