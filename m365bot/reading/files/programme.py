"""programme.yaml: what is the same every year.

Called by `whole` and `quick`. Persons are made later, when everybody is known; here are their addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from m365bot.programme import dates, relative
from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.curriculum import Completion
from m365bot.programme.messages import Messages
from m365bot.programme.people import Period, Person
from m365bot.programme.programme import A_MONTH, Department, Guards, Notices, Programme, Retention
from m365bot.reading import values
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import programme_faults
from m365bot.reading.files.courses import COURSE, courses
from m365bot.reading.roster import Mandate
from m365bot.reading.scalars import (
    DAY,
    FLAG,
    KEY,
    MAIL,
    NAME,
    NICKNAME,
    NUMBER,
    PERCENT,
    TEXT,
    TEXTS,
    URL,
    WHOLE,
    choice,
    template,
)
from m365bot.reading.shapes import Either, Fields, Many, Scalar, apart, into, later, must, table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say


def _completion(*, required_courses: Any = "all", **others: Any) -> Completion:
    return Completion(courses=None if required_courses == "all" else required_courses, **others)


def _mandate(*, start: date | None = None, end: date | None = None, **others: Any) -> Mandate:
    return Mandate(period=Period(start, end), **others)


def _department(*, start: date | None = None, end: date | None = None, **others: Any) -> Department:
    return Department(period=Period(start, end), **others)


PERIOD = {"from": into("start", DAY), "until": into("end", DAY)}
MANDATES = Many(Fields({"mail": must(MAIL), "name": TEXT, **PERIOD}, made_by=_mandate), lone=True)
DEPARTMENT = Fields({"name": must(TEXT), **PERIOD, "successor": TEXT}, made_by=_department)
TEAM = Fields({"name": must(template("programme", "organisation")), "mail_nickname": must(NICKNAME)})
KEPT = Scalar(values.fiscal_years)
COHORT_TEAM = Fields(
    {
        "name": must(template("programme", "organisation", "cohort", "fiscal_year")),
        "mail_nickname": must(NICKNAME),
        "per": choice("cohort", "programme"),
        "id": later(TEXT),
    }
)
CALENDAR = Fields(
    {
        "holidays": Scalar(values.country),
        "closed": apart(Many(Scalar(dates.closed_span), lone=True)),
        "working_hours": apart(Scalar(dates.hours_of_day)),
    }
)

OFF = choice("off", also={"false": "off", "no": "off", "しない": "off"})
NOTICES = Fields(
    {
        "channel": NAME,
        "when": choice(
            "working hours", "any time", also={"勤務時間内": "working hours", "いつでも": "any time"}
        ),
    }
)

PROGRAMME = Fields(
    {
        "programme": must(into("name", TEXT)),
        "organisation": must(TEXT),
        "timezone": Scalar(values.timezone),
        "domains": apart(TEXTS),
        "calendar": apart(CALENDAR),
        "team": must(apart(COHORT_TEAM)),
        "leaders_team": must(apart(TEAM)),
        "officers_team": must(apart(TEAM)),
        "newsletter_site": URL,
        "officers": must(apart(MANDATES)),
        "approvers": apart(MANDATES),
        "approvals": apart(
            Fields(
                {
                    "unverified": choice("allowed", "refused", also={"true": "allowed", "false": "refused"}),
                    "expires": Scalar(relative.parse_time_to_live),
                }
            )
        ),
        "single_officer": FLAG,
        "service_account": must(apart(MAIL)),
        "departments": apart(Many(DEPARTMENT, lone=True)),
        "curriculum": apart(Many(COURSE)),
        "completion": Fields(
            {
                "hours_at_least": NUMBER,
                "required_courses": Either(choice("all", also={"すべて": "all"}), Many(KEY)),
                "course_passed_at": into("passed_at", PERCENT),
            },
            made_by=_completion,
        ),
        "selection": later(apart(Fields({"seats": WHOLE, "per_department": Many(WHOLE), "as_of": DAY}))),
        "groups": later(apart(Fields({"size": Many(WHOLE, lone=True), "spread": TEXTS, "apart": TEXTS}))),
        "guards": Fields(
            {"members_removed": WHOLE, "recipients": WHOLE, "files_replaced": WHOLE}, made_by=Guards
        ),
        "messages": apart(
            Fields({"by": choice("mail", "chat", also={"メール": "mail", "チャット": "chat"})})
        ),
        "notices": apart(Either(OFF, NOTICES)),
        "retention": apart(Fields({"records": KEPT, "roster": KEPT, "free_text": KEPT})),
    }
)


@dataclass(frozen=True)
class ProgrammeFile:
    """programme.yaml, typed. `programme` is what it alone says: nobody is known yet but by address.

    Not `usable` where something needed was guessed.
    """

    file: ConfigFile
    table: Table
    programme: Programme
    officers: tuple[Mandate, ...]
    approvers: tuple[Mandate, ...]
    service_account: Mandate
    usable: bool

    @property
    def mandates(self) -> tuple[Mandate, ...]:
        """Everybody whom it names."""
        return (*self.officers, *self.approvers, self.service_account)

    @property
    def fields(self) -> Mapping[str, str]:
        """What {fields} in names may stand for."""
        return {"programme": self.programme.name, "organisation": self.programme.organisation}

    @property
    def teams(self) -> Mapping[str, str]:
        """The lasting teams' names, by the {field} that stands for each."""
        programme = self.programme
        return {"leaders_team": programme.leaders_team.name, "officers_team": programme.officers_team.name}


