"""Whose account it was that signed in to approve, and whether it was its own draft."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NAMES = ("tenant", "account")
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # as in 0007


def upgrade() -> None:
    with op.batch_alter_table("approvals") as table:
        for name in NAMES:
            table.add_column(sa.Column(name, TEXT, nullable=False, server_default=""))
        table.add_column(sa.Column("single_officer", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("approvals") as table:
        for name in (*NAMES, "single_officer"):
            table.drop_column(name)
