"""What a sandbox is started with, made ready or refused before anything is announced.

Called by server. Never serves. Words for people are the command line's: a refusal only says what it is about.
"""

import errno
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.sandbox import people_file, saving, seed
from m365bot.sandbox.asgi import App, create
from m365bot.sandbox.settings import Settings


class CannotStart(Exception):
    """`what` is port, seed, people, state (cannot be written), saved (its content) or faults; `why` as machines say it."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why = what, why


@contextmanager
def _about(what: str) -> Iterator[None]:
    """Whatever a file or an address makes go wrong in here is a refusal of `what`."""
    try:
        yield
    except OSError as error:
        # By the number: asyncio and socket put addresses into the text.
        raise CannotStart(what, os.strerror(error.errno) if error.errno else str(error)) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # JSON, but not of our form
        raise CannotStart(what, str(error)) from error


def app(
    settings: Settings,
    *,
    seed_name: str,
    state: Path | None,
    faults: Path | None,
    start: datetime | None,
    people: Path | Mapping[str, Any] | None = None,
) -> App:
    """The app with its state and its faults. Raises CannotStart."""
    if seed_name not in seed.names():
        raise CannotStart("seed", ", ".join(seed.names()))
    with _about("state"):
        if state:
            _try_to_write(state)
    with _about("people"):
        given = people_file.read(people) if isinstance(people, Path) else people
        seed.check(given or {})
    with _about("saved"):
        made = create(settings, seed_name=seed_name, state=state, start=start, people=given)
    with _about("faults"):
        if faults:
            made.gateway.faults.replace(json.loads(faults.read_text("utf-8")))
    return made


def _try_to_write(state: Path) -> None:
    """As App.save will: a draft beside it. What cannot be kept in the end had better not begin."""
    if state.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    draft = saving.draft_of(state)
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.unlink()
    saving.close_to_others(state)


def listening(host: str, port: int) -> socket.socket:
    """The port, held. Raises CannotStart: uvicorn itself would end the process."""
    with _about("port"):
        made = socket.create_server((host, port))
    # asyncio sends small answers at once only over what says that it is TCP; else each one waits 44 ms for the other side.
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())