def read(file: ConfigFile) -> ProgrammeFile | None:
    """None where programme.yaml cannot be read at all."""
    table = table_of(PROGRAMME, tree_of(file), file)
    if table is None:
        return None
    usable = _guess(table)
    officers, approvers = _mandates(table, "officers", file), _mandates(table, "approvers", file)
    programme = _programme(table, file)
    programme_faults.look_for(programme, officers, table, file)
    return ProgrammeFile(
        file=file,
        table=table,
        programme=programme,
        officers=officers,
        approvers=approvers,
        service_account=Mandate(table["service_account"]),
        usable=usable,
    )


def _guess(table: Table) -> bool:
    """Put something where something needed is missing, so that the rest can still be looked at."""
    missing = [key for key in ("programme", "service_account") if key not in table]
    table.setdefault("programme", "-")
    table.setdefault("organisation", "")
    table.setdefault("timezone", ZoneInfo("Asia/Tokyo"))
    table.setdefault("service_account", "nobody@invalid")
    for key in ("team", "leaders_team", "officers_team"):
        team = table.setdefault(key, Table(table.place))
        missing += [part for part in ("name", "mail_nickname") if part not in team]
        team.setdefault("name", key + " {cohort}")
        team.setdefault("mail_nickname", key + "-{cohort}")
    return not missing


def _programme(table: Table, file: ConfigFile) -> Programme:
    account = table["service_account"]
    fields = {"programme": table["programme"], "organisation": table["organisation"]}
    return Programme(
        **PROGRAMME.values(table),
        calendar=_calendar(table.get("calendar") or Table(table.place), table["timezone"]),
        domains=_domains(table, account),
        leaders_team=_team(table["leaders_team"], fields),
        officers_team=_team(table["officers_team"], fields),
        service_account=Person("", account, account, account),
        officers=(),
        unverified_approvals=table.get("approvals", {}).get("unverified") == "allowed",
        approvals_expire=table.get("approvals", {}).get("expires", A_MONTH),
        notices=_notices(table.get("notices")),
        messages=Messages(**table.get("messages", {})),
        retention=Retention(**table.get("retention", {})),
        departments=_departments(table, file),
        curriculum=courses(table.get("curriculum"), file),
    )


def _notices(written: Any) -> Notices | None:
    """Where nothing is written, the office hears of runs all the same."""
    if written == "off":
        return None
    told: Mapping[str, Any] = written or {}
    return Notices(channel=told.get("channel", ""), any_time=told.get("when") == "any time")


def _team(table: Table, fields: Mapping[str, str]) -> TeamSpec:
    return TeamSpec(values.fill(table["name"], fields), values.fill(table["mail_nickname"], fields))


def _domains(table: Table, account: str) -> tuple[str, ...]:
    """The organisation's own domains; by default the service account's."""
    written = tuple(domain.lower().lstrip("@") for domain in table.get("domains", ()))
    return written or (account.partition("@")[2].lower(),)


def _calendar(table: Table, timezone: ZoneInfo) -> Calendar:
    spans: list[Any] = list(table.get("closed", ()))
    hours: tuple[time, time] = table.get("working_hours") or (Calendar.opens, Calendar.closes)
    return Calendar(
        timezone=timezone,
        **CALENDAR.values(table),
        closed=tuple(span for span in spans if isinstance(span[0], tuple)),
        closed_days=tuple(span for span in spans if not isinstance(span[0], tuple)),
        opens=hours[0],
        closes=hours[1],
    )


def _mandates(table: Table, key: str, file: ConfigFile) -> tuple[Mandate, ...]:
    entries = [each for each in table.get(key, ()) if "mail" in each and _period_is_right(each, file)]
    return MANDATES.model(entries)


def _period_is_right(entry: Table, file: ConfigFile) -> bool:
    """Whether an entry's from and until are in order; a complaint where they are not."""
    start, end = entry.get("from"), entry.get("until")
    if start and end and end < start:
        file.complain(
            entry.at("until"),
            say("until({end})が from({start})より前です。", end=end, start=start),
            say("どちらかの日付を直してください。"),
        )
        return False
    return True


def _departments(table: Table, file: ConfigFile) -> tuple[Department, ...]:
    found: dict[str, Department] = {}
    for entry in table.get("departments", ()):
        if "name" not in entry or not _period_is_right(entry, file):
            continue
        if entry["name"] in found:
            file.complain(
                entry.at("name"),
                say("部局『{name}』が2回書かれています。", name=entry["name"]),
                say("どちらか1つを残すか、名前を変えてください。"),
            )
        found[entry["name"]] = DEPARTMENT.model(entry)
    return tuple(found.values())
