"""The run that carries one out, and each job's last result, are found by an index that holds all of what is asked.

Rows are large, with their plans: the last result of a job is told without opening one.
"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("runs_by_applied", "runs", ["instance", "applies", "planned", "id"])
    op.create_index("runs_by_end", "runs", ["instance", "job", "status", "ended", "planned", "id"])


def downgrade() -> None:
    op.drop_index("runs_by_end", "runs")
    op.drop_index("runs_by_applied", "runs")
