"""The audit chain: each entry's hash covers the one before, so that nothing can be taken out unseen.

Called by runs and approvals, in their own transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, desc, insert, select

from m365bot import clock
from m365bot.database.moments import text
from m365bot.database.tables import audit


def append(connection: Connection, instance: str, entry: Mapping[str, Any]) -> None:
    written, at = json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str), text(clock.now())
    digest = hashlib.sha256(f"{_last(connection, instance)}\n{at}\n{written}".encode()).hexdigest()
    connection.execute(insert(audit).values(instance=instance, at=at, entry=written, hash=digest))


def _last(connection: Connection, instance: str) -> str:
    query = select(audit.c.hash).where(audit.c.instance == instance).order_by(desc(audit.c.number))
    return connection.execute(query.limit(1)).scalar() or ""
