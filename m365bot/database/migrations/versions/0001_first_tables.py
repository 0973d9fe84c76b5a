"""The first tables of journal and records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = ("instances", "runs", "intents", "results", "memory", "approvals", "audit", "ticks", "rows", "links")


def upgrade() -> None:
    op.create_table(
        "instances",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("born", sa.String, nullable=False),
        sa.Column("rested", sa.String),
    )
    op.create_table(
        "runs",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("job", sa.String, nullable=False),
        sa.Column("cohort", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("trigger", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("planned", sa.String, nullable=False),
        sa.Column("started", sa.String),
        sa.Column("ended", sa.String),
        sa.Column("due", sa.String),
        sa.Column("plan", sa.JSON),
        sa.Column("asking", sa.JSON),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("runs_by_job", "runs", ["instance", "job", "cohort", "planned"])
    op.create_table(
        "intents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("service_at", sa.String, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
    )
    op.create_index("intents_by_key", "intents", ["instance", "key", "open"])
    op.create_table(
        "results",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("run_id", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("error", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "memory",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("memo", sa.Text, nullable=False),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("kessai", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_table(
        "ticks",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("job", sa.String, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "rows",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("cohort", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("session", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("submitted", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("person_id", sa.String),
        sa.UniqueConstraint("instance", "cohort", "form", "session", "hash"),
    )
    op.create_table(
        "links",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("cohort", sa.String, primary_key=True),
        sa.Column("form", sa.String, primary_key=True),
        sa.Column("session", sa.String, primary_key=True),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("read", sa.String, nullable=False),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
