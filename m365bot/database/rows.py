"""Rows in the database, and the wordings they had before.

Called by the store of records. Never drops a row and judges none.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, Text, bindparam, cast, insert, select, update

from m365bot.database import bulk, damage, moments, statement, tables
from m365bot.database.bookmarks import mine, of_one_cohort, place
from m365bot.database.dialect import holdable
from m365bot.database.statement import Statement
from m365bot.records.asked import AnswersOf
from m365bot.records.row import Known, Row
from m365bot.records.state import State

_LIGHT = (
    "number",
    "known_by",
    "digest",
    "response",
    "identity",
    "person_id",
    "once",
    "reason",
    "state",
    "origin",
)
_WHOLE = (*_LIGHT, "raw", "answers", "late")
_EVIDENCE = ("number", "person_id", "once", "state", "answers")
_MOMENTS = ("submitted", "created")
_EVERYTHING = (*_WHOLE, *_MOMENTS, "gone")
AT_ONCE = 500
_AS_TEXT = ("raw", "answers")
_PLACED = ("form", "session", *(name for name in _EVERYTHING if name not in _AS_TEXT))
_OF_COHORT = Statement(
    select(
        *(tables.rows.c[name] for name in _PLACED),
        *(cast(tables.rows.c[name], Text).label(name) for name in _AS_TEXT),
    )
    .where(*of_one_cohort(tables.rows))
    .order_by(tables.rows.c.number)
)
_JUDGED = ("identity", "submitted", "person_id", "once", "answers", "state", "reason", "late")


def known(connection: Connection, instance: str, asked: AnswersOf) -> list[Known]:
    """Every row of a questionnaire without its cells, in the order they were stored."""
    columns = (*_LIGHT, "submitted", "gone")
    return [
        Known(
            **_named(_LIGHT, found),
            submitted=moments.moment_or_none(found["submitted"]),
            gone=found["gone"] is not None,
        )
        for found in _select(connection, instance, asked, columns)
    ]


def whole(connection: Connection, instance: str, asked: AnswersOf) -> list[Row]:
    """Every row of a questionnaire, in the order they were stored."""
    return [_row(found, asked) for found in _select(connection, instance, asked, _EVERYTHING)]


def evidence(connection: Connection, instance: str, asked: AnswersOf) -> Iterator[Row]:
    """The same, one after another, and of each no more than who answered what and when."""
    for found in _select(connection, instance, asked, (*_EVIDENCE, "submitted", "gone")):
        yield Row(
            **_named(_EVIDENCE, found),
            known_by="",
            digest="",
            asked=asked,
            submitted=moments.moment_or_none(found["submitted"]),
            gone=found["gone"] is not None,
        )


def of_cohort(connection: Connection, instance: str, cohort: str) -> Sequence[statement.Row]:
    """Every row of all its questionnaires, in the order they were stored; as it stands there, for `by_questionnaire`."""
    return _OF_COHORT.rows(connection, {"instance": instance, "cohort": cohort})


def by_questionnaire(found: Iterable[statement.Row], cohort: str) -> dict[AnswersOf, list[Row]]:
    """Taking a hundred rows apart takes as long as reading a thousand."""
    places: dict[tuple[str, str], AnswersOf] = {}
    made: dict[AnswersOf, list[Row]] = {}
    for values in found:
        one = dict(zip((*_PLACED, *_AS_TEXT), values, strict=True))
        name = (one["form"], one["session"])
        asked = places.setdefault(name, AnswersOf(cohort, *name))
        texts = {text: damage.json_of(one[text]) for text in _AS_TEXT}
        made.setdefault(asked, []).append(_row(one | texts, asked))
    return made


def one(connection: Connection, instance: str, asked: AnswersOf, number: int) -> Row:
    (found,) = _select(connection, instance, asked, _EVERYTHING, number)
    return _row(found, asked)


def numbered(connection: Connection, instance: str, numbers: Collection[int]) -> Iterator[Row]:
    """Rows of any questionnaire, the newest first."""
    table = tables.rows
    columns = [table.c[name] for name in (*_EVERYTHING, "cohort", "form", "session")]
    query = select(*columns).where(table.c.instance == instance, table.c.number.in_(list(numbers)))
    for found in connection.execute(query.order_by(table.c.number.desc())).mappings():
        yield _row(found, AnswersOf(found["cohort"], found["form"], found["session"]))


def add(connection: Connection, instance: str, rows: Iterable[Row]) -> None:
    """New ones; a line that has one already, stored by somebody quicker, changes nothing."""
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):  # what is handed over takes as much memory again
        values = [{**place(instance, row.asked), **_line(row), **_judgment(row)} for row in some]
        bulk.insert(connection, tables.rows, values)


def reword(connection: Connection, rows: Sequence[Row], at: datetime) -> None:
    """The rows' newest wording; what they said before is history."""
    if not rows:
        return
    _to_history(connection, [row.number for row in rows], {row.number: row.digest for row in rows}, at)
    changed = ("known_by", "digest", "response", "raw", "created", "origin", *_JUDGED)
    values = [{"its": row.number, **_line(row), **_judgment(row)} for row in rows]
    _update(connection, (*changed, "gone"), [one | {"gone": None} for one in values])


