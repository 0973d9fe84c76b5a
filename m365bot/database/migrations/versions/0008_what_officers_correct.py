"""What officers say of rows that came wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # compared by its bytes, as in 0007
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, WORD, nullable=False) for name in ("instance", "cohort", "form", "session")),
        sa.Column("row", sa.Integer, nullable=False),
        *(sa.Column(name, WORD, nullable=False) for name in ("digest", "what")),
        sa.Column("value", TEXT, nullable=False),
        *(sa.Column(name, WORD, nullable=False) for name in ("who", "at")),
        sa.Column("reason", TEXT, nullable=False),
        *(sa.Column(name, WORD) for name in ("ended", "ended_by")),
        sa.Column("ended_because", TEXT),
    )
    op.create_index("corrections_by_form", "corrections", ["instance", "cohort", "form", "session"])


def downgrade() -> None:
    """Corrections are forgotten; rows are judged as they came, once config changes or the form's rows do."""
    op.drop_table("corrections")
    op.execute("UPDATE bookmarks SET judged_by = ''")
