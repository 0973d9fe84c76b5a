"""記録: who did what, as the audit chain has it; whether the chain is whole; and answers, hours and completion as files.

Called by its routes. A person's name that is looked for never stands in an address: what is sought is posted.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from m365bot.app import exporting
from m365bot.console import trail
from m365bot.console.asked import Asked, Handed, Sent, Shown
from m365bot.errors import ConfigError
from m365bot.journal.trail import Wanted
from m365bot.programme import called
from m365bot.words import say

AT_ONCE = 50  # links of a page
SOUGHT = ("kind", "who", "job", "since", "until")
FORMATS = ("xlsx", *(f"csv:{table}" for table in exporting.TABLES), "json")


def listed(asked: Asked) -> Shown:
    return _page(asked)


def found(asked: Asked) -> Shown:
    """The same, narrowed down."""
    return _page(asked)


def verified(asked: Asked) -> Sent:
    """Walks the whole chain: seconds where it is long."""
    desk = asked.desk
    desk.books.trail.proved(desk.looking.verdict(), asked.visitor.sign_in_name)
    return Sent("/records", "verified")


def exported(asked: Asked) -> Handed:
    """The files of `m365bot records export`. That somebody took them stands in the chain before they leave."""
    shape, cohort = asked.form.get("format", ""), asked.form.get("cohort", "")
    if shape not in FORMATS:
        raise ConfigError(say("書き出す形式を選んでください。"))
    programme, stored = asked.desk.programme_of(cohort), asked.desk.records(cohort)
    of = called.cohort(cohort, programme)
    gathered = exporting.gathered(stored, programme, [of])
    if gathered.is_judged_for_good:
        stored.note_frames()
    content = _content(gathered, shape)
    for told in gathered.taken(shape):
        stored.note_export(asked.visitor.sign_in_name, told)
    return Handed(f"{of.key}-{shape.replace(':', '-')}.{shape.partition(':')[0]}", content)


def _content(gathered: exporting.Gathered, shape: str) -> bytes:
    kind, _, table = shape.partition(":")
    if kind == "csv":
        return gathered.csv(table)
    return gathered.xlsx() if kind == "xlsx" else gathered.json()


def _page(asked: Asked) -> Shown:
    desk, known = asked.desk, asked.desk.known()
    form = {name: asked.form.get(name, "")[:100] for name in SOUGHT}
    zone = known.programme.timezone if known.programme else None
    titles = {name: job.title for name, job in desk.jobs().items()}
    below = asked.form.get("below") or asked.query.get("below", "")
    stretch = desk.looking.trail.page(_wanted(form, zone), _number(below), AT_ONCE)
    return Shown(
        "records.html",
        {
            "lines": [trail.line(link, titles) for link in stretch.links],
            "further": stretch.further,
            "is_first": not below,
            "sought": form,
            "is_narrowed": any(form.values()),
            "kinds": trail.KINDS,
            "titles": titles,
            "proof": desk.looking.trail.proof(),
            "officers": _officers(asked),
            "cohorts": [cohort.key for cohort in known.programme.cohorts] if known.programme else [],
            "formats": _formats(),
        },
    )


def _formats() -> list[tuple[str, str]]:
    tables = (say("回答"), say("時間"), say("修了"))
    csv = [
        (f"csv:{table}", say("CSV({table})", table=words))
        for table, words in zip(exporting.TABLES, tables, strict=True)
    ]
    return [("xlsx", say("Excel(すべて)")), *csv, ("json", say("JSON(すべて)"))]


def _officers(asked: Asked) -> list[str]:
    """Who is likely to be looked for."""
    programme = asked.desk.known().programme
    if programme is None:
        return []
    today = asked.now.astimezone(programme.timezone).date()
    people = (*programme.officers_on(today), *programme.approvers_on(today))
    return list(dict.fromkeys(person.mail for person in people))


def _wanted(form: dict[str, str], zone: tzinfo | None) -> Wanted:
    kind = form["kind"] if form["kind"] in trail.KINDS else ""
    since, until = _day(form["since"], zone), _day(form["until"], zone)
    after = until + timedelta(days=1) if until else None
    return Wanted(kind, form["who"], form["job"], since, after)


def _day(written: str, zone: tzinfo | None) -> datetime | None:
    """Its beginning; None for what is no day."""
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=zone).astimezone() if written else None
    except (ValueError, OverflowError):
        return None


def _number(written: Any) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 15 else None
