"""When a session is held: its rounds, hours and breaks.

Called by the reader of sessions.
"""

from datetime import datetime, time, timedelta

from m365bot.programme.dates import Moment
from m365bot.programme.sessions import Round
from m365bot.reading.complaints import Place
from m365bot.reading.files import named
from m365bot.reading.files.year import Year, outside
from m365bot.reading.tables import Table
from m365bot.words import say


def rounds_of(table: Table, year: Year) -> tuple[Round, ...]:
    """Every holding of a session that could be read, in order of time."""
    entries: list[Table] = table.get("rounds") or ([table] if "at" in table else [])
    if not entries and not (table.mentions("at") or table.mentions("rounds")):
        year.file.complain(
            table.place,
            say("回 '{key}' に at も rounds もありません。", key=table["key"]),
            say("例: at: 2025-06-18 13:30"),
        )
    if len(entries) > 1 and "moved_to" in table:
        year.file.complain(
            table.at("moved_to"),
            say("何回かに分かれた回のうち、どれが延期になったか分かりません。"),
            say("その日の行(rounds の {at: …, moved_to: …}、日程表では「延期」の列)に書いてください。"),
        )
    elif len(entries) == 1 and "moved_to" in table and entries[0] is not table:
        entries[0].put("moved_to", table["moved_to"], table.at("moved_to"))
    found = [_round(entry, table, year) for entry in entries]
    return tuple(sorted((each for each in found if each), key=lambda each: (each.starts, each.groups)))


def _round(entry: Table, table: Table, year: Year) -> Round | None:
    groups = named.groups_of(entry, year)
    if "at" not in entry:
        return None
    moment: Moment = entry.get("moved_to", entry["at"])
    clock = moment.clock or entry["at"].clock
    place = entry.at("moved_to" if "moved_to" in entry else "at")
    if clock is None:
        year.file.complain(
            entry.places.get("clock", place), say("開始時刻がありません。"), say("例: 2025-06-18 13:30")
        )
        return None
    starts = datetime.combine(moment.day, clock, year.calendar.timezone)
    ends = _end(starts, entry, table, year)
    if ends is None:
        return None
    _look_at_day(starts, place, year)
    return Round(starts, ends, groups)


def _end(starts: datetime, entry: Table, table: Table, year: Year) -> datetime | None:
    source = entry if "ends" in entry else table
    if "ends" not in source:
        return _end_by_hours(starts, table, year)
    written = source["ends"]
    if isinstance(written, time):
        ends = datetime.combine(starts.date(), written, year.calendar.timezone)
    else:
        ends = written.at(year.calendar.closes, year.calendar.timezone)
    if ends <= starts:
        year.file.complain(
            source.at("ends"),
            say("終わり({ends:%H:%M})が始まり({starts:%H:%M})より前です。", ends=ends, starts=starts),
            say("どちらかの時刻を直してください。"),
        )
        return None
    return ends


def _end_by_hours(starts: datetime, table: Table, year: Year) -> datetime | None:
    if "hours" not in table:
        if not (table.mentions("hours") or table.mentions("ends")):
            year.file.complain(
                table.place,
                say("回 '{key}' の長さが分かりません。", key=table["key"]),
                say("hours か ends を書いてください。"),
            )
        return None
    return starts + timedelta(hours=table["hours"] + table.get("breaks", 0))


def hours_of(table: Table, first: Round) -> float:
    """What a session counts."""
    if "hours" in table:
        return float(table["hours"])
    return (first.ends - first.starts).total_seconds() / 3600 - float(table.get("breaks", 0))


def moved_from(table: Table, year: Year) -> datetime | None:
    """When it was to begin before it was moved."""
    entries: list[Table] = table.get("rounds") or [table]
    moved = [entry["at"] for entry in entries if "moved_to" in entry and "at" in entry]
    if not moved:
        return None
    first: Moment = min(moved, key=lambda moment: moment.day)
    return first.at(year.calendar.opens, year.calendar.timezone)


def _look_at_day(starts: datetime, place: Place, year: Year) -> None:
    day = starts.date()
    if words := outside(day, year.starts, year.ends):
        year.file.remark(place, words, say("年を間違えていませんか?"))
    elif not year.calendar.is_business_day(day):
        name = year.calendar.name_of_holiday(day) or say("休みの日")
        year.file.remark(place, say("{day} は{name}です。", day=day, name=name))
