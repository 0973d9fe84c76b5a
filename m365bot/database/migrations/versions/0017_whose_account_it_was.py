"""Whose account it was that saved a version of a file of config/, and when Entra vouched for a visit last."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # as in 0007


def upgrade() -> None:
    with op.batch_alter_table("config_versions") as table:
        table.add_column(sa.Column("account", TEXT, nullable=False, server_default=""))
    with op.batch_alter_table("visits") as table:
        table.add_column(sa.Column("proved", TEXT))


def downgrade() -> None:
    with op.batch_alter_table("visits") as table:
        table.drop_column("proved")
    with op.batch_alter_table("config_versions") as table:
        table.drop_column("account")
