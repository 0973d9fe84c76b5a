"""Jobs that write nothing until somebody lifts their pause."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "pauses",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("job", sa.String, primary_key=True),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("pauses")
