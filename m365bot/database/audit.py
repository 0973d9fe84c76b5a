"""The audit chain: each entry's hash covers the one before, so that nothing can be changed or taken out unseen.

Called by runs, approvals and sealing, in their own transaction. Once the instance has its key, hashes are keyed with it: who
writes into the tables without knowing it cannot make an entry that fits. What this promises and what not is written in
docs/operator.md.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, desc, select

from m365bot import clock
from m365bot.database.dialect import one_at_a_time
from m365bot.database.moments import text
from m365bot.database.statement import Statement, inserting
from m365bot.database.tables import audit, instances

KEYED = "hmac:"
CHAIN = "audit chain"
PURPOSE = b"m365bot audit chain"
_OWN_KEY = select(instances.c.person_key).where(instances.c.instance == bindparam("instance"))
_KEY = Statement(_OWN_KEY)
_LAST = (
    select(audit.c.hash)
    .where(audit.c.instance == bindparam("instance"))
    .order_by(desc(audit.c.number))
    .limit(1)
)
_BEFORE = Statement(select(_OWN_KEY.scalar_subquery(), _LAST.scalar_subquery()))  # for the next link
_APPEND = inserting(audit)


@dataclass(frozen=True)
class Entry:
    """One link. `before` is the hash of the one before it, as it stands in the table."""

    number: int
    at: str
    entry: str
    hash: str
    before: str

    def fits(self, key: bytes) -> bool:
        """Is its hash what it must be? One without the key fits only where no keyed one came before."""
        if self.before.startswith(KEYED) or self.hash.startswith(KEYED):
            return bool(key) and hmac.compare_digest(self.hash, _hash(key, self.before, self.at, self.entry))
        return self.hash == _hash(b"", self.before, self.at, self.entry)


def append(connection: Connection, instance: str, entry: Mapping[str, Any]) -> None:
    alone(connection, instance)
    ((own_key, last),) = _BEFORE.rows(connection, {"instance": instance})
    written, at = as_text(entry), text(clock.now())
    digest = _hash(_chain_key(own_key), last or "", at, written)
    _APPEND.count(connection, {"instance": instance, "at": at, "entry": written, "hash": digest})


def alone(connection: Connection, instance: str) -> None:
    """Others wait who would append to the same link, or change what is sealed in one."""
    one_at_a_time(connection, CHAIN, instance)


def all_of(connection: Connection, instance: str) -> list[Entry]:
    """From the first on."""
    query = select(audit).where(audit.c.instance == instance).order_by(audit.c.number)
    entries: list[Entry] = []
    for row in connection.execute(query):
        before = entries[-1].hash if entries else ""
        entries.append(Entry(row.number, row.at, row.entry, row.hash, before))
    return entries


def holds(connection: Connection, instance: str, entry: Mapping[str, Any]) -> bool:
    """Does a link that fits say this?"""
    key, written = key_of(connection, instance), as_text(entry)
    return any(one.entry == written and one.fits(key) for one in all_of(connection, instance))


def as_text(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)


def key_of(connection: Connection, instance: str) -> bytes:
    """Of this chain alone, made of the instance's own; empty where that has yet to be made."""
    found = _KEY.rows(connection, {"instance": instance})
    return _chain_key(found[0][0] if found else None)


def _chain_key(own_key: str | None) -> bytes:
    return hmac.digest(bytes.fromhex(own_key), PURPOSE, "sha256") if own_key else b""


def _hash(key: bytes, before: str, at: str, entry: str) -> str:
    linked = f"{before}\n{at}\n{entry}".encode()
    return KEYED + hmac.digest(key, linked, "sha256").hex() if key else hashlib.sha256(linked).hexdigest()
