"""What is remembered of the tenant, as a mapping over the memory table.

Called by the journal. What is soon asked for is read together, all else one by one, and everything at once where that is
more than a few; parses only what is asked for, writes through.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, literal, or_, select, union_all

from m365bot.database.damage import memo_of
from m365bot.database.dialect import begins, keeping_in
from m365bot.database.statement import Listing, Row, Statement
from m365bot.database.tables import memory

_MINE = memory.c.instance == bindparam("instance")
_ALL = Statement(select(memory.c.key, memory.c.memo).where(_MINE).order_by(memory.c.key))
_OF_KEYS = Listing(lambda keys: select(memory.c.key, memory.c.memo).where(_MINE, memory.c.key.in_(keys)))
FEW = 12  # questions; everything takes as long as twenty of them
AT_ONCE = 512  # keys in one question


@cache
def _beginning(dialect: str, *beginnings: str) -> Statement:
    """Put together once, whoever asks; each is looked up by itself, for SQLite goes through all keys for several."""
    found = select(memory.c.key, memory.c.memo).where(_MINE)
    return Statement(union_all(*(found.where(begins(dialect, memory.c.key, one)) for one in beginnings)))


@cache
def _with(part: str, *keys: str) -> Statement:
    of_these = or_(memory.c.key.contains(part, autoescape=True), memory.c.key.in_(map(literal, keys)))
    return Statement(select(memory.c.key, memory.c.memo).where(_MINE, of_these).order_by(memory.c.key))


@cache
def _keeping(dialect: str) -> Statement:
    return Statement(keeping_in(dialect, memory))


class Standing:
    """What stands under keys of some beginnings, looked at once for whoever asks for any of them."""

    def __init__(self, connection: Connection, instance: str, *beginnings: str) -> None:
        asked = _beginning(connection.dialect.name, *beginnings)
        self._memos = sorted(map(tuple, asked.rows(connection, {"instance": instance})))

    def under(self, beginning: str) -> dict[str, str]:
        """The rest of each key → its memo, as text; in the order of the keys."""
        return {key.removeprefix(beginning): memo for key, memo in self._memos if key.startswith(beginning)}


class StoredMemory(MutableMapping[str, dict[str, Any]]):
    """Key → memo of one instance. A memo handed out is not to be changed in place. soon: what will be asked for."""

    def __init__(self, engine: Engine, instance: str, soon: Iterable[str] = ()) -> None:
        self._engine, self._instance = engine, instance
        self._soon, self._questions = frozenset(soon), 0
        self._parsed: dict[str, dict[str, Any]] = {}
        self._few: dict[str, str | None] = {}  # what was asked for, until everything is read

    @cached_property
    def _texts(self) -> dict[str, str]:
        return _pairs(_ALL.rows(self._engine, {"instance": self._instance}))

    def read_anew(self) -> None:
        """Others may have written meanwhile."""
        self.__dict__.pop("_texts", None)
        self._parsed, self._few, self._questions = {}, {}, 0

    def __getitem__(self, key: str) -> dict[str, Any]:
        if key not in self._parsed:
            self._parsed[key] = memo_of(self._text(key), dict)
        return self._parsed[key]

    def _text(self, key: str) -> str:
        if "_texts" in self.__dict__:
            return self._texts[key]
        if key not in self._few:
            if self._questions >= FEW:
                return self._texts[key]
            self._few |= self._asked(key)
        if (text := self._few[key]) is None:
            raise KeyError(key)
        return text

    def _asked(self, key: str) -> dict[str, str | None]:
        self._questions += 1
        asked = self._soon if key in self._soon else (key,)
        return {**dict.fromkeys(asked), **self._known(asked), **self._few}

    def __setitem__(self, key: str, memo: dict[str, Any]) -> None:
        self.write({key: memo})

    def write(self, memos: dict[str, dict[str, Any]]) -> None:
        """Keep several at once, in one transaction; what is unchanged costs nothing."""
        self._write(memos, self._known(memos))

    def add(self, learned: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep this beside what is remembered under the same keys; of all the rest nothing is read."""
        if not learned:
            return
        there = self._known(learned)
        before = {key: memo_of(there[key], dict) if key in there else {} for key in learned}
        memos = {key: {**before[key], **memo} for key, memo in learned.items()}
        self._write({key: memo for key, memo in memos.items() if memo != before[key] or not memo}, there)

    def _known(self, keys: Iterable[str]) -> Mapping[str, str]:
        """What stands under these keys."""
        if "_texts" in self.__dict__:
            return self._texts
        rest, found = iter(keys), dict[str, str]()
        while some := list(islice(rest, AT_ONCE)):
            found |= _pairs(_OF_KEYS.rows(self._engine, some, {"instance": self._instance}))
        return found

    def _write(self, memos: Mapping[str, dict[str, Any]], there: Mapping[str, str]) -> None:
        texts = {key: json.dumps(memo, ensure_ascii=False) for key, memo in memos.items()}
        changed = {key: text for key, text in texts.items() if there.get(key) != text}
        if not changed:
            return
        rows = [{"instance": self._instance, "key": key, "memo": text} for key, text in changed.items()]
        _keeping(self._engine.dialect.name).each(self._engine, rows)
        if "_texts" in self.__dict__:
            self._texts.update(changed)
        else:
            self._few |= changed
        self._parsed |= {key: memos[key] for key in changed}

    def forget(self, keys: Iterable[str]) -> None:
        """Several at once, in one transaction."""
        gone, rest = [*keys], iter(keys)
        with self._engine.begin() as connection:
            while some := list(islice(rest, AT_ONCE)):
                mine = (memory.c.instance == self._instance) & memory.c.key.in_(some)
                connection.execute(delete(memory).where(mine))
        for key in gone:
            self.__dict__.get("_texts", {}).pop(key, None)
            self._parsed.pop(key, None)
            self._few.pop(key, None)

    def __delitem__(self, key: str) -> None:
        mine, left = (memory.c.instance == self._instance) & (memory.c.key == key), self._texts
        with self._engine.begin() as connection:
            connection.execute(delete(memory).where(mine))
        self._parsed.pop(key, None)
        del left[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def noted(engine: Engine, instance: str, part: str, keys: Iterable[str]) -> dict[str, str]:
    """Memos under keys that have a part in them, and under these, as texts; in the order of the keys."""
    return _pairs(_with(part, *keys).rows(engine, {"instance": instance}))


def upsert(connection: Connection, **values: str) -> None:
    _keeping(connection.dialect.name).count(connection, values)


def _pairs(rows: Sequence[Row]) -> dict[str, str]:
    return {key: memo for key, memo in rows}  # noqa: C416 - as texts, which no row knows it holds
