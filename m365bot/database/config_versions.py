"""Versions of the officers' files: a row each, contents by their keyed digest, and whom they name.

Serves the port `Versions` of journal/version. What was noted of a version stands in the audit chain, and is never taken
away; contents are, by `config_erasure`.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, func, insert, select, update

from m365bot import clock
from m365bot.database import audit, config_erasure
from m365bot.database.damage import moment_of
from m365bot.database.dialect import insert_into, one_at_a_time
from m365bot.database.moments import text
from m365bot.database.statement import Statement, Where
from m365bot.database.tables import config_contents, config_mentions, config_versions
from m365bot.journal.version import Draft, How, Overtaken, Standing, State, Version

WORD = "config"
PURPOSE = b"m365bot config content"


def _last(wanted: Any) -> Statement:
    """Of each file the last of those."""
    table = config_versions
    mine = table.c.instance == bindparam("instance")
    last = select(table.c.file, func.max(table.c.number).label("number")).where(mine, wanted)
    newest = last.group_by(table.c.file).subquery()
    same = and_(table.c.file == newest.c.file, table.c.number == newest.c.number)
    return Statement(select(table).join(newest, same).where(mine))


_NEWEST = _last(config_versions.c.state != State.COLLIDED)
_IN_FORCE = _last(config_versions.c.state == State.IN_FORCE)


class StoredVersions:
    """Of one instance. key: the persons' own; by it alone can a content be told from its digest."""

    def __init__(self, engine: Engine, instance: str, key: bytes) -> None:
        self._engine, self._instance = engine, instance
        self._key = hmac.digest(key, PURPOSE, "sha256")

    def standing(self) -> Mapping[str, Standing]:
        with self._engine.connect() as connection:
            newest, in_force = self._last(connection, _NEWEST), self._last(connection, _IN_FORCE)
        return {file: Standing(version, in_force.get(file)) for file, version in newest.items()}

    def held(self) -> Sequence[Version]:
        newest = self._last(self._engine, _NEWEST)
        return [newest[file] for file in sorted(newest) if newest[file].waits]

    def history(self, file: str) -> Sequence[Version]:
        table = config_versions
        query = select(table).where(self._mine, table.c.file == file).order_by(table.c.number.desc())
        with self._engine.connect() as connection:
            return [_version(row) for row in connection.execute(query).mappings()]

    def saved(self, files: str, since: datetime | None) -> Sequence[Version]:
        """Of files whose names begin so, what was noted after a moment; the oldest first."""
        table = config_versions
        query = select(table).where(self._mine, table.c.file.startswith(files, autoescape=True))
        if since is not None:
            query = query.where(table.c.at > text(since))
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(table.c.at, table.c.file, table.c.number))
            return [_version(row) for row in found.mappings()]

    def was_ever(self, file: str, digest: str) -> bool:
        table = config_versions
        query = select(table.c.number).where(self._mine, table.c.file == file, table.c.digest == digest)
        with self._engine.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def content(self, version: Version) -> bytes | None:
        table = config_contents
        mine = and_(table.c.instance == self._instance, table.c.digest == version.digest)
        with self._engine.connect() as connection:
            found = connection.execute(select(table.c.content).where(mine)).scalar()
        return None if found is None or version.is_erased else bytes(found)

    def digest(self, content: bytes | None) -> str:
        return "" if content is None else hmac.digest(self._key, content, "sha256").hex()

    def add(self, drafts: Sequence[Draft]) -> Sequence[Version]:
        with self._engine.begin() as connection:
            one_at_a_time(connection, WORD, self._instance)
            now = clock.now()  # the same for all: by it is told what was saved together
            made = [self._added(connection, draft, now) for draft in drafts]
            if made:
                audit.append(connection, self._instance, {WORD: [entry_of(one) for one in made]})
            config_erasure.sweep(connection, self._instance)
        return made

    def settle(self, versions: Iterable[Version], state: State) -> None:
        table = config_versions
        with self._engine.begin() as connection:
            for one in versions:
                mine = and_(self._mine, table.c.file == one.file, table.c.number == one.number)
                connection.execute(update(table).where(mine).values(state=state))
            config_erasure.sweep(connection, self._instance)

    @property
    def _mine(self) -> Any:
        return config_versions.c.instance == self._instance

    def _last(self, where: Where, of_files: Statement) -> dict[str, Version]:
        found = of_files.named(where, {"instance": self._instance})
        return {row["file"]: _version(row) for row in found}

    def _added(self, connection: Connection, draft: Draft, now: datetime) -> Version:
        number, newest = self._numbers(connection, draft.file)
        if draft.state is not State.COLLIDED and newest != draft.base:
            raise Overtaken(draft.file)
        version = Version(
            file=draft.file,
            number=number + 1,
            how=draft.how,
            state=draft.state,
            who=draft.who,
            at=now,
            reason=draft.reason,
            digest=self.digest(draft.content),
            size=len(draft.content or b""),
            of=draft.of,
            account=draft.account,
        )
        connection.execute(insert(config_versions).values(instance=self._instance, **_values(version)))
        self._keep(connection, version.digest, draft)
        return version

    def _numbers(self, connection: Connection, file: str) -> tuple[int, int]:
        """The last number given, and that of the newest which did not collide."""
        table = config_versions
        mine = and_(self._mine, table.c.file == file)
        last = connection.execute(select(func.max(table.c.number)).where(mine)).scalar()
        apart = and_(mine, table.c.state != State.COLLIDED)
        newest = connection.execute(select(func.max(table.c.number)).where(apart)).scalar()
        return last or 0, newest or 0

    def _keep(self, connection: Connection, digest: str, draft: Draft) -> None:
        if draft.content is None:
            return
        kept = {"instance": self._instance, "digest": digest}
        adding = insert_into(connection, config_contents).values(**kept, content=draft.content)
        connection.execute(adding.on_conflict_do_nothing())
        for person_id in sorted(draft.mentions):
            naming = insert_into(connection, config_mentions).values(**kept, person_id=person_id)
            connection.execute(naming.on_conflict_do_nothing())


def entry_of(version: Version) -> dict[str, Any]:
    """As it stands in the audit chain: what never changes of it. Links of before there were accounts tell of none."""
    account = {"account": version.account} if version.account else {}
    return {
        **account,
        "file": version.file,
        "number": version.number,
        "how": version.how.value,
        "who": version.who,
        "digest": version.digest,
        "of": version.of,
    }


def kept(connection: Connection, instance: str) -> list[Version]:
    """All there are, of all files."""
    table = config_versions
    query = select(table).where(table.c.instance == instance).order_by(table.c.file, table.c.number)
    return [_version(row) for row in connection.execute(query).mappings()]


def _values(version: Version) -> dict[str, Any]:
    return {
        "file": version.file,
        "number": version.number,
        "how": version.how.value,
        "state": version.state.value,
        "who": version.who,
        "at": text(version.at),
        "reason": version.reason,
        "digest": version.digest,
        "size": version.size,
        "of": version.of,
        "erased": version.is_erased,
        "account": version.account,
    }


def _version(row: Mapping[Any, Any]) -> Version:
    return Version(
        file=row["file"],
        number=row["number"],
        how=How(row["how"]),
        state=State(row["state"]),
        who=row["who"],
        at=moment_of(row["at"]),
        reason=row["reason"],
        digest=row["digest"],
        size=row["size"],
        of=row["of"],
        is_erased=row["erased"],
        account=row["account"],
    )
