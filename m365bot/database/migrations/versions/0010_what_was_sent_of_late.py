"""What each process sent of late, for the others' pace."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # as in 0007


def upgrade() -> None:
    op.create_table(
        "departures",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("instance", "process")),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("at_work", sa.Boolean, nullable=False),
        sa.Column("ages", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("departures")
