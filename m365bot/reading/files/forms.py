"""forms/*.yaml, and the questionnaires that sessions and cohorts make of them.

Called by `readers.instance` and by the reader of cohorts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.forms import Form, Question, Questionnaire, Source, SourceKind, SourceSpec
from m365bot.programme.names import channel_fold
from m365bot.programme.relative import NEVER, Edge, Span
from m365bot.programme.sessions import Session
from m365bot.reading import schema
from m365bot.reading import values as words
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk, Room, files_of, remark_on_unread
from m365bot.reading.shapes import table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say

_KINDS: tuple[SourceKind, ...] = ("list", "workbook", "drop")


def read_all(folder: Path, room: Room) -> dict[str, Form | None]:
    """Every form of the folder, by key; None is one that is there and was complained of."""
    found: dict[str, Form | None] = {}
    remark_on_unread(folder, room, ".yaml", ".txt", ".docx", ".xlsx")
    for path in files_of(folder, ".yaml", ".yml"):
        desk = room.desk(path)
        table = table_of(schema.FORM, tree_of(desk), desk)
        form = None if table is None else _form(table, desk)
        if table is None or form is None:
            found.setdefault(path.stem if table is None else table.get("form", path.stem), None)
        elif found.get(form.key):
            desk.complain(table.at("form"), say("様式 '{key}' は別のファイルにもあります。", key=form.key))
        else:
            found[form.key] = form
    return found


def _form(table: Table, desk: Desk) -> Form | None:
    source = _source(table, desk)
    if source is None or not {"form", "title", "questions"} <= table.keys():
        return None
    return Form(
        table["form"], table["title"], source, table.get("who", "trainees"), table.get("identity", "メール"),
        table.get("resubmission", "last"), tuple(_questions(table["questions"], desk)), table.get("opens"),
        table.get("due"), tuple(table.get("remind", ())), table.get("escalate"),
        table.get("books", {}).get("evidence") == "form",
    )  # fmt: skip


def _source(table: Table, desk: Desk) -> SourceSpec | None:
    source = table.get("source", {})
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) > 1:
        desk.complain(
            source.at(kinds[1]), say("source は1つだけ書いてください({kinds})。", kinds="、".join(kinds))
        )
    if not kinds:
        if "source" in table and not source.places:  # else what stands in it is complained of
            desk.complain(
                table.at("source"), say("source がありません。"), say("書けるもの: list、workbook、drop")
            )
        return None
    if kinds[0] != "list":
        desk.remark(
            source.at(kinds[0]),
            say("source の '{kind}' はまだ効果のない設定です。", kind=kinds[0]),
            say("list を使ってください。"),
        )
    return SourceSpec(kinds[0], source[kinds[0]])


def _questions(entries: list[Table], desk: Desk) -> Iterator[Question]:
    seen: dict[str, str] = {}
    for entry in entries:
        if not {"key", "text", "type"} <= entry.keys():
            continue
        for field in ("key", "text"):
            if f"{field}:{entry[field]}" in seen:
                desk.complain(entry.at(field), say("質問『{text}』が2回書かれています。", text=entry[field]))
            seen[f"{field}:{entry[field]}"] = ""
        yield _question(entry, desk)


def _question(entry: Table, desk: Desk) -> Question:
    kind, bounds = entry["type"], entry.get("range")
    _check_question(entry, kind, bounds, desk)
    return Question(
        entry["key"], entry["text"], kind, _range(bounds),
        tuple(entry.get("options", ())), entry.get("show", "never"),
    )  # fmt: skip


def _range(bounds: Any) -> tuple[float, float] | None:
    right = bounds is not None and len(bounds) == 2 and bounds[0] < bounds[1]
    return (bounds[0], bounds[1]) if right else None


def _check_question(entry: Table, kind: str, bounds: Any, desk: Desk) -> None:
    if bounds is not None and _range(bounds) is None:
        desk.complain(entry.at("range"), say("range は [最小, 最大] の2つの数です。"), say("例: [1, 5]"))
    if kind == "scale" and "range" not in entry:
        desk.complain(
            entry.at("type"), say("type が scale の質問には range が要ります。"), say("例: range: [1, 5]")
        )
    if kind in ("choice", "choices") and not entry.get("options"):
        desk.complain(entry.at("type"), say("type が {kind} の質問には options が要ります。", kind=kind))
    if entry.get("show") == "average" and kind not in ("scale", "number"):
        desk.complain(
            entry.at("show"),
            say("平均を出せるのは scale と number の質問だけです。"),
            say("count か never にしてください。"),
        )
    if entry.get("show") == "count" and kind == "text":
        desk.complain(entry.at("show"), say("自由記述は表に出せません。"), say("never にしてください。"))


# ---- forms asked --------------------


@dataclass(frozen=True)
class Asking:
    """What is needed to make questionnaires of one cohort."""

    cohort: str
    fiscal_year: int
    programme: str
    forms: Mapping[str, Form | None]
    teams: tuple[TeamSpec, ...]
    calendar: Calendar
    defaults: Mapping[str, Table]
    desk: Desk


def of_session(entries: list[Table], session: Session, asking: Asking) -> Iterator[Questionnaire]:
    """One questionnaire for each form that a session names."""
    first = Span(session.starts, session.first_ends)
    last = Span(session.last_starts, session.ends)
    for entry in entries:
        form = form_of(entry, asking.forms, asking.desk)
        if form:
            yield from _asked(entry, form, session, first, last, asking)


def of_cohort(entries: list[Table], asking: Asking) -> Iterator[Questionnaire]:
    """One questionnaire for each form that the cohort itself names."""
    for entry in entries:
        form = form_of(entry, asking.forms, asking.desk)
        if form:
            yield from _asked(entry, form, None, None, None, asking)


def of_form(form: Form, asking: Asking, place: Place) -> Questionnaire:
    """The questionnaire of a form that gives its own dates and that no session names."""
    opens = _resolve(form.opens, None, asking, Edge.OPENING, place)
    due = _resolve(form.due, None, asking, Edge.CLOSING, place)
    return _questionnaire(form, None, opens, due, asking)


def form_of(entry: Table, forms: Mapping[str, Form | None], desk: Desk) -> Form | None:
    """The form that an entry names; None where it was complained of, now or earlier."""
    if "form" not in entry:
        return None
    if entry["form"] not in forms:
        desk.complain(
            entry.at("form"),
            say("様式 '{key}' は forms/ にありません。", key=entry["form"]),
            nearest(entry["form"], forms),
        )
    return forms.get(entry["form"])


def _asked(
    entry: Table, form: Form, session: Session | None, first: Span | None, last: Span | None, asking: Asking
) -> Iterator[Questionnaire]:
    usual: Mapping[str, Any] = asking.defaults.get(form.key, {})
    opens = _resolve(
        entry.get("opens", usual.get("opens", form.opens)), first, asking, Edge.OPENING, entry.at("opens")
    )
    due = _resolve(entry.get("due", usual.get("due", form.due)), last, asking, Edge.CLOSING, entry.at("due"))
    if opens and due and due <= opens:
        asking.desk.complain(
            entry.at("due"),
            say(
                "締切({due:%Y-%m-%d %H:%M})が受付開始({opens:%Y-%m-%d %H:%M})より前です。",
                due=due,
                opens=opens,
            ),
        )
        return
    yield _questionnaire(form, session, opens, due, asking)


def _resolve(written: Any, span: Span | None, asking: Asking, edge: Edge, place: Place) -> datetime | None:
    if written is None or written is NEVER:
        return None
    from m365bot.programme.relative import Absolute

    if isinstance(written, Absolute):
        return written.resolve(span, asking.calendar, edge)
    if span is None:
        asking.desk.complain(
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
        title=words.fill(form.title, fields),
        source=_placed(form.source, fields, asking.teams),
        session=session,
        opens=opens,
        due=due,
    )


def _placed(spec: SourceSpec, fields: Mapping[str, Any], teams: tuple[TeamSpec, ...]) -> Source:
    written = words.fill(spec.template, fields).strip()
    if spec.kind == "drop":
        return Source("drop", None, written, written)
    separator = ":/" if spec.kind == "workbook" else "/"
    place, found, name = (
        written.rpartition(separator) if spec.kind == "list" else written.partition(separator)
    )
    team = next((team.name for team in teams if channel_fold(team.name) == channel_fold(place)), None)
    return Source(spec.kind, team, name.strip() if found else written, written)
