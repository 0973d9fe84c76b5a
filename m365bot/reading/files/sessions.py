"""Sessions, from `sessions:` of cohort.yaml or from sessions.xlsx / sessions.csv.

Called by the reader of cohorts. A sheet's lines become the same tables that YAML gives, so that one set of
rules makes sessions of both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import ChannelSpec, is_primary
from m365bot.programme.curriculum import Course
from m365bot.programme.dates import Moment
from m365bot.programme.names import channel_fold
from m365bot.programme.people import Person, Role
from m365bot.programme.sessions import Round, Session
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk
from m365bot.reading.roster import Roster
from m365bot.reading.tables import Listing, Table
from m365bot.words import say

_INHERITED = ("course", "title", "place", "online", "instructors", "channel", "hours", "breaks")


@dataclass(frozen=True)
class Year:
    """What sessions may name: the cohort's courses, channels, groups and instructors."""

    desk: Desk
    calendar: Calendar
    starts: Any
    ends: Any
    courses: tuple[Course, ...]
    channels: tuple[ChannelSpec, ...]
    groups: tuple[str, ...]
    instructors: Mapping[str, Person]
    roster: Roster
    roster_is_whole: bool
    roster_at: Place
    group_channels: tuple[str, ...] = ()

    def may_be_of_group(self, channel: str) -> bool:
        """Whether a channel may be one of those made for each group, which a roster with faults hides."""
        heads = (channel_fold(name.partition("{group}")[0]) for name in self.group_channels)
        return any(head and channel_fold(channel).startswith(head) for head in heads)


def sessions_of(tables: Iterable[Table], year: Year) -> list[tuple[Session, Table]]:
    """The sessions that could be made, each with the table it was made of."""
    by_key = {table["key"]: table for table in tables if "key" in table}
    found: list[tuple[Session, Table]] = []
    seen: set[str] = set()
    for table in tables:
        if "key" not in table:
            continue
        if table["key"] in seen:
            year.desk.complain(table.at("key"), say("回 '{key}' が2回書かれています。", key=table["key"]))
            continue
        seen.add(table["key"])
        session = _session(_with_inherited(table, by_key, year), year)
        if session:
            found.append((session, table))
    return found


def _with_inherited(table: Table, by_key: Mapping[str, Table], year: Year) -> Table:
    """A make-up session is as the session it makes up, but for what it says itself."""
    made_up = table.get("makes_up")
    if made_up is None:
        return table
    origin = by_key.get(made_up)
    if origin is None or origin is table:
        year.desk.complain(
            table.at("makes_up"),
            say("補講の元の回 '{key}' がありません。", key=made_up),
            nearest(made_up, by_key),
        )
        return table
    whole = Table(table.place)
    for key in _INHERITED:
        if key in origin and not (key in ("hours", "breaks") and "ends" in table):
            whole.put(key, origin[key], origin.at(key))
    for key, value in table.items():
        whole.put(key, value, table.at(key))
    return whole


def _session(table: Table, year: Year) -> Session | None:
    title = table.get("title")
    if title is None and not (table.mentions("title") or table.mentions("makes_up")):
        year.desk.complain(table.place, say("回 '{key}' に title がありません。", key=table["key"]))
    course = _course(table, year)
    rounds = _rounds(table, year)
    instructors = tuple(_instructors(table, year))
    channel = _channel(table, year, course)
    if not rounds or title is None:
        return None
    return Session(
        table["key"], title, rounds, _hours(table, rounds[0]), course, table.get("place", ""),
        table.get("online", False), instructors, channel, table.get("announce", False),
        tuple(table.get("audience", ())), table.get("makes_up"), _moved_from(table, year),
        table.get("because", ""),
    )  # fmt: skip


# ---- when --------------------


def _rounds(table: Table, year: Year) -> tuple[Round, ...]:
    entries: list[Table] = table.get("rounds") or ([table] if "at" in table else [])
    if not entries and not (table.mentions("at") or table.mentions("rounds")):
        year.desk.complain(table.place, say("回 '{key}' に at も rounds もありません。", key=table["key"]))
    if "rounds" in table and "moved_to" in table:
        year.desk.complain(table.at("moved_to"), say("rounds のある回では、rounds の at を直してください。"))
    found = [_round(entry, table, year) for entry in entries]
    return tuple(sorted((each for each in found if each), key=lambda each: (each.starts, each.groups)))


def _round(entry: Table, table: Table, year: Year) -> Round | None:
    groups = _groups(entry, year)
    if "at" not in entry:
        return None
    moment: Moment = entry.get("moved_to", entry["at"])
    clock = moment.clock or entry["at"].clock
    place = entry.at("moved_to" if "moved_to" in entry else "at")
    if clock is None:
        year.desk.complain(place, say("開始時刻がありません。"), say("例: 2025-06-18 13:30"))
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
        year.desk.complain(
            source.at("ends"),
            say("終わり({ends:%H:%M})が始まり({starts:%H:%M})より前です。", ends=ends, starts=starts),
        )
        return None
    return ends


