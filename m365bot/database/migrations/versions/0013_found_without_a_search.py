"""What each run asks of the tables is found without a look at every row: they grow by thousands a year."""

from alembic import op

revision = "0013"
down_revision = "0012"

INDEXES = (
    ("runs_by_status", "runs", ["instance", "status", "planned", "id"]),
    ("runs_by_time", "runs", ["instance", "planned", "id"]),
    ("intents_by_openness", "intents", ["instance", "open"]),
    ("intents_by_time", "intents", ["instance", "at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