def judge(connection: Connection, rows: Sequence[Row]) -> None:
    """What they are worth now."""
    _update(connection, _JUDGED, [{"its": row.number, **_judgment(row)} for row in rows])


def lose(connection: Connection, numbers: Iterable[int], reason: str, at: datetime) -> None:
    """Their lines are deleted: they stay, and count no more."""
    values = {"gone": moments.text(at), "reason": reason, "state": State.SUPERSEDED.value}
    _update(connection, tuple(values), [{"its": number, **values} for number in numbers])


def restate(connection: Connection, states: Mapping[int, State]) -> None:
    _update(
        connection, ("state",), [{"its": number, "state": state.value} for number, state in states.items()]
    )


def _row(found: Mapping[Any, Any], asked: AnswersOf) -> Row:
    return Row(
        **_named(_WHOLE, found),
        asked=asked,
        submitted=moments.moment_or_none(found["submitted"]),
        created=moments.moment_or_none(found["created"]),
        gone=found["gone"] is not None,
    )


def _select(
    connection: Connection, instance: str, asked: AnswersOf, columns: Sequence[str], number: int | None = None
) -> Iterable[RowMapping]:
    """number: of the only one that is wanted."""
    table = tables.rows
    query = select(*(table.c[name] for name in columns)).where(*mine(table, instance, asked))
    if number is not None:
        query = query.where(table.c.number == number)
    return connection.execute(query.order_by(table.c.number)).mappings()


def _update(connection: Connection, columns: Sequence[str], values: Sequence[Mapping[str, Any]]) -> None:
    if not values:
        return
    table = tables.rows
    statement = update(table).where(table.c.number == bindparam("its"))
    names = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
    given = [{"its": one["its"], **{f"new_{name}": one[name] for name in columns}} for one in values]
    connection.execute(statement.values(**names), given)


def _to_history(
    connection: Connection, numbers: Sequence[int], digests: Mapping[int, str], at: datetime
) -> None:
    table = tables.rows
    columns = (table.c.instance, table.c.number, table.c.digest, table.c.raw, table.c.submitted)
    for start in range(0, len(numbers), AT_ONCE):
        query = select(*columns).where(table.c.number.in_(numbers[start : start + AT_ONCE]))
        before = [
            {
                "instance": row.instance,
                "row": row.number,
                "digest": row.digest,
                "raw": row.raw,
                "submitted": row.submitted,
                "until": moments.text(at),
            }
            for row in connection.execute(query)
            if row.digest != digests[row.number]
        ]
        if before:
            connection.execute(insert(tables.versions), before)


def _line(row: Row) -> dict[str, Any]:
    return {
        "known_by": row.known_by,
        "digest": row.digest,
        "response": row.response,
        "raw": row.raw,
        "origin": row.origin,
        "created": moments.text_or_none(row.created),
    }


def _judgment(row: Row) -> dict[str, Any]:
    return {
        "identity": holdable(row.identity),
        "submitted": moments.text_or_none(row.submitted),
        "person_id": row.person_id,
        "once": row.once,
        "answers": row.answers,
        "state": str(row.state),
        "reason": holdable(row.reason),
        "late": row.late,
    }


def _named(names: Iterable[str], found: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: found[name] for name in names}