def _end_by_hours(starts: datetime, table: Table, year: Year) -> datetime | None:
    if "hours" not in table:
        if not (table.mentions("hours") or table.mentions("ends")):
            year.desk.complain(
                table.place,
                say("回 '{key}' の長さが分かりません。", key=table["key"]),
                say("hours か ends を書いてください。"),
            )
        return None
    return starts + timedelta(hours=table["hours"] + table.get("breaks", 0))


def _hours(table: Table, first: Round) -> float:
    if "hours" in table:
        return float(table["hours"])
    return (first.ends - first.starts).total_seconds() / 3600 - float(table.get("breaks", 0))


def _moved_from(table: Table, year: Year) -> datetime | None:
    if "moved_to" not in table or "at" not in table:
        return None
    moment: Moment = table["at"]
    return moment.at(year.calendar.opens, year.calendar.timezone)


def _look_at_day(starts: datetime, place: Place, year: Year) -> None:
    day = starts.date()
    if not year.starts <= day <= year.ends:
        year.desk.remark(
            place,
            say(
                "{day} は期の期間({starts} から {ends})の外です。",
                day=day,
                starts=year.starts,
                ends=year.ends,
            ),
            say("年を間違えていませんか?"),
        )
    elif not year.calendar.is_business_day(day):
        name = year.calendar.name_of_holiday(day) or say("休みの日")
        year.desk.remark(place, say("{day} は{name}です。", day=day, name=name))


# ---- for whom, by whom, where --------------------


def _groups(entry: Table, year: Year) -> tuple[str, ...]:
    wanted = entry.get("for")
    if not isinstance(wanted, Listing):
        return ()
    known = {channel_fold(group): group for group in year.groups}
    if not known and year.roster_is_whole:
        _complain_of_no_groups(year)
        return ()
    found = []
    for group, place in wanted.placed():
        if channel_fold(group) in known:
            found.append(known[channel_fold(group)])
        elif year.roster_is_whole:
            year.desk.complain(
                place, say("班『{group}』には誰もいません。", group=group), nearest(group, year.groups)
            )
    return tuple(found)


def _complain_of_no_groups(year: Year) -> None:
    year.desk.complain(
        year.roster_at,
        say("名簿に班が1つも書かれていません。日程には班に分かれた回があります。"),
        say("「班」の列に、日程と同じ名前(班1 など)を書いてください。"),
    )


def _complain_of_no_instructors(year: Year) -> None:
    year.desk.complain(
        year.roster_at,
        say("名簿に講師が1人もいません。日程には講師のいる回があります。"),
        say("講師の行を入れ、「役割」の列に「講師」と書いてください。"),
    )


def _course(table: Table, year: Year) -> str:
    key: str = table.get("course", "")
    known = {course.key: course.key for course in year.courses}
    titles = {channel_fold(course.title): course.key for course in year.courses}
    if not key or key in known:
        return key
    if channel_fold(key) in titles:
        return titles[channel_fold(key)]
    year.desk.complain(
        table.at("course"),
        say("科目 '{key}' はありません。", key=key),
        nearest(key, [*known, *(c.title for c in year.courses)]),
    )
    return ""


def _instructors(table: Table, year: Year) -> Iterable[Person]:
    wanted = table.get("instructors")
    if not isinstance(wanted, Listing):
        return
    if wanted and not year.instructors and year.roster_is_whole:
        _complain_of_no_instructors(year)
        return
    for mail, place in wanted.placed():
        person = year.roster.directory.find(mail) or _by_name(mail, year)
        if person is not None and person.id in year.instructors:
            yield person
        elif not year.roster_is_whole:
            continue  # the line that is missing or wrong may be this person's
        elif person is not None:
            year.desk.complain(
                place,
                say("『{mail}』は people.csv で講師になっていません。", mail=mail),
                say("people.csv に、役割を「講師」とする行を足してください。"),
            )
        else:
            year.desk.complain(
                place,
                say("講師『{mail}』は people.csv にいません。", mail=mail),
                nearest(mail, [each.mail for each in year.instructors.values()]),
            )


def _by_name(name: str, year: Year) -> Person | None:
    from m365bot.programme.names import person_fold

    same = [person for person in year.instructors.values() if person_fold(person.name) == person_fold(name)]
    return same[0] if len(same) == 1 else None


def _channel(table: Table, year: Year, course: str) -> str | None:
    name = table.get("channel")
    if name is None:
        own = [channel.name for channel in year.channels if course and channel.course == course]
        return own[0] if len(own) == 1 else None
    if is_primary(name):
        return str(name).strip()
    same = [channel.name for channel in year.channels if channel_fold(channel.name) == channel_fold(name)]
    if same:
        return same[0]
    if not year.roster_is_whole and year.may_be_of_group(name):
        return None
    year.desk.complain(
        table.at("channel"),
        say("チャネル『{name}』は channels にありません。", name=name),
        nearest(name, [channel.name for channel in year.channels]),
    )
    return None


def instructors_of(lines: Iterable[Any]) -> Mapping[str, Person]:
    """Everybody who is an instructor on some line, by id."""
    return {line.person.id: line.person for line in lines if line.role is Role.INSTRUCTOR}
