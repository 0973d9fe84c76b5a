"""What only `check` looks for: an issue too long for a post, a schedule that never comes, settings that would fail in use.

Called by the composition root. Never asks the network.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from m365bot import regular
from m365bot.job import Job
from m365bot.programme import Programme
from m365bot.reading import idle
from m365bot.reading.complaints import Complaint, in_order
from m365bot.reading.encoding import MOST_TEXT
from m365bot.reading.reading import Reading
from m365bot.settings import PLACES, WrongSettings, read

SETTINGS = "config/settings.toml"


def checked(found: Reading, folder: Path, jobs: Iterable[Job], now: datetime) -> Reading:
    """The same reading with these complaints and remarks beside its own."""
    more = [*_too_large(found.programme, folder), *_wrong_settings(found, folder)]
    idling = idle.remarks(found.programme, jobs, folder, now) if found.programme else ()
    return replace(found, complaints=(*found.complaints, *more), remarks=in_order((*found.remarks, *idling)))


def _too_large(programme: Programme | None, folder: Path) -> Iterator[Complaint]:
    """Issues that a face has no room for."""
    if programme and programme.issues:
        from m365bot.reading import sizes  # which reads their Markdown, and few commands check

        yield from sizes.complaints(programme, folder)


def _wrong_settings(found: Reading, folder: Path) -> Iterator[Complaint]:
    """Only where the form of settings.toml is in order."""
    if any(complaint.file == SETTINGS for complaint in found.complaints):
        return
    try:
        read()
    except WrongSettings as error:
        written = regular.read(folder / SETTINGS, MOST_TEXT)
        lines = written.decode("utf-8-sig").splitlines()
        for name, words in error.wrong.items():
            yield Complaint(SETTINGS, _line_of(name, lines), 1, words)


def _line_of(name: str, lines: list[str]) -> int:
    written = re.compile(rf'(^|[\s{{,"]){PLACES[name][-1]}"?\s*=')
    return next((number for number, line in enumerate(lines, 1) if written.search(line)), 1)
