"""The questionnaires that sessions and cohorts make of forms.

Called by the reader of cohorts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.faults import Part
from m365bot.programme.forms import Form, Questionnaire
from m365bot.programme.relative import NEVER, Absolute, Edge, Span
from m365bot.programme.sessions import Session
from m365bot.reading import values
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import source_faults, sources
from m365bot.reading.scalars import DATE_OR_NEVER, DATE_WORDS, KEY
from m365bot.reading.shapes import Fields, Many, Named, must
from m365bot.reading.tables import Table
from m365bot.words import say

ASKED = Many(Fields({"form": must(KEY), "opens": DATE_WORDS, "due": DATE_OR_NEVER}), lone=True)
DEFAULTS = Named(Fields({"opens": DATE_WORDS, "due": DATE_OR_NEVER}))


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is needed to make questionnaires of one cohort. `file` is its cohort.yaml, `folder` where that lies."""

    cohort: str
    fiscal_year: int
    programme: str
    forms: Mapping[str, Form | None]
    teams: tuple[TeamSpec, ...]
    calendar: Calendar
    defaults: Mapping[str, Table]
    file: ConfigFile
    folder: Path
    channels: tuple[str, ...] = ()


def of_cohort(
    entries: Sequence[Table], sessions: Sequence[tuple[Session, Table]], asking: Asking
) -> tuple[Questionnaire, ...]:
    """Those that sessions name, those that the cohort names, and forms that give their own dates."""
    found = [each for session, table in sessions for each in _of_session(session, table, asking)]
    found += [each for entry in entries for each in _asked(entry, None, asking)]
    asked = {each.form.key for each in found}
    for form in asking.forms.values():
        if form and form.opens is not None and form.key not in asked:
            found.append(_of_form(form, asking))
    source_faults.look_for(found, asking.teams, asking.channels, asking.file)
    return tuple(found)


def _look_at_reminders(form: Form, due: Any, place: Place, asking: Asking) -> None:
    """A form whose rule counts from a due date that nothing gives."""
    if (due is None or due is NEVER) and (form.remind or form.escalate):
        asking.file.remark(
            place,
            say("様式 '{key}' の締切がここにはないので、未提出のお知らせを送りません。", key=form.key),
            say(
                "ここか {file} に due を書いてください。送らなくてよければ、そのままでかまいません。",
                file=form.file,
            ),
        )


def log(form: Form, opens: datetime, asking: Asking) -> Questionnaire:
    """The log of self-study. While nobody has logged anything its list may be missing, and nobody is to blame."""
    found = _questionnaire(form, None, opens, None, asking)
    source_faults.look_for([found], asking.teams, asking.channels, asking.file)
    return replace(found, may_be_missing=True)


def look_at(table: Table, asking: Asking) -> None:
    """The forms of a session that could not be made: they are looked for all the same."""
    for entry in table.get("forms", ()):
        _form_of(entry, asking)


def _of_session(session: Session, table: Table, asking: Asking) -> Iterator[Questionnaire]:
    for entry in table.get("forms", ()):
        yield from _asked(entry, session, asking)


def _of_form(form: Form, asking: Asking) -> Questionnaire:
    """The questionnaire of a form that gives its own dates and that no session names."""
    place = asking.file.at()
    _look_at_reminders(form, form.due, place, asking)
    opens = _resolve(form.opens, None, asking, Edge.OPENING, place)
    due = _resolve(form.due, None, asking, Edge.CLOSING, place)
    return _questionnaire(form, None, opens, due, asking)


def _form_of(entry: Table, asking: Asking) -> Form | None:
    """The form that an entry names; None where it was complained of, now or earlier."""
    if "form" not in entry:
        return None
    if entry["form"] not in asking.forms:
        asking.file.complain(
            entry.at("form"),
            say("様式 '{key}' は forms/ にありません。", key=entry["form"]),
            nearest(entry["form"], asking.forms),
        )
    return asking.forms.get(entry["form"])


def _asked(entry: Table, session: Session | None, asking: Asking) -> Iterator[Questionnaire]:
    form = _form_of(entry, asking)
    if form is None:
        return
    opens, due = _dates(entry, form, session, asking)
    if opens and due and due <= opens:
        asking.file.complain(
            entry.at("due"),
            say(
                "締切({due:%Y-%m-%d %H:%M})が受付開始({opens:%Y-%m-%d %H:%M})より前です。",
                due=due,
                opens=opens,
            ),
            say("どちらかの日時を直してください。"),
        )
        return
    if form.books and form.books.hours is None and session is None:
        asking.file.complain(
            entry.at("form"),
            say("様式 '{key}' の books には、回がないので hours が要ります。", key=form.key),
            say("例: books: {evidence: form, hours: 2, course: project}"),
            Part.HOURS,
        )
    yield _questionnaire(form, session, opens, due, asking)


def _dates(
    entry: Table, form: Form, session: Session | None, asking: Asking
) -> tuple[datetime | None, datetime | None]:
    """A form opens by a session's first round, and is due by its last."""
    first = Span(session.starts, session.first_ends) if session else None
    last = Span(session.last_starts, session.ends) if session else None
    usual: Mapping[str, Any] = asking.defaults.get(form.key, {})
    opens = entry.get("opens", usual.get("opens", form.opens))
    due = entry.get("due", usual.get("due", form.due))
    _look_at_reminders(form, due, entry.at("form"), asking)
    return (
        _resolve(opens, first, asking, Edge.OPENING, entry.at("opens")),
        _resolve(due, last, asking, Edge.CLOSING, entry.at("due")),
    )


def _resolve(written: Any, span: Span | None, asking: Asking, edge: Edge, place: Place) -> datetime | None:
    if written is None or written is NEVER:
        return None
    if isinstance(written, Absolute):
        return written.resolve(span, asking.calendar, edge)
    if span is None:
        asking.file.complain(
            place, say("回のない様式では、日付そのものを書いてください。"), say("例: 2025-08-29")
        )
        return None
    found: datetime = written.resolve(span, asking.calendar, edge)
    return found


def _questionnaire(
    form: Form, session: Session | None, opens: datetime | None, due: datetime | None, asking: Asking
) -> Questionnaire:
    fields = {
        "session": session.key if session else "",
        "session_title": session.title if session else "",
        "course": session.course if session else "",
        "cohort": asking.cohort,
        "programme": asking.programme,
        "fiscal_year": asking.fiscal_year,
    }
    return Questionnaire(
        key=f"{form.key}/{session.key}" if session else form.key,
        form=form,
        cohort=asking.cohort,
        title=values.fill(form.title, fields),
        source=sources.placed(form.source, fields, asking.teams, asking.folder),
        session=session,
        opens=opens,
        due=due,
        url=values.fill(form.url, fields),
    )
