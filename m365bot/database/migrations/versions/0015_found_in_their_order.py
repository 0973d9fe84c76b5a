"""Runs of a status, and the run that carries one out, are found in the order that is asked for.

An index of the status alone is passed over for one that has the order, and with it every row is looked at. Each job's last
result is told by an index that holds all of it: rows are large, with their plans.
"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.drop_index("runs_by_status", "runs")
    op.create_index("runs_by_status", "runs", ["instance", "status", "planned", "id"])
    op.create_index("runs_by_applied", "runs", ["instance", "applies", "planned", "id"])
    op.create_index("runs_by_end", "runs", ["instance", "job", "status", "ended", "planned", "id"])


def downgrade() -> None:
    op.drop_index("runs_by_end", "runs")
    op.drop_index("runs_by_applied", "runs")
    op.drop_index("runs_by_status", "runs")
    op.create_index("runs_by_status", "runs", ["instance", "status"])
