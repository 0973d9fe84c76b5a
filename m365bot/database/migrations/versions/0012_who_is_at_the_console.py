"""Who is signed in at the console, and sign-ins that are under way."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # as in 0007
LONG = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "visits",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("instance", "key")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("tenant", "account", "sign_in_name", "name")),
        sa.Column("roles", sa.JSON, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("began", "seen")),
        sa.Column("ended", TEXT),
        sa.Column("held", sa.JSON),
    )
    op.create_index("visits_by_account", "visits", ["instance", "account"])
    op.create_table(
        "arrivals",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("instance", "state")),
        sa.Column("browser", TEXT, nullable=False),
        sa.Column("flow", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("back_to", LONG, nullable=False),
        sa.Column("began", TEXT, nullable=False),
    )
    op.create_index("arrivals_by_browser", "arrivals", ["instance", "browser"])


def downgrade() -> None:
    op.drop_table("arrivals")
    op.drop_table("visits")
