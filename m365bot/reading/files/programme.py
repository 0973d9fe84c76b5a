"""programme.yaml: what is the same every year.

Called by `readers.instance`. Persons are made later, when everybody is known; here are their addresses.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.curriculum import Completion, Course
from m365bot.programme.people import Period
from m365bot.programme.programme import Department, Guards
from m365bot.reading import schema
from m365bot.reading import values as words
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk
from m365bot.reading.shapes import table_of
from m365bot.reading.tables import Listing, Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say

UNREADABLE = math.nan  # hours that are complained of: no sum with them is too small


@dataclass(frozen=True)
class Mandate:
    """Somebody named in programme.yaml, with a period."""

    mail: str
    name: str
    period: Period
    place: Place


@dataclass(frozen=True)
class Office:
    """programme.yaml, typed."""

    desk: Desk
    table: Table
    name: str
    organisation: str
    timezone: ZoneInfo
    calendar: Calendar
    domains: tuple[str, ...]
    leaders_team: TeamSpec
    officers_team: TeamSpec
    officers: tuple[Mandate, ...]
    approvers: tuple[Mandate, ...]
    service_account: str
    departments: tuple[Department, ...]
    curriculum: tuple[Course, ...]
    completion: Completion
    guards: Guards
    usable: bool

    @property
    def fields(self) -> Mapping[str, str]:
        """What {fields} in names may stand for."""
        return {"programme": self.name, "organisation": self.organisation}


def read(desk: Desk) -> Office | None:
    """None where programme.yaml cannot be read at all; not `usable` where something needed was guessed."""
    table = table_of(schema.PROGRAMME, tree_of(desk), desk)
    if table is None:
        return None
    usable = _guess(table)
    return _office(table, desk, usable=usable)


def _guess(table: Table) -> bool:
    """Put something where something needed is missing, so that the rest can still be looked at."""
    missing = [key for key in ("programme", "service_account") if key not in table]
    table.setdefault("programme", "-")
    table.setdefault("service_account", "nobody@invalid")
    for key in ("team", "leaders_team", "officers_team"):
        team = table.setdefault(key, Table(table.place))
        missing += [part for part in ("name", "mail_nickname") if part not in team]
        team.setdefault("name", key + " {cohort}")
        team.setdefault("mail_nickname", key + "-{cohort}")
    return not missing


def _office(table: Table, desk: Desk, *, usable: bool) -> Office:
    fields = {"programme": table["programme"], "organisation": table.get("organisation", "")}
    timezone = table.get("timezone") or ZoneInfo("Asia/Tokyo")
    leaders, officers = _team(table["leaders_team"], fields), _team(table["officers_team"], fields)
    account = table["service_account"]
    office = Office(
        desk, table, fields["programme"], fields["organisation"], timezone,
        _calendar(table.get("calendar"), timezone),
        _domains(table, account),
        leaders, officers, _mandates(table, "officers", desk), _mandates(table, "approvers", desk), account,
        _departments(table, desk), courses(table.get("curriculum"), desk),
        _completion(table.get("completion", {})), Guards(**table.get("guards", {})),
        usable,
    )  # fmt: skip
    _check(office)
    return office


def _team(table: Table, fields: Mapping[str, str]) -> TeamSpec:
    return TeamSpec(words.fill(table["name"], fields), words.fill(table["mail_nickname"], fields))


def _domains(table: Table, account: str) -> tuple[str, ...]:
    """The organisation's own domains; by default the service account's."""
    written = tuple(domain.lower().lstrip("@") for domain in table.get("domains", ()))
    return written or (account.partition("@")[2].lower(),)


def _calendar(table: Table | None, timezone: ZoneInfo) -> Calendar:
    if not table:
        return Calendar(timezone)
    spans: list[Any] = list(table.get("closed", ()))
    opens, closes = table.get("working_hours") or (Calendar.opens, Calendar.closes)
    return Calendar(
        timezone,
        table.get("holidays", "JP"),
        tuple(span for span in spans if isinstance(span[0], tuple)),
        tuple(span for span in spans if not isinstance(span[0], tuple)),
        opens,
        closes,
    )


def _mandates(table: Table, key: str, desk: Desk) -> tuple[Mandate, ...]:
    found = []
    for entry in table.get(key, ()):
        if "mail" in entry and period_is_right(entry, desk):
            period = Period(entry.get("from"), entry.get("until"))
            found.append(Mandate(entry["mail"], entry.get("name", ""), period, entry.at("mail")))
    return tuple(found)


def period_is_right(entry: Table, desk: Desk) -> bool:
    """Whether an entry's from and until are in order; a complaint where they are not."""
    start, end = entry.get("from"), entry.get("until")
    if start and end and end < start:
        desk.complain(
            entry.at("until"), say("until({end})が from({start})より前です。", end=end, start=start)
        )
        return False
    return True


