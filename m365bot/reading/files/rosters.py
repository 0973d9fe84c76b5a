"""A cohort's roster: people.xlsx, people.csv, or `people:` of cohort.yaml, whichever there is.

Called by the reader of cohorts.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from m365bot.programme.names import channel_fold
from m365bot.programme.people import Role
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import people
from m365bot.reading.files.cohort_frame import Frame
from m365bot.reading.folders import OTHER_SHEETS, is_open_lock, other_name, saved_anew, sheets_of
from m365bot.reading.roster import PersonRow
from m365bot.reading.sheets import sheet
from m365bot.reading.sheets.cells import SheetRow
from m365bot.reading.tables import Table
from m365bot.words import say


@dataclass(frozen=True)
class Rows:
    """The usable rows, and whether all rows are."""

    usable: tuple[PersonRow, ...] = ()
    is_whole: bool = False
    words: frozenset[str] | None = None  # every group, name and address that stands there, usable or not


def of_cohort(frame: Frame, folder: Path, table: Table, instance: Instance) -> Rows:
    """`table` is cohort.yaml's."""
    entries = table.get("people")
    if entries is not None:
        _remark_on_hidden(folder, instance)
        listed = tuple(row for entry in entries if (row := people.of_table(entry, frame.key)))
        return Rows(listed, len(listed) == len(entries))
    path = next(sheets_of(folder, "people"), folder / "people.csv")
    file = instance.file(path)
    if os.path.lexists(path):
        return _of_sheet(frame, file)
    if frame.status != "planned":
        hint = _other_roster(path) or say("{path} に置いてください(.xlsx でも可)。", path=file.name)
        file.complain(file.at(), say("名簿 people.csv がありません。"), hint)
    return Rows()


def _remark_on_hidden(folder: Path, instance: Instance) -> None:
    for path in sheets_of(folder, "people"):
        file = instance.file(path)
        file.remark(
            file.at(),
            say("cohort.yaml に people があるので、このファイルは読みません。"),
            say("使わないほうを消してください。"),
        )


def _of_sheet(frame: Frame, file: ConfigFile) -> Rows:
    sheet.remark_on_second(file)
    before = len(file.notebook.complaints)
    rows = sheet.read(file, people.COLUMNS)
    if rows is None:
        return Rows()
    headers_are_right = len(file.notebook.complaints) == before
    found = tuple(people.typed(rows, frame.key, file))
    if headers_are_right:
        people.look_at_roles(rows, file)
        people.look_at_numbers(rows, file)
    else:  # the roles may stand under the header that was complained of
        found = tuple(replace(row, role_is_written=True) for row in found)
    if len(found) == len(rows) and not any(row.line.role is Role.TRAINEE for row in found):
        _complain_of_empty(frame, file)
    whole = headers_are_right and 0 < len(found) == len(rows)
    return Rows(found, whole, _words(rows) if headers_are_right and rows else None)


def _words(rows: Sequence[SheetRow]) -> frozenset[str]:
    return frozenset(channel_fold(row.text(column)) for row in rows for column in ("班", "氏名", "メール"))


def _other_roster(path: Path) -> str:
    """A hint at a roster under another name or in another form of Excel's."""
    named = sorted(each for each in path.parent.glob("*名簿*.*") if not is_open_lock(each.name))
    for each in (*sorted(path.parent.glob("[Pp]eople.*")), *named):
        if each.suffix.casefold() in OTHER_SHEETS:
            return saved_anew(each, "people")
    found = other_name(path)
    if found or not named:
        return found
    return say(
        "『{found}』の名前を people{ending} にしてください。", found=named[0].name, ending=named[0].suffix
    )


def _complain_of_empty(frame: Frame, file: ConfigFile) -> None:
    if frame.status == "finished":
        return  # by then they may all be 修了生
    sentence = say("名簿に受講者が1人もいません。")
    if frame.status == "planned":
        file.remark(file.at(), sentence)
    else:
        file.complain(file.at(), sentence, say("受講者の行を入れるか、status を planned にしてください。"))
