"""A new instance's folder, made whole or not at all.

Called by the command `init`. It is made beside its place, read as `check` reads it, and moved there only when it is in
order. A row of the office's own sheets that `check` would complain of is put aside with `check`'s own words.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from m365bot import job
from m365bot import reading as config
from m365bot.errors import ConfigError
from m365bot.programme.calendar import Calendar
from m365bot.reading import Complaint, WrongConfig
from m365bot.setup import files
from m365bot.setup.office import Office
from m365bot.words import say

CALENDAR = Calendar(ZoneInfo("Asia/Tokyo"), "JP", (((12, 29), (1, 3)),))
_ROUNDS = 8  # each puts at least one row aside


@dataclass(frozen=True)
class Made:
    """What was made, and what of the office's sheets could not be used."""

    office: Office
    remarks: tuple[Complaint, ...]


def needs_room(folder: Path) -> None:
    """Raises ConfigError where there is something already, or nothing can be made."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ConfigError(say("{folder} はフォルダーではありません。別の名前にしてください。", folder=folder))
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise ConfigError(
                say(
                    "{folder} は空ではありません。空のフォルダーか、新しい名前を書いてください。",
                    folder=folder,
                )
            )
        _nearest(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _nearest(folder: Path) -> Path:
    """The nearest folder there is, in which it will be made. Raises PermissionError."""
    found = next(each for each in (folder, *folder.absolute().parents) if each.is_dir())
    if not os.access(found, os.W_OK | os.X_OK):
        raise PermissionError(13, os.strerror(13))
    return found


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(
        say(
            "{folder} に書き込めません({why})。書き込める場所を示してください。",
            folder=folder,
            why=error.strerror or type(error).__name__,
        )
    )


def made(folder: Path, office: Office) -> Made:
    """Raises ConfigError, and leaves nothing behind, where it cannot be made or what was asked does not fit."""
    folder, was_there = folder.absolute(), folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".m365bot-init-", dir=folder) as place:
            found = _in_order(Path(place) / "draft", office)
            for each in sorted((Path(place) / "draft").iterdir()):
                each.rename(folder / each.name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    except ConfigError:
        if not was_there:
            folder.rmdir()
        raise
    return found


def _in_order(draft: Path, office: Office) -> Made:
    for _ in range(_ROUNDS):
        _write(draft, office)
        reading = config.read(draft)
        if not reading.complaints:
            return Made(office, reading.remarks)
        fewer = _without_refused(office, reading.complaints)
        if fewer is None:
            break
        office = fewer
        shutil.rmtree(draft)
    raise WrongConfig(reading.complaints)


def _write(draft: Path, office: Office) -> None:
    for path, content in (files.all_of(office, CALENDAR) | files.job_files()).items():
        (draft / path).parent.mkdir(parents=True, exist_ok=True)
        (draft / path).write_bytes(content)
    (draft / "config" / "schedule.yaml").write_text(files.schedule(job.found_in(files.JOBS)), "utf-8")


def _without_refused(office: Office, complaints: tuple[Complaint, ...]) -> Office | None:
    """The office without the rows that are complained of; None where something else is."""
    by_sheet: dict[str, dict[int, str]] = defaultdict(dict)
    for each in complaints:
        stem = Path(each.file).stem
        if stem not in ("people", "sessions") or each.line < 2:
            return None
        by_sheet[stem].setdefault(each.line - 2, f"{each.words} {each.hint}".strip())
    return replace(
        office,
        roster=office.roster.without(by_sheet["people"]),
        timetable=office.timetable.without(by_sheet["sessions"]),
    )