def _departments(table: Table, desk: Desk) -> tuple[Department, ...]:
    found: dict[str, Department] = {}
    for entry in table.get("departments", ()):
        if "name" not in entry or not period_is_right(entry, desk):
            continue
        if entry["name"] in found:
            desk.complain(entry.at("name"), say("部局『{name}』が2回書かれています。", name=entry["name"]))
        period = Period(entry.get("from"), entry.get("until"))
        found[entry["name"]] = Department(entry["name"], period, entry.get("successor", ""))
    return tuple(found.values())


def courses(entries: Listing | None, desk: Desk, known: tuple[Course, ...] = ()) -> tuple[Course, ...]:
    """The courses of a list, put over the known ones; one key twice in a list is complained of."""
    found = {course.key: course for course in known}
    seen: set[str] = set()
    for entry in entries or ():
        if "key" not in entry:
            continue
        if entry["key"] in seen:
            desk.complain(entry.at("key"), say("科目 '{key}' が2回書かれています。", key=entry["key"]))
        seen.add(entry["key"])
        found[entry["key"]] = Course(
            entry["key"], entry.get("title", entry["key"]), entry.get("hours", UNREADABLE),
            entry.get("required", False), entry.get("enrol") == "on request",
        )  # fmt: skip
    return tuple(found.values())


def _completion(table: Mapping[str, Any]) -> Completion:
    required = table.get("required_courses", "all")
    return Completion(
        table.get("hours_at_least", 0),
        None if required == "all" else tuple(required),
        table.get("course_passed_at", Completion().passed_at),
    )


def _check(office: Office) -> None:
    if not office.officers and "officers" in office.table:
        office.desk.complain(
            office.table.at("officers"),
            say("研修担当が1人もいません。"),
            say("チームの所有者になる人を1人は書いてください。"),
        )
    _check_hours(office)
    _check_successors(office)
    _check_teams(office)


def _check_hours(office: Office) -> None:
    wanted = office.completion.hours_at_least
    offered = sum(course.hours for course in office.curriculum if not course.on_request)
    if office.curriculum and offered < wanted:
        place = office.table["completion"].at("hours_at_least")
        office.desk.complain(
            place,
            say(
                "修了に{wanted:g}時間が要りますが、科目の合計は{offered:g}時間です。",
                wanted=wanted,
                offered=offered,
            ),
            say("curriculum の時間か hours_at_least を直してください。"),
        )
    known = {course.key for course in office.curriculum}
    for key, place in _required(office):
        if key not in known:
            office.desk.complain(place, say("科目 '{key}' は curriculum にありません。", key=key))


def _required(office: Office) -> list[tuple[str, Place]]:
    required = office.table.get("completion", {}).get("required_courses")
    return required.placed() if isinstance(required, Listing) else []


def _check_successors(office: Office) -> None:
    names = [department.name for department in office.departments]
    for entry in office.table.get("departments", ()):
        successor = entry.get("successor")
        if successor and successor not in names and not entry.get("until"):
            office.desk.complain(
                entry.at("successor"),
                say("後継の部局『{name}』がありません。", name=successor),
                nearest(successor, names),
            )


def _check_teams(office: Office) -> None:
    if office.leaders_team.mail_nickname.lower() == office.officers_team.mail_nickname.lower():
        office.desk.complain(
            office.table["officers_team"].at("mail_nickname"),
            say("mail_nickname『{name}』が2つのチームにあります。", name=office.officers_team.mail_nickname),
        )
