"""What is remembered of the tenant, as a mapping over the memory table.

Called by the journal. Reads everything once, with the first question, parses only what is asked for, writes through.
"""

import json
from collections.abc import Iterator, MutableMapping
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, select

from m365bot.database.damage import memo_of
from m365bot.database.dialect import insert_into
from m365bot.database.tables import memory

_ALL = (
    select(memory.c.key, memory.c.memo)
    .where(memory.c.instance == bindparam("instance"))
    .order_by(memory.c.key)
)


class StoredMemory(MutableMapping[str, dict[str, Any]]):
    """Key → memo of one instance. A memo handed out is not to be changed in place."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance
        self._parsed: dict[str, dict[str, Any]] = {}

    @cached_property
    def _texts(self) -> dict[str, str]:
        with self._engine.connect() as connection:
            found = connection.execute(_ALL, {"instance": self._instance}).all()
            return {row[0]: row[1] for row in found}

    def read_anew(self) -> None:
        """Others may have written meanwhile."""
        self.__dict__.pop("_texts", None)
        self._parsed = {}

    def __getitem__(self, key: str) -> dict[str, Any]:
        if key not in self._parsed:
            self._parsed[key] = memo_of(self._texts[key], dict)
        return self._parsed[key]

    def __setitem__(self, key: str, memo: dict[str, Any]) -> None:
        self.write({key: memo})

    def write(self, memos: dict[str, dict[str, Any]]) -> None:
        """Keep several at once, in one transaction; what is unchanged costs nothing."""
        texts = {key: json.dumps(memo, ensure_ascii=False) for key, memo in memos.items()}
        changed = {key: text for key, text in texts.items() if self._texts.get(key) != text}
        if not changed:
            return
        with self._engine.begin() as connection:
            for key, text in changed.items():
                upsert(connection, key=key, instance=self._instance, memo=text)
        self._texts.update(changed)
        self._parsed |= {key: memos[key] for key in changed}

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


def upsert(connection: Connection, **values: str) -> None:
    statement = insert_into(connection, memory).values(**values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["instance", "key"], set_={"memo": statement.excluded.memo}
        )
    )
