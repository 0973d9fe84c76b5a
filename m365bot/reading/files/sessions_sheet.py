"""研修日程表: sessions.xlsx or sessions.csv as the tables that `sessions:` would give.

Called by the reader of cohorts. One line per round; lines of one 回 are one session. Several values in a
cell are separated by 、 or a line break. What a sheet has no column for is YAML's alone.
"""

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

from m365bot.programme import dates, relative
from m365bot.programme.dates import Moment, Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets.cells import SheetColumns, SheetRow, several
from m365bot.reading.tables import Listing, Table
from m365bot.words import say

COLUMNS = SheetColumns(
    {
        "回": ("key", "session", "回キー"),
        "科目": ("course",),
        "題名": ("title", "タイトル", "件名"),
        "日付": ("date", "開催日", "実施日"),
        "開始": ("start", "開始時刻", "from"),
        "終了": ("end", "終了時刻", "until"),
        "時間": ("hours", "時間数"),
        "会場": ("place", "場所"),
        "チャネル": ("channel",),
        "講師": ("instructors", "instructor"),
        "対象": ("for", "audience", "班"),
        "資料": ("materials", "folder"),
        "公開": ("release", "資料公開"),
        "様式": ("forms", "form"),
        "補講": ("makes_up", "補講元", "元の回"),
        "延期": ("moved_to", "延期先", "変更後"),
        "備考": ("note", "notes", "メモ"),  # the officers' own
    },
    required=("回", "日付"),
)
_ONCE = (
    ("補講", "makes_up"),
    ("科目", "course"),
    ("題名", "title"),
    ("会場", "place"),
    ("チャネル", "channel"),
)


def tables_of(rows: list[SheetRow], file: ConfigFile, fiscal_year: int) -> list[Table]:
    """One table for each 回, in the order of first mention. A date without its year is the fiscal year's."""
    found: dict[str, Table] = {}
    for row in rows:
        key = row.text("回").strip()
        if not key:
            file.complain(
                row.at("回"),
                say("回が空です。"),
                say("セルが結合されていれば、結合を解いて各行に書いてください。"),
            )
            continue
        table = found.setdefault(key, _new(key, row))
        _take_once(row, table, file)
        _take_round(row, table, file, partial(dates.moment, fiscal_year=fiscal_year))
    return list(found.values())


def joined(listed: list[Table], written: list[Table]) -> list[Table]:
    """A sheet's sessions, with what cohort.yaml adds to the same key; then those it has alone."""
    by_key = {table["key"]: table for table in written if "key" in table}
    for table in listed:
        extra = by_key.pop(table["key"], None)
        for key, value in (extra or {}).items():
            if key not in table and extra is not None:
                table.put(key, value, extra.at(key))
    return [*listed, *by_key.values()]


def _new(key: str, row: SheetRow) -> Table:
    table = Table(row.place)
    table.put("key", key, row.at("回"))
    table.put("rounds", Listing(), row.at("日付"))
    return table


def _take_once(row: SheetRow, table: Table, file: ConfigFile) -> None:
    for column, key in _ONCE:
        text = row.text(column).strip()
        if text and key in table and table[key] != text:
            file.complain(
                row.at(column),
                say(
                    "回『{key}』の{column}が、前の行では『{before}』です。",
                    key=table["key"],
                    column=column,
                    before=table[key],
                ),
                say("同じ回の行では、同じ内容にするか、空けてください。"),
            )
        elif text:
            table.put(key, text, row.at(column))
    _take_lists(row, table, file)


def _take_lists(row: SheetRow, table: Table, file: ConfigFile) -> None:
    if row.text("講師").strip() and "instructors" not in table:
        table.put("instructors", _listing(row, "講師"), row.at("講師"))
    if row.text("資料").strip() and "materials" not in table:
        table.put("materials", _materials(row, file), row.at("資料"))
    if row.text("様式").strip() and "forms" not in table:
        table.put("forms", Listing(), row.at("様式"))
        for name in several(row.text("様式")):
            table["forms"].put(_entry(row.at("様式"), form=name), row.at("様式"))


def _materials(row: SheetRow, file: ConfigFile) -> Listing:
    found, release = Listing(), None
    if row.text("公開").strip():
        release = _read(row.text("公開"), relative.parse, row.at("公開"), file)
    for folder in several(row.text("資料")):
        entry = _entry(row.at("資料"), folder=folder)
        if release is not None:
            entry.put("release", release, row.at("公開"))
        found.put(entry, row.at("資料"))
    return found


def _take_round(row: SheetRow, table: Table, file: ConfigFile, moment_of: Callable[[str], Moment]) -> None:
    moment = _read(row.text("日付"), moment_of, row.at("日付"), file) if row.text("日付").strip() else None
    if not row.text("日付").strip():
        file.complain(row.at("日付"), say("日付が空です。"), say("日付を書いてください。例: 2025-06-18"))
    starts = _clock(row, "開始", file)
    entry = _entry(row.place)
    if moment is not None and (starts or not row.text("開始").strip()):
        at = Moment(moment.day, starts or moment.clock)
        entry.put("at", at, row.at("日付"))
        entry.places["clock"] = row.at("開始" if "開始" in row.cells else "日付")
    if row.text("延期").strip():
        moved = _read(row.text("延期"), moment_of, row.at("延期"), file)
        if moved is not None:
            entry.put("moved_to", moved, row.at("延期"))
    ends = _clock(row, "終了", file)
    if ends:
        entry.put("ends", ends, row.at("終了"))
    if row.text("対象").strip():
        entry.put("for", _listing(row, "対象"), row.at("対象"))
    if row.text("時間").strip():
        hours = _read(row.text("時間"), values.number, row.at("時間"), file)
        if hours is not None:
            table.put("hours", hours, row.at("時間"))
    table["rounds"].put(entry, row.place)


def _clock(row: SheetRow, column: str, file: ConfigFile) -> time | None:
    text = row.text(column).strip()
    found: time | None = _read(text, dates.time_of_day, row.at(column), file) if text else None
    return found


def _listing(row: SheetRow, column: str) -> Listing:
    found = Listing()
    for value in several(row.text(column)):
        found.put(value, row.at(column))
    return found


def _entry(place: Place, **values: Any) -> Table:
    table = Table(place)
    for key, value in values.items():
        table.put(key, value, place)
    return table


def _read(text: str, convert: Callable[[str], Any], place: Place, file: ConfigFile) -> Any:
    try:
        return convert(text)
    except Unreadable as error:
        file.complain(place, error.words, error.hint)
        return None
