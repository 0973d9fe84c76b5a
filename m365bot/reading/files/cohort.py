"""cohorts/R7/: one year's cohort.yaml and people, as they stand in the files.

Called by `readers.instance`, before everybody of every cohort is known; `cohortmaking` then makes the cohort of
what is read here. A finished cohort that nobody asked for is only skimmed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from m365bot.programme.dates import Unreadable, day
from m365bot.programme.people import Period, Role
from m365bot.reading import schema
from m365bot.reading.complaints import Notebook, Place
from m365bot.reading.configfile import Desk, Room, files_of, other_name
from m365bot.reading.files import people as peoplefile
from m365bot.reading.files import sessions_sheet as sessionsheet
from m365bot.reading.files.people import PersonRow
from m365bot.reading.shapes import table_of
from m365bot.reading.sheets import rows as sheets
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say

_SHEETS = ("people", "sessions", "attendance", "hours")
_SKIM = re.compile(r"^(cohort|fiscal_year|starts|ends|status)[ ]*:[ ]*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True)
class Opened:
    """A cohort's files, read and typed; `table` None: only skimmed."""

    key: str
    folder: Path
    desk: Desk
    fiscal_year: int
    starts: date
    ends: date
    status: Any
    table: Table | None
    rows: tuple[PersonRow, ...] = ()
    roster_is_whole: bool = True

    @property
    def written(self) -> Table:
        """cohort.yaml's table, empty where the cohort was only skimmed."""
        return self.table if self.table is not None else Table(self.desk.at())

    @property
    def roster_at(self) -> Place:
        """Where to point at the roster as a whole."""
        if "people" in self.written or not self.rows:
            return self.written.at("people")
        return self.rows[0].place._replace(line=1)

    @property
    def year(self) -> Period:
        return Period(self.starts, self.ends)


def opened(folder: Path, room: Room, named: Iterable[str]) -> Opened | None:
    """None (and a complaint) where cohort.yaml cannot be read at all."""
    desk = room.desk(folder / "cohort.yaml")
    skimmed = _skimmed(folder, desk) if folder.name not in named else None
    if skimmed:
        return replace(skimmed, rows=_people(skimmed, Room(room.folder, Notebook()))[0])
    table = table_of(schema.COHORT, tree_of(desk), desk)
    if table is None:
        return None
    found = _framed(table, folder, desk)
    _check_frame(found)
    _remark_on_later_sheets(folder, room)
    _remark_on_other_sheets(folder, room)
    rows, is_whole = _people(found, room)
    return replace(found, rows=rows, roster_is_whole=is_whole)


def _remark_on_other_sheets(folder: Path, room: Room) -> None:
    """Sheets that an officer surely wants to be read, under names that nothing reads."""
    for path in files_of(folder, ".xlsx", ".xls", ".xlsm", ".csv", ".ods"):
        if path.stem not in _SHEETS or path.suffix not in (".xlsx", ".csv"):
            desk = room.desk(path)
            desk.remark(
                desk.at(),
                say("このファイルは読みません。"),
                say("名簿は people.xlsx、日程は sessions.xlsx という名前にします(.csv でも可)。"),
            )


def _remark_on_later_sheets(folder: Path, room: Room) -> None:
    for stem in ("attendance", "hours"):
        for path in sessionsheet.sheet_in(folder, stem):
            desk = room.desk(path)
            desk.remark(desk.at(), say("出欠と時間の取り込みはまだできません。このファイルは読みません。"))


def _framed(table: Table, folder: Path, desk: Desk) -> Opened:
    """The frame of a cohort; what was complained of is guessed, so that the rest can still be looked at."""
    guess = table["starts"].year if "starts" in table else 2000
    year = table.get("fiscal_year", guess)
    year = year if 1 <= year < 9999 else guess
    return Opened(
        folder.name,  # as every other file calls it, also where `cohort:` was left as in the year copied
        folder,
        desk,
        year,
        table.get("starts", date(year, 4, 1)),
        table.get("ends", date(year + 1, 3, 31)),
        table.get("status", "running"),
        table,
    )


def _skimmed(folder: Path, desk: Desk) -> Opened | None:
    """A finished cohort by its first lines, without reading the rest; None where they need a closer look."""
    try:
        text = desk.path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    lines = _SKIM.findall(text)
    found = dict(lines)
    in_doubt = len(found) < len(lines) or found.get("cohort") != folder.name
    if in_doubt or found.get("status") not in ("finished", "終了"):
        return None
    try:
        return Opened(
            found["cohort"], folder, desk, int(found["fiscal_year"]), day(found["starts"]),
            day(found["ends"]), "finished", None,
        )  # fmt: skip
    except (KeyError, ValueError, Unreadable):
        return None


