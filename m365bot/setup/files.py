"""The files of a new instance: path → content.

Called by `making`. What of it is the office's own is written by a library, so that no name can break a file; what is the
same for every office lies in `texts`.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from m365bot import released
from m365bot.programme.calendar import Calendar
from m365bot.reading.files.people import COLUMNS as PEOPLE
from m365bot.reading.files.sessions_sheet import COLUMNS as SESSIONS
from m365bot.reading.schema import names as schemas
from m365bot.reading.schema import text_of as schema_of
from m365bot.setup import aside, workbooks
from m365bot.setup.office import Office
from m365bot.setup.timetable import FORM, Held
from m365bot.setup.yaml_text import text_of

TEXTS = Path(__file__).parent / "texts"
JOBS = released.JOBS
LEAFLET = "しおり"  # what the first session hands out, until an office has its own
NOT_TAKEN = "取り込めなかった行.csv"
_STATIC = {
    "はじめにお読みください.md": "first.ja.md",
    "config/settings.toml": "settings.toml",
    ".env.example": "env.example",
    ".gitignore": "gitignore",
}


def all_of(office: Office, calendar: Calendar) -> dict[str, bytes]:
    """Every file but those of jobs/, by its path in the instance."""
    cohort = f"config/cohorts/{office.wish.cohort}"
    found = {path: (TEXTS / name).read_bytes() for path, name in _STATIC.items()}
    texts = {
        "config/programme.yaml": _programme(office),
        f"{cohort}/cohort.yaml": _cohort(office),
        f"config/forms/{FORM}.yaml": _form(),
        "config/newsletter/001-kaiko.md": _issue(office, calendar),
        **{f"schemas/{name}.json": schema_of(name) for name in schemas()},
    }
    if office.held:
        found[f"{cohort}/materials/{LEAFLET}/研修のしおり.txt"] = (TEXTS / "leaflet.txt").read_bytes()
    found |= {path: text.encode() for path, text in texts.items()} | _sheets(office, cohort)
    if rows := (*office.roster.aside, *office.timetable.aside):
        found[NOT_TAKEN] = aside.sheet(rows)
    return found


def job_files() -> dict[str, bytes]:
    """The job files as m365bot brings them."""
    return {f"jobs/{path.name}": path.read_bytes() for path in released.files()}


def schedule(jobs: Mapping[str, Any]) -> str:
    """schedule.yaml: what the job files say of themselves, for an office to change."""
    values = {name: {"when": job.when, "missed": job.missed} for name, job in sorted(jobs.items())}
    return text_of(
        {name: {key: each for key, each in entry.items() if each} for name, entry in values.items()},
        head=_head(
            "schedule", "..", "いつ動かすか。ここから消した手順は、その手順自身の既定の時刻で動きます。"
        ),
    )


def _head(name: str, up: str, *words: str) -> str:
    return "\n".join((f"yaml-language-server: $schema={up}/schemas/{name}.json", *words))


# ---- config/ --------------------


def _programme(office: Office) -> str:
    wish, nickname = office.wish, office.wish.nickname
    year = "{cohort}" if wish.cohort.isascii() else "{fiscal_year}"
    values: dict[str, Any] = {
        "programme": office.programme,
        "organisation": wish.city,
        "timezone": "Asia/Tokyo",
        "domains": [wish.domain],
        "calendar": {"holidays": "JP", "closed": ["12-29..01-03"], "working_hours": "08:30..17:15"},
        "team": {"name": "{programme} {cohort}", "mail_nickname": f"{nickname}-dx-{year}"},
        "leaders_team": {"name": "{programme} 修了生", "mail_nickname": f"{nickname}-dx-shuryo"},
        "officers_team": {"name": "{programme} 事務局", "mail_nickname": f"{nickname}-dx-office"},
        "officers": [_mandate(office, mail) for mail in wish.officers],
        "service_account": wish.service_account,
        "departments": [{"name": name} for name in office.departments],
        "curriculum": _curriculum(office),
        "completion": _completion(office),
        "guards": {"members_removed": 3, "files_replaced": 50},
        "retention": {"records": "5 fiscal years after completion"},
    }
    values = {key: value for key, value in values.items() if value}
    approvers = [_mandate(office, mail) for mail in wish.approvers]
    return text_of(
        _after(values, "officers", "approvers", approvers), head=_PROGRAMME_HEAD, notes=_PROGRAMME_NOTES
    )


_PROGRAMME_HEAD = _head(
    "programme", "..", "毎年変わらないこと。年度ごとのことは cohorts/ の中の cohort.yaml に書きます。"
)
_PROGRAMME_NOTES = {
    "domains": "職員のサインイン名の @ の後。これ以外の講師は、ゲストとして招待します。",
    "calendar": "休みの日と勤務時間。この外では、人に何も送りません。",
    "team": "作るチームの名前と、メールの別名(半角英数字)。一度動かしたら、別名は変えないでください。",
    "officers": "研修担当。チームの所有者になります。異動は from と until に日付を書いて表します。",
    "approvers": "承認する人。`m365bot runs approve … --sign-in` で、本人がサインインして承認します。",
    "service_account": "投稿に使う広報用アカウント。",
    "departments": "名簿の「部局」に書ける名前。組織改正は until と successor で表します。",
    "curriculum": "科目と時間。",
    "completion": "修了の条件。",
    "guards": "1回でこれを超える変更は、止めて確かめます。",
    "retention": "記録を残す期間。",
}


def _after(values: dict[str, Any], before: str, key: str, value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, each in values.items():
        found[name] = each
        if name == before:
            found[key] = value
    return found


def _mandate(office: Office, mail: str) -> dict[str, Any]:
    name = office.name_of(mail)
    return {"mail": mail, "name": name} if name else {"mail": mail}


def _curriculum(office: Office) -> list[dict[str, Any]]:
    return [
        {"key": each.key, "title": each.title, "hours": _number(each.hours), "required": True}
        for each in office.courses
    ]


def _completion(office: Office) -> dict[str, Any]:
    hours = sum(each.hours for each in office.courses)
    if not office.courses:
        return {}
    return {"hours_at_least": int(hours), "required_courses": "all", "course_passed_at": "80%"}


def _number(hours: float) -> float | int:
    return int(hours) if float(hours).is_integer() else round(hours, 2)


def _cohort(office: Office) -> str:
    wish = office.wish
    values: dict[str, Any] = {
        "cohort": wish.cohort,
        "fiscal_year": wish.fiscal_year,
        "starts": wish.starts,
        "ends": wish.ends,
        "status": "running" if office.has_trainees else "planned",
        "channels": _channels(office),
        "form_defaults": {FORM: {"opens": "session end", "due": "5 business days after"}},
    }
    return text_of(values, head=_COHORT_HEAD, notes=_COHORT_NOTES)


_COHORT_HEAD = _head(
    "cohort",
    "../../..",
    "1つの期のこと。名簿は people、日程は sessions という名前の表(.csv か .xlsx)に書きます。",
)
_COHORT_NOTES = {
    "status": "planned(準備中)、running(実施中)、finished(終了)。",
    "channels": "作るチャネル。for は入る人の役割。担当の講師が入るのは instructors: own sessions のチャネルだけです。",
    "form_defaults": "日程表の「様式」に書いたアンケートの、受付の始まりと締切。",
}


def _channels(office: Office) -> list[dict[str, Any]]:
    all_roles = ["受講者", "メンター"]
    found: list[dict[str, Any]] = [{"name": office.everybody, "kind": "private", "for": all_roles}]
    if keys := [each.key for each in office.courses if each.channel]:
        name = f"{office.wish.cohort} {{course}}"
        own = {"kind": "private", "for": ["受講者"], "instructors": "own sessions"}
        found.append({"name": name, "for_each": keys, **own})
    if office.groups:
        name = f"{office.wish.cohort} {{group}}"
        found.append({"name": name, "for_each": "group", "kind": "private", "for": all_roles})
    return found


def _form() -> str:
    values: dict[str, Any] = {
        "form": FORM,
        "title": "研修後アンケート({session_title})",
        "source": {"list": "アンケート回答/{cohort} {session}", "make": True},
        "who": "attendees",
        "identity": "メール",
        "resubmission": "last",
        "questions": [
            {
                "key": "satisfaction",
                "text": "研修の満足度",
                "type": "scale",
                "range": [1, 5],
                "show": "average",
            },
            {"key": "use", "text": "業務で使えそうな場面", "type": "text", "show": "never"},
        ],
    }
    return text_of(values, head=_FORM_HEAD, notes=_FORM_NOTES)


_FORM_HEAD = _head("form", "../..", "アンケート1つ。日程表の「様式」に after と書いた回で使います。")
_FORM_NOTES = {
    "source": "回答が入るリスト。事務局チームのサイトに、m365bot が列ごと作ります(make: true)。フローの入れ先にします。",
    "questions": "text は、Forms の質問と一字一句同じにします。show: never の答えは、人に見せません。",
}


def _issue(office: Office, calendar: Calendar) -> str:
    first = office.wish.starts
    day = first if calendar.is_business_day(first) else calendar.business_days(first, 1)
    values = {
        "number": 1,
        "title": "研修が始まります",
        "author": office.wish.officers[0],
        "publish": f"{day.isoformat()} 09:00",
        "audience": {"channels": [office.everybody]},
        "approve": True,
    }
    matter = text_of(
        values, head=_head("issue", "../..", "DX通信の1号分。承認のあと、公開時刻に投稿されます。")
    )
    return f"---\n{matter}---\n" + (TEXTS / "issue.ja.md").read_text("utf-8")


# ---- sheets --------------------


def _sheets(office: Office, cohort: str) -> dict[str, bytes]:
    people = [_cells(each.cells, list(PEOPLE.names)) for each in office.roster.entries]
    sessions = [_cells(each.cells, list(SESSIONS.names)) for each in furnished(office)]
    if not office.wish.sheets:
        return {
            f"{cohort}/people.csv": _csv(list(PEOPLE.names), people),
            f"{cohort}/sessions.csv": _csv(list(SESSIONS.names), sessions),
        }
    return {
        f"{cohort}/{name}.xlsx": data for name, data in workbooks.all_of(office, people, sessions).items()
    }


def furnished(office: Office) -> list[Held]:
    """Each session asks afterwards, a make-up session by the one that it makes up; the first hands out the leaflet."""
    first = min((each.cells["日付"] for each in office.held), default="")
    return [_furnished(each, is_first=each.cells["日付"] == first) for each in office.held]


def _furnished(held: Held, *, is_first: bool) -> Held:
    form = {"様式": "" if held.cells["補講"] else FORM}
    leaflet = {"資料": f"{LEAFLET}/", "公開": "3営業日前"} if is_first else {}
    return replace(held, cells={**held.cells, **form, **leaflet})


def _cells(cells: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    return [cells.get(name, "") for name in columns]


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """As Excel opens it by a double click."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
