"""Rows that a person must look at are found without looking at all the others."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    strange = sa.text("state = 'quarantined'")
    op.create_index(
        "rows_to_look_at",
        "rows",
        ["instance", "cohort", "number"],
        sqlite_where=strange,
        postgresql_where=strange,
    )


def downgrade() -> None:
    op.drop_index("rows_to_look_at", "rows")
