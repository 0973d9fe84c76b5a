"""The records for other programs and for Excel.

Called by `records export`. The JSON document is a contract (shape as in `document`); sheets are for people.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from csv import QUOTE_NONNUMERIC, writer
from io import StringIO
from json import dumps
from types import MappingProxyType
from typing import Any

from m365bot.programme.programme import Programme
from m365bot.records import booked, mending
from m365bot.records.cells import neutral
from m365bot.records.corrections import Correction
from m365bot.records.hours import Hours
from m365bot.records.row import Row
from m365bot.records.sheets import Table
from m365bot.words import say

Said = Mapping[int, Sequence[Correction]]
NOTHING_SAID: Said = MappingProxyType({})


def document(
    rows: Iterable[Row], programme: Programme, said: Said = NOTHING_SAID, judged: Iterable[Hours] = ()
) -> dict[str, list[dict[str, Any]]]:
    """`{responses, hours, completion}`; `person` is the sign-in name or None. said: what officers said of rows, by
    number. judged: cohorts at a moment.
    """
    kept = tuple(judged)
    return {
        "responses": [_response(row, said.get(row.number, ()), programme) for row in rows],
        "hours": [found for one in kept for found in booked.hours(one)],
        "completion": [found for one in kept for found in booked.completion(one)],
    }


def table(rows: Iterable[Row], programme: Programme, said: Said = NOTHING_SAID) -> Table:
    """Header line and one line a row, safe against formulas; a column a question, named by its text."""
    kept = tuple(rows)
    questions = _questions(kept, programme)
    texts = list(dict.fromkeys(questions.values()))
    head = [*_head(), *texts, say("原文"), say("番号"), say("訂正")]
    lines = [[*_line(row, texts, questions, programme, said)] for row in kept]
    return _neutral([head, *lines])


def sheets(answers: Table, judged: Sequence[Hours]) -> Mapping[str, Table]:
    """The workbook's: answers, hours with their evidence, completion."""
    return {
        say("回答"): answers,
        say("時間"): _neutral(booked.hours_table(judged)),
        say("修了"): _neutral(booked.completion_table(judged)),
    }


def _neutral(table: Table) -> Table:
    return [[neutral(cell) for cell in line] for line in table]


def to_csv(cells: Table) -> bytes:
    """UTF-8 with its mark, so that Excel reads Japanese; text is quoted, numbers are not."""
    out = StringIO()
    writer(out, quoting=QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(cells)
    return out.getvalue().encode("utf-8-sig")


def _response(row: Row, said: Sequence[Correction], programme: Programme) -> dict[str, Any]:
    return {
        "row": row.number,
        "form": row.form,
        "session": row.session or None,
        "person": _mail(row, programme),
        "submitted": row.submitted.astimezone(programme.timezone).isoformat() if row.submitted else None,
        "late": row.late,
        "answers": dict(row.answers),
        "state": str(row.state),
        "reason": row.reason,
        "raw": dict(row.raw),
        "corrected": [
            {"what": one.what, "who": one.who, "at": one.at.isoformat(), "reason": one.reason} for one in said
        ],
    }


def _corrected(row: Row, said: Said, programme: Programme) -> str:
    """What was said of it, when, by whom and why; raw cells stand beside."""
    form = programme.forms.get(row.form)
    return "\n".join(
        say(
            "{what}({day} {who}: {reason})",
            what=mending.in_words(one, form, programme.everybody),
            day=one.at.astimezone(programme.timezone).date(),
            who=one.who,
            reason=one.reason,
        )
        for one in said.get(row.number, ())
    )


def _mail(row: Row, programme: Programme) -> str | None:
    person = programme.everybody.get(row.person_id) if row.person_id else None
    return person.mail if person else None


def _questions(rows: Sequence[Row], programme: Programme) -> Mapping[tuple[str, str], str]:
    """(form, question key) → text, of the forms that have rows, in their own order."""
    keys = dict.fromkeys(row.form for row in rows)
    known = [programme.forms[key] for key in keys if key in programme.forms]
    return {(form.key, question.key): question.text for form in known for question in form.questions}


def _head() -> list[str]:
    return [say("様式"), say("回"), say("回答者"), say("提出日時"), say("期限後"), say("状態"), say("理由")]


def _line(
    row: Row,
    texts: Sequence[str],
    questions: Mapping[tuple[str, str], str],
    programme: Programme,
    said: Said,
) -> Iterator[object]:
    at = row.submitted.astimezone(programme.timezone) if row.submitted else None
    yield from (row.form, row.session, _mail(row, programme) or "")
    yield at.strftime("%Y-%m-%d %H:%M:%S") if at else ""
    yield say("期限後") if row.late else ""
    yield {"kept": say("有効"), "superseded": say("差替済"), "quarantined": say("要確認")}[row.state]
    yield row.reason
    answers = {questions.get((row.form, key), key): answer for key, answer in row.answers.items()}
    yield from (_cell(answers.get(text)) for text in texts)
    yield dumps(dict(row.raw), ensure_ascii=False) if row.state == "quarantined" or row.number in said else ""
    yield from (row.number, _corrected(row, said, programme))


def _cell(answer: Any) -> object:
    if isinstance(answer, (list, tuple)):
        return ";".join(str(part) for part in answer)
    return "" if answer is None else answer
