"""What people said to what waits, in the database; each word stands in the audit chain too.

Serves the port `Approvals`.
"""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, desc, insert, select

from m365bot.database import audit
from m365bot.database.damage import moment_of
from m365bot.database.moments import text
from m365bot.database.tables import approvals
from m365bot.journal import Approval, Decision

LATER = ("tenant", "account", "single_officer")  # since 0009


class StoredApprovals:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance

    def is_vouched_for(self, approval: Approval) -> bool:
        with self._engine.connect() as connection:
            return audit.holds(connection, self._instance, entry_of(approval))

    def of(self, run_id: str) -> Approval | None:
        mine = (approvals.c.instance == self._instance) & (approvals.c.run_id == run_id)
        query = select(approvals).where(mine).order_by(desc(approvals.c.id))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return from_row(row) if row else None

    def newest(self, limit: int) -> list[Approval]:
        """The last words on any run, the newest first."""
        mine = select(approvals).where(approvals.c.instance == self._instance)
        with self._engine.connect() as connection:
            found = connection.execute(mine.order_by(desc(approvals.c.id)).limit(limit)).mappings()
            return [from_row(row) for row in found]


def from_row(row: RowMapping) -> Approval:
    fields = {name: value for name, value in row.items() if name not in ("id", "instance")}
    fields |= {"at": moment_of(row["at"]), "decision": Decision(row["decision"])}
    return Approval(**fields)


def keep(connection: Connection, instance: str, approval: Approval) -> None:
    """In the transaction of what it does. Called by runs."""
    connection.execute(insert(approvals).values(instance=instance, **_values(approval)))
    audit.append(connection, instance, entry_of(approval))


def entry_of(approval: Approval) -> dict[str, Any]:
    """As it stands in the audit chain; what says nothing is left out, as in links of before there was any of it."""
    said = {name: value for name, value in _values(approval).items() if value or name not in LATER}
    return {"approval": said}


def _values(approval: Approval) -> dict[str, Any]:
    return asdict(approval) | {"at": text(approval.at), "decision": approval.decision.value}
