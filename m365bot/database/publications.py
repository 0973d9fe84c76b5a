"""What was published of answers: whose stand behind each figure, and the posts that were to show them.

Called by the store of records. A post is noted before it leaves; whether it did, what is remembered of it tells.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select

from m365bot import clock
from m365bot.database import audit, moments, sealing, tables
from m365bot.database.bookmarks import place
from m365bot.database.damage import memo_of
from m365bot.database.dialect import insert_into
from m365bot.database.engine import snapshot
from m365bot.database.memory import Standing
from m365bot.database.statement import Statement
from m365bot.records.asked import AnswersOf
from m365bot.records.editions import Edition, Elsewhere
from m365bot.records.releases import Release

_RELEASED = Statement(
    select(tables.releases)
    .where(tables.releases.c.instance == bindparam("instance"))
    .order_by(*tables.releases.primary_key)
)
_EDITIONS = Statement(
    select(tables.memory.c.key, tables.memory.c.memo)
    .where(tables.memory.c.instance == bindparam("instance"), tables.memory.c.key.contains(Edition.IN_KEY))
    .order_by(tables.memory.c.key)
)


def released(connection: Connection, instance: str) -> list[Release]:
    """Of every question of which anything was to be published."""
    found = _RELEASED.named(connection, {"instance": instance})
    posted = frozenset(_posted(connection, instance)) if found else frozenset()
    return [
        Release(
            AnswersOf(one["cohort"], one["form"], one["session"]),
            one["question"],
            one["blocks"],
            one["retired"],
            one["edition"],
            is_posted=one["edition"] in posted,
        )
        for one in found
    ]


def keep(connection: Connection, instance: str, edition: Edition, releases: Sequence[Release]) -> None:
    """This post is about to show these."""
    audit.alone(connection, instance)
    for release in releases:
        mine = place(instance, release.asked) | {"question": release.question}
        table = tables.releases
        connection.execute(delete(table).where(*(table.c[name] == value for name, value in mine.items())))
        told = {name: [dict(one) for one in getattr(release, name)] for name in ("blocks", "retired")}
        connection.execute(insert(table).values(**mine, **told, edition=edition.marker))
    noted = {"cohort": edition.cohort, "edition": edition.marker, "subject": edition.subject}
    statement = insert_into(connection, tables.editions).values(
        instance=instance, at=moments.text(clock.now()), **noted
    )
    key = [column.name for column in tables.editions.primary_key]
    # The text of an earlier one may come back: it is the newest then.
    connection.execute(
        statement.on_conflict_do_update(index_elements=key, set_={"at": statement.excluded.at})
    )
    sealing.note(connection, instance, edition.cohort, {"edition": edition.marker, "words": edition.words})


def editions(engine: Engine, instance: str, cohort: str) -> Sequence[Edition]:
    """Every post of a cohort's figures that was to be sent; what each said stands in the audit chain alone."""
    table = tables.editions
    mine = (table.c.instance == instance) & (table.c.cohort == cohort)
    with snapshot(engine) as connection:
        found = connection.execute(select(table).where(mine).order_by(*table.primary_key)).all()
        words = sealing.words(connection, instance, cohort)
    return [
        Edition(cohort, one.edition, one.subject, words.get(one.edition, ""), moments.moment_or_none(one.at))
        for one in found
    ]


def told_elsewhere(standing: Standing) -> list[tuple[str, str]]:
    """Cohort and title of what posts tell that were sent from another database."""
    memos = standing.under(Elsewhere.BEGINNING)
    return [pair for memo in memos.values() for pair in memo_of(memo, Elsewhere.from_memo).pairs]


def _posted(connection: Connection, instance: str) -> Iterator[str]:
    """What is remembered of posts that were made, as their markers."""
    for key, memo in _EDITIONS.rows(connection, {"instance": instance}):
        digest = memo_of(memo, lambda told: str(told.get("digest", "")))
        yield Edition.marker_of(key.rpartition(Edition.IN_KEY)[2], digest)