def _people(cohort: Opened, room: Room) -> tuple[tuple[PersonRow, ...], bool]:
    """The usable rows, and whether all rows are."""
    entries = cohort.written.get("people")
    if entries is not None:
        _remark_on_hidden_roster(cohort, room)
        listed = tuple(row for entry in entries if (row := peoplefile.of_table(entry, cohort.key)))
        return listed, len(listed) == len(entries)
    path = next(sessionsheet.sheet_in(cohort.folder, "people"), cohort.folder / "people.csv")
    desk = room.desk(path)
    if path.exists():
        return _of_sheet(cohort, desk)
    if cohort.status != "planned":
        hint = _other_roster(path) or say("{path} に置いてください(.xlsx でも可)。", path=desk.name)
        desk.complain(desk.at(), say("名簿 people.csv がありません。"), hint)
    return (), False


def _remark_on_hidden_roster(cohort: Opened, room: Room) -> None:
    for path in sessionsheet.sheet_in(cohort.folder, "people"):
        desk = room.desk(path)
        desk.remark(
            desk.at(),
            say("cohort.yaml に people があるので、このファイルは読みません。"),
            say("使わないほうを消してください。"),
        )


def _of_sheet(cohort: Opened, desk: Desk) -> tuple[tuple[PersonRow, ...], bool]:
    sessionsheet.remark_on_second(desk)
    before = len(desk.notebook.complaints)
    rows = sheets.read(desk, peoplefile.COLUMNS)
    if rows is None:
        return (), False
    headers_are_right = len(desk.notebook.complaints) == before
    found = tuple(peoplefile.typed(rows, cohort.key, desk))
    if headers_are_right:
        peoplefile.look_at_roles(rows, desk)
    else:  # the roles may stand under the header that was complained of
        found = tuple(replace(row, role_is_written=True) for row in found)
    if len(found) == len(rows) and not any(row.role is Role.TRAINEE for row in found):
        _complain_of_empty(cohort, desk)
    return found, headers_are_right and 0 < len(found) == len(rows)


def _other_roster(path: Path) -> str:
    """A hint at a roster under another name or in another form of Excel's."""
    if path.with_suffix(".xls").exists() or path.with_suffix(".xlsm").exists():
        return say("people.xlsx か「CSV UTF-8」の people.csv として保存し直してください。")
    found = other_name(path)
    named = sorted(each.name for each in path.parent.glob("*名簿*.*") if not each.name.startswith("~$"))
    if found or not named:
        return found
    return say(
        "『{found}』の名前を people{ending} にしてください。", found=named[0], ending=Path(named[0]).suffix
    )


def _complain_of_empty(cohort: Opened, desk: Desk) -> None:
    if cohort.status == "finished":
        return  # by then they may all be 修了生
    sentence = say("名簿に受講者が1人もいません。")
    if cohort.status == "planned":
        desk.remark(desk.at(), sentence)
    else:
        desk.complain(desk.at(), sentence, say("受講者の行を入れるか、status を planned にしてください。"))


def _complain_of_other_name(written: str, cohort: Opened) -> None:
    is_copy = (cohort.folder.parent / written).is_dir()
    cohort.desk.complain(
        cohort.written.at("cohort"),
        say("cohort: {key} がフォルダーの名前『{folder}』と違います。", key=written, folder=cohort.key),
        say(
            "『{key}』は別のフォルダーにもあります。コピーしたフォルダーなら、この期の名前に直すか、外してください。",
            key=written,
        )
        if is_copy
        else say("どちらかの名前を直して、揃えてください。"),
    )


def _check_frame(cohort: Opened) -> None:
    table, desk = cohort.written, cohort.desk
    if cohort.ends < cohort.starts:
        desk.complain(
            table.at("ends"),
            say("ends({ends})が starts({starts})より前です。", ends=cohort.ends, starts=cohort.starts),
        )
    if table.get("cohort", cohort.key) != cohort.key:
        _complain_of_other_name(table["cohort"], cohort)
    if not 1989 <= cohort.fiscal_year <= 2100:
        desk.complain(
            table.at("fiscal_year"), say("年度『{year}』は西暦4桁で書いてください。", year=cohort.fiscal_year)
        )
    elif not date(cohort.fiscal_year, 4, 1) <= cohort.starts <= date(cohort.fiscal_year + 1, 3, 31):
        desk.remark(
            table.at("starts"),
            say("starts({starts})が{year}年度の外です。", starts=cohort.starts, year=cohort.fiscal_year),
        )
