"""Whose answers stand behind a figure that was published, and the posts that were to show them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "releases",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("instance", "cohort", "form", "session")),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
    )
    op.create_table(
        "editions",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("instance", "cohort", "edition")),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )


def downgrade() -> None:
    """What was published is forgotten: the older version never knew."""
    op.drop_table("editions")
    op.drop_table("releases")
