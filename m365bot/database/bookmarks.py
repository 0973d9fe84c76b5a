"""How far each questionnaire's answers are taken in, and how fresh they are known to be.

Called by the store of records and by app. Holds no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from m365bot.database import moments, tables
from m365bot.database.damage import memo_of, moment_of
from m365bot.database.dialect import insert_into, one_at_a_time
from m365bot.database.memory import Standing
from m365bot.database.statement import Row, Statement, Where
from m365bot.records.asked import AnswersOf
from m365bot.records.freshness import BEGINNING, CONFIRMED, Confirmed, Freshness

REMEMBERED = (BEGINNING, CONFIRMED)
"""Where it stands how fresh they are."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """As it was left: the link to go on from, when it was last taken in, and what its rows are judged by."""

    link: str = ""
    read: datetime | None = None
    judged_by: str = ""


def of(where: Where, instance: str, asked: AnswersOf) -> Bookmark:
    """An empty one where nothing has been taken in yet."""
    for link, read, judged_by in _OF.rows(where, place(instance, asked)):
        return Bookmark(link, moment_of(read), judged_by)
    return Bookmark()


def of_cohort(where: Where, instance: str, cohort: str) -> dict[AnswersOf, Bookmark]:
    """Of every questionnaire of it that was taken in."""
    return _by_questionnaire(_OF_COHORT.rows(where, {"instance": instance, "cohort": cohort}))


def of_all(connection: Connection, instance: str) -> dict[AnswersOf, Bookmark]:
    """The same of all cohorts."""
    return _by_questionnaire(_OF_ALL.rows(connection, {"instance": instance}))


def _by_questionnaire(found: Iterable[Row]) -> dict[AnswersOf, Bookmark]:
    return {
        AnswersOf(cohort, form, session): Bookmark(link, moment_of(read), judged_by)
        for cohort, form, session, link, read, judged_by in found
    }


def alone(connection: Connection, instance: str, asked: AnswersOf) -> None:
    """Others wait who would change its rows."""
    one_at_a_time(connection, "rows", *place(instance, asked).values())


def keep(connection: Connection, instance: str, asked: AnswersOf, left: Bookmark) -> None:
    assert left.read is not None  # it is kept when it was read
    values = {
        "link": left.link,
        "read": moments.text(left.read),
        "judged_by": left.judged_by,
    }
    table = tables.bookmarks
    keeping = insert_into(connection, table).values(**place(instance, asked), **values)
    connection.execute(keeping.on_conflict_do_update(index_elements=list(table.primary_key), set_=values))


def judged(connection: Connection, instance: str, asked: AnswersOf, by: str) -> None:
    """Its rows are judged by this from now on."""
    where = mine(tables.bookmarks, instance, asked)
    connection.execute(update(tables.bookmarks).where(*where).values(judged_by=by))


def freshness(standing: Standing, cohorts: Iterable[str]) -> list[Freshness]:
    """Of every source of these cohorts that was ever read."""
    wanted = frozenset(cohorts)
    found = [memo_of(memo, Freshness.from_memo) for memo in standing.under(BEGINNING).values()]
    said = [memo_of(memo, Confirmed.from_memo) for memo in standing.under(CONFIRMED).values()]
    confirmed = {one.asked: one for one in said}
    known = [one.also(confirmed.get(one.asked)) for one in found if one.asked.cohort in wanted]
    return sorted(known, key=lambda one: one.asked)


def confirmed(connection: Connection, instance: str, asked: AnswersOf) -> Confirmed | None:
    """What was said last of this source."""
    memory = tables.memory
    mine = (memory.c.instance == instance) & (memory.c.key == Confirmed.key_of(asked))
    found = connection.execute(select(memory.c.memo).where(mine)).scalar()
    return memo_of(found, Confirmed.from_memo) if found else None


def mine(table: Any, instance: str, asked: AnswersOf) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in place(instance, asked).items()]


def called(table: Any) -> list[ColumnElement[bool]]:
    """As `mine`, of whichever is named when it is asked: the statement is put together once."""
    return [table.c[name] == bindparam(name) for name in ("instance", "cohort", "form", "session")]


def of_one_cohort(table: Any) -> list[ColumnElement[bool]]:
    """The same of all questionnaires of one."""
    return [table.c[name] == bindparam(name) for name in ("instance", "cohort")]


def place(instance: str, asked: AnswersOf) -> dict[str, str]:
    return {"instance": instance, "cohort": asked.cohort, "form": asked.form, "session": asked.session}


_KEPT = [tables.bookmarks.c[name] for name in ("link", "read", "judged_by")]
_WHOLE = [*(tables.bookmarks.c[name] for name in ("cohort", "form", "session")), *_KEPT]
_OF = Statement(select(*_KEPT).where(*called(tables.bookmarks)))
_OF_COHORT = Statement(select(*_WHOLE).where(*of_one_cohort(tables.bookmarks)))
_OF_ALL = Statement(select(*_WHOLE).where(tables.bookmarks.c.instance == bindparam("instance")))
