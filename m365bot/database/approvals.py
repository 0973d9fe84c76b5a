"""What people said to what waits, in the database; each word stands in the audit chain too.

Serves the port `Approvals`.
"""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Engine, desc, insert, select

from m365bot.database import audit
from m365bot.database.moments import text
from m365bot.database.tables import approvals
from m365bot.journal import Approval, Decision


class StoredApprovals:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance

    def keep(self, approval: Approval) -> None:
        values = asdict(approval) | {"at": text(approval.at), "decision": approval.decision.value}
        with self._engine.begin() as connection:
            connection.execute(insert(approvals).values(instance=self._instance, **values))
            audit.append(connection, self._instance, {"approval": values})

    def of(self, run_id: str) -> Approval | None:
        mine = (approvals.c.instance == self._instance) & (approvals.c.run_id == run_id)
        query = select(approvals).where(mine).order_by(desc(approvals.c.id))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        fields = {name: value for name, value in row.items() if name not in ("id", "instance")}
        fields |= {"at": datetime.fromisoformat(row["at"]), "decision": Decision(row["decision"])}
        return Approval(**fields)
