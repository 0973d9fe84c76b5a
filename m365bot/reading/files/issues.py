"""newsletter/*.md: one issue of DX通信 each, front matter above Markdown.

Called by `whole` and `quick`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from m365bot.programme.calendar import Calendar
from m365bot.programme.cohort import Cohort
from m365bot.programme.issues import FACES, TEAMS, Issue
from m365bot.reading import folders, values
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import front_matter, issue_body, issue_faces
from m365bot.reading.files.front_matter import Parted
from m365bot.reading.files.issue_targets import Press, targets_of
from m365bot.reading.scalars import FLAG, MAIL, MOMENT, TEXT, WHOLE, choice, template
from m365bot.reading.shapes import Fields, Many, Scalar, apart, must, table_of
from m365bot.reading.tables import Listing, Table
from m365bot.reading.tree.yaml import compose
from m365bot.words import say, short_weekday

LATE = timedelta(hours=4)
_CHANNEL = template("leaders_team", "officers_team", "programme", "cohort", then=values.name)
AUDIENCE = Fields(
    {
        "channels": Many(_CHANNEL, lone=True),
        "group": TEXT,
        "mail": choice("list", "bcc", "each"),
    }
)
ISSUE = Fields(
    {
        "number": must(WHOLE),
        "title": must(TEXT),
        "author": must(MAIL),
        "publish": must(apart(MOMENT)),
        "late": Scalar(values.late),
        "to": Many(choice(*FACES), lone=True),
        "audience": apart(AUDIENCE),
        "approve": FLAG,
        "post": choice("html", "card"),
        "resend": apart(MOMENT),
    }
)
NEEDED = frozenset(name for name, key in ISSUE.keys.items() if key.required)
SOME_DAY = datetime(
    9000, 1, 1, tzinfo=UTC
)  # stands for a day that cannot be read: no cohort is over because of it
_NOTHING: Mapping[str, Any] = {"number": 0, "title": "", "author": ""}
_USUAL: Mapping[str, Any] = {"late": LATE, "to": (TEAMS,), "approve": True}


def read_all(folder: Path, instance: Instance, press: Press) -> tuple[Issue, ...]:
    """Every issue, by number."""
    found: dict[int, Issue] = {}
    twice: set[int] = set()
    folders.remark_on_unread(folder, instance, ".md", ".txt", ".docx", ".markdown")
    for path in folders.files_of(folder, ".md"):
        file = instance.file(path)
        issue, place = _read(file, press)
        if issue and issue.number in found:
            twice.add(issue.number)
            file.complain(
                place,
                say(
                    "第{number}号が2つあります({other} と同じ番号)。",
                    number=issue.number,
                    other=found[issue.number].path.name,
                ),
                say("number をどちらか変えてください。"),
            )
        elif issue:
            found[issue.number] = issue
    return tuple(found[number] for number in sorted(found) if number not in twice)


def _read(file: ConfigFile, press: Press) -> tuple[Issue | None, Place]:
    parts = front_matter.parted(file)
    if parts is None:
        return None, file.at()
    table = table_of(ISSUE, compose(parts.matter, parts.above), parts.above)
    if not file.affords(issue_body.work_of(parts.body)):
        return None, file.at()
    if not parts.body.strip():
        file.complain(file.at(), say("本文が空です。"), say("2つ目の --- の下に本文を書いてください。"))
    pictures = issue_body.look_at(parts.body, parts.below, press.cohorts)
    if table is None:
        return None, file.at()
    found = replace(_issue(table, parts, press), pictures=pictures)
    return (found if table.keys() >= NEEDED else None), table.at("number")


def _issue(table: Table, parts: Parted, press: Press) -> Issue:
    """Also of one that lacks what it needs, whose other values are looked at all the same; then it is not to be used."""
    calendar, file = press.programme.calendar, parts.above
    publish, resend = SOME_DAY, None
    if "publish" in table:
        publish = table["publish"].at(calendar.opens, calendar.timezone)
        resend = table["resend"].at(calendar.opens, calendar.timezone) if "resend" in table else None
        _remark_on_far_day(publish.date(), table.at("publish"), file, press.cohorts)
        _remark_on_closed_day(publish.date(), table.at("publish"), file, calendar)
    _remark_on_approval(table, file)
    audience = table.get("audience", {})
    targets = tuple(targets_of(audience.get("channels", Listing()), publish.date(), file, press))
    issue = Issue(
        **{**_NOTHING, **_USUAL, **ISSUE.values(table)},
        publish=publish,
        channels=targets,
        body=parts.body,
        path=file.path,
        group=audience.get("group", ""),
        mail=audience.get("mail", "list"),
        resend=resend,
    )
    issue_faces.look_at(issue, table, file, press)
    return issue


def _remark_on_far_day(day: date, place: Place, file: ConfigFile, cohorts: Sequence[Cohort]) -> None:
    """A year mistyped: the first issue recruits some months ahead, the last reports some months after."""
    near = timedelta(days=270)
    if cohorts and not any(each.starts - near <= day <= each.ends + near for each in cohorts):
        file.remark(
            place,
            say("公開日 {day} は、どの期からも離れています。", day=day),
            say("年を間違えていませんか?"),
        )


def _remark_on_approval(table: Table, file: ConfigFile) -> None:
    """Whoever wrote it, others should see that nobody else will read it first."""
    if table.get("approve") is False:
        file.remark(
            table.at("approve"),
            say("approve: false のため、この号はだれの承認も待たずに、公開時刻に投稿されます。"),
            say("承認を待つには、この行を消すか true にします。"),
        )


def _remark_on_closed_day(day: date, place: Place, file: ConfigFile, calendar: Calendar) -> None:
    if not calendar.is_business_day(day):
        file.remark(
            place,
            say("公開日 {day}({weekday})は休みの日です。", day=day, weekday=short_weekday(day.weekday())),
            say("このままなら、休みの日に公開します。"),
        )
