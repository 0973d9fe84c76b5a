"""Puts a backup back in place of what the database holds of the instance: all of it, or nothing.

Called by app, which sees to it that nobody is at work. What was there is put aside as a backup of its own before.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, Engine, or_, select, update

from m365bot import clock
from m365bot.database import engine as engines
from m365bot.database import erasure, moments, tables, wording
from m365bot.database.backups import make, nights, package, rows
from m365bot.database.backups.manifest import Manifest
from m365bot.database.wording import Forms
from m365bot.errors import M365BotError
from m365bot.words import say

PERSON, COHORT, TEXTS = "keptofperson:", "keptofcohort:", "kepttexts:"
"""How the journal calls what was forgotten (resources/kinds/kept)."""


class Replace(Enum):
    """Whether what is there may go."""

    NO = "no"
    YES = "yes"


@dataclass(frozen=True)
class Restored:
    """aside: where what was there lies now; None where there was nothing. forgotten: how much was forgotten anew."""

    manifest: Manifest
    aside: Path | None
    forgotten: int


def into(
    engine: Engine, instance: str, file: Path, *, state: Path, replace: Replace, forms: Forms | None = None
) -> Restored:
    """Raises Unusable, M365BotError and what the machine raises; then nothing is changed.

    forms: which cells hold people's own words; where that is not known, the upkeep's job asks again to take them away.
    """
    with package.workshop(state) as folder:
        manifest, data = package.unpack(file, folder, instance, engines.NEWEST)
        with _opened(data, manifest, file) as source:
            aside = _put_aside(engine, instance, state / nights.FOLDER, replace)
            with engine.begin() as target, engines.snapshot(source) as copy:
                forgotten = _replaced(copy, target, instance, forms)
    return Restored(manifest, aside, forgotten)


def looked_at(file: Path, instance: str, *, state: Path) -> Manifest:
    """Could it be put back? Raises Unusable."""
    with package.workshop(state) as folder:
        manifest, data = package.unpack(file, folder, instance, engines.NEWEST)
        _look_through(data, manifest, file)
    return manifest


def needs_leave(replace: Replace) -> None:
    """Raises M365BotError where what is there may not go."""
    if replace is Replace.NO:
        raise M365BotError(
            say(
                "記録がもうあります。控えの内容に置き換えるには --replace をつけてください"
                "(いまの記録は、その前に残します)。"
            )
        )


@contextmanager
def _opened(data: Path, manifest: Manifest, file: Path) -> Iterator[Engine]:
    """The backup's own database, looked through and, in its workshop, brought to the newest migration."""
    _look_through(data, manifest, file)
    try:
        engine = engines.connected(f"sqlite:///{data}")
    except M365BotError as error:
        raise package.damaged(file, say("表を読めません")) from error
    try:
        yield engine
    finally:
        engine.dispose()


def _look_through(data: Path, manifest: Manifest, file: Path) -> None:
    """Raises Unusable: a sum that fits says only that it is as it was made."""
    try:
        with closing(sqlite3.connect(f"file:{data}?mode=ro", uri=True)) as database:
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            (schema,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.DatabaseError, TypeError) as error:
        raise package.damaged(file, say("表を読めません")) from error
    if verdict != "ok" or schema != manifest.schema:
        raise package.damaged(file, say("中身と説明が合いません"))


def _put_aside(engine: Engine, instance: str, folder: Path, replace: Replace) -> Path | None:
    """Raises M365BotError where something is there and may not go."""
    with engines.snapshot(engine) as connection:
        if not rows.any_there(connection, instance):
            return None
    needs_leave(replace)
    aside = nights.next_in(folder, clock.now(), called=nights.BEFORE_RESTORE)
    make.into(aside, engine, instance)
    return aside


def _replaced(source: Connection, target: Connection, instance: str, forms: Forms | None) -> int:
    """How much was forgotten anew. What an earlier database had under way nobody knows: it is born now."""
    gone = _forgotten(target, instance) - _forgotten(source, instance)
    same_key = _key(source, instance) == _key(target, instance)
    rows.deleted(target, instance)
    rows.copied(source, target, instance)
    now = moments.text(clock.now())
    mine = tables.instances.c.instance == instance
    target.execute(update(tables.instances).where(mine).values(born=now))
    again = [key for key in sorted(gone) if same_key or not key.startswith(PERSON)]
    return sum(_forget(target, instance, key, forms) for key in again)


def _forgotten(connection: Connection, instance: str) -> set[str]:
    """Keys of what was taken away with an approval."""
    results = tables.results
    of_these = or_(*(results.c.key.startswith(beginning) for beginning in (PERSON, COHORT, TEXTS)))
    query = select(results.c.key).where(results.c.instance == instance, of_these, results.c.outcome == "made")
    return set(connection.execute(query).scalars())


def _forget(connection: Connection, instance: str, key: str, forms: Forms | None) -> bool:
    """Whether it could be."""
    if key.startswith(PERSON):
        erasure.forget(connection, instance, key.removeprefix(PERSON))
    elif key.startswith(COHORT):
        erasure.expire(connection, instance, key.removeprefix(COHORT))
    elif forms:
        wording.take_away(connection, instance, key.removeprefix(TEXTS), forms)
    return forms is not None or not key.startswith(TEXTS)


def _key(connection: Connection, instance: str) -> str | None:
    key = tables.instances.c.person_key
    return connection.execute(select(key).where(tables.instances.c.instance == instance)).scalar()
