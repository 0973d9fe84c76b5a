"""Who had a lease last; and on PostgreSQL, text that is compared by its bytes, as SQLite does.

Moments, ids and keys are compared and sorted as text. A database's own language would leave out their punctuation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = ("character varying", "text")


def upgrade() -> None:
    op.create_table(
        "leases",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("instance", "name")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("run_id", "holding")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _compare_by_bytes()


def downgrade() -> None:
    """Text stays as it is compared: it sorts as it should."""
    op.drop_table("leases")


def _compare_by_bytes() -> None:
    columns = sa.text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type = ANY(:text) ORDER BY 1, 2"
    )
    changes: dict[str, list[str]] = {}
    for table, column, kind in op.get_bind().execute(columns, {"text": list(TEXT)}).all():
        changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, each in changes.items():
        op.execute(f'ALTER TABLE "{table}" {", ".join(each)}')
