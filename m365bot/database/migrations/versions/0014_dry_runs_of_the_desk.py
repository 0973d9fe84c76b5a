"""Dry runs that somebody asked for at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # compared by its bytes, as in 0007
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "trials",
        *(sa.Column(name, WORD, primary_key=True) for name in ("instance", "id")),
        sa.Column("job", WORD, nullable=False),
        sa.Column("cohort", WORD),
        sa.Column("at", WORD),
        *(sa.Column(name, WORD, nullable=False) for name in ("asked", "who")),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        *(sa.Column(name, WORD) for name in ("began", "ended")),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("lacking", sa.JSON, nullable=False),
        sa.Column("plan", sa.JSON),
    )


def downgrade() -> None:
    op.drop_table("trials")
