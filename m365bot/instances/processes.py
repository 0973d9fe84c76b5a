"""Workers as processes: forked from one that has loaded everything and knows nothing of any instance.

Serves the port `Workers`. Loading takes two seconds and a hundred megabytes; a fork has both at once, and shares the memory
with its siblings. That process was executed anew with the cleaned environment: nothing of the operator's is in its memory.
"""

import json
import multiprocessing
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from m365bot.instances.folder import Instance
from m365bot.instances.ports import Reached, Resting, Word

MOST = 4096  # bytes of one message
LONGEST = 300  # letters of a place that was reached for
MANY = 100  # messages that are heard at one look

Main = Callable[[str, Path, Connection], None]


class Processes:
    """main: what a worker does, with its instance's name and folder, and where it says how it is."""

    def __init__(self, main: Main) -> None:
        self._main = main
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["m365bot.cli.preloaded"])

    def begun(self, instance: Instance) -> "Process":
        ours, theirs = self._context.Pipe(duplex=False)
        arguments = (instance.name, instance.folder, theirs)
        process = self._context.Process(target=self._main, args=arguments, name=instance.name)
        process.start()
        theirs.close()
        return Process(process, ours)


class Process:
    """One. What it says is JSON of few bytes: it is not to be trusted with more."""

    def __init__(self, process: Any, ear: Connection) -> None:
        self._process, self._ear = process, ear
        self._is_deaf = False

    @property
    def exit(self) -> int | None:
        return None if self._process.is_alive() else self._process.exitcode or 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process.is_alive() else None

    def heard(self) -> Sequence[Word]:
        found: list[Word] = []
        while len(found) < MANY and not self._is_deaf and self._ear.poll():
            try:
                found.append(_read(self._ear.recv_bytes(MOST)))
            except Exception:  # it is gone, or talks nonsense, which may be made to confuse whoever reads it
                self._is_deaf = True
                self._ear.close()
        return found

    def end(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def said(resting: Resting | None) -> bytes:
    """As a worker puts it on the wire."""
    if resting is None:
        return b"{}"
    return json.dumps({"until": resting.until.isoformat(), "database": resting.database}).encode()


def reached(what: str, where: str) -> bytes:
    """Likewise, of something that is another instance's."""
    return json.dumps({"reached": [what, where[:LONGEST]]}).encode()


def _read(message: bytes) -> Word:
    told = json.loads(message)
    if not told:
        return None
    if "reached" in told:
        what, where = (str(word)[:LONGEST] for word in told["reached"])
        return Reached(what, where)
    until = datetime.fromisoformat(told["until"])
    if until.tzinfo is None:
        raise ValueError("no offset")
    return Resting(until, tuple((int(at), int(size)) for at, size in told["database"]))
