"""Versions of the officers' files."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # compared by its bytes, as in 0007
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "config_versions",
        *(sa.Column(name, WORD, primary_key=True) for name in ("instance", "file")),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, WORD, nullable=False) for name in ("how", "state", "who", "at")),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer),
        sa.Column("erased", sa.Boolean, nullable=False),
    )
    op.create_table(
        "config_contents",
        *(sa.Column(name, WORD, primary_key=True) for name in ("instance", "digest")),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "config_mentions",
        *(sa.Column(name, WORD, primary_key=True) for name in ("instance", "digest", "person_id")),
    )


def downgrade() -> None:
    """Who changed what is forgotten; the files stay as they are."""
    for name in ("config_mentions", "config_contents", "config_versions"):
        op.drop_table(name)
