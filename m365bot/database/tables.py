"""The tables of journal and records.

Called by this package only. Every key begins with the instance; moments are text in ISO 8601, UTC, so that SQLite
and PostgreSQL hold and sort them alike.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

instances = Table(
    "instances",
    metadata,
    Column("instance", String, primary_key=True),
    Column("born", String, nullable=False),
    Column("rested", String),
    Column("person_key", String),
)

runs = Table(
    "runs",
    metadata,
    Column("instance", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("job", String, nullable=False),
    Column("cohort", String),
    Column("status", String, nullable=False),
    Column("trigger", String, nullable=False),
    Column("at", String, nullable=False),
    Column("planned", String, nullable=False),
    Column("started", String),
    Column("ended", String),
    Column("due", String),
    Column("plan", JSON),
    Column("asking", JSON),
    Column("report", JSON, nullable=False),
    Column("actor", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("applies", String),
    Index("runs_by_job", "instance", "job", "cohort", "planned"),
)

intents = Table(
    "intents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("key", String, nullable=False),
    Column("at", String, nullable=False),
    Column("service_at", String, nullable=False),
    Column("open", Boolean, nullable=False),
    Index("intents_by_key", "instance", "key", "open"),
)

results = Table(
    "results",
    metadata,
    Column("instance", String, primary_key=True),
    Column("run_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("words", Text, nullable=False),
    Column("error", String, nullable=False),
    Column("at", String, nullable=False),
    Column("stored", Integer),
    Column("quarantined", Integer),
)

memory = Table(
    "memory",
    metadata,
    Column("instance", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("memo", Text, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("who", String, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("kessai", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("at", String, nullable=False),
    Column("entry", Text, nullable=False),
    Column("hash", String, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("instance", String, primary_key=True),
    Column("job", String, primary_key=True),
    Column("at", String, nullable=False),
)

rows = Table(
    "rows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("cohort", String, nullable=False),
    Column("form", String, nullable=False),
    Column("session", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("raw", JSON, nullable=False),
    Column("submitted", String),
    Column("source", String, nullable=False),
    Column("person_id", String),
    UniqueConstraint("instance", "cohort", "form", "session", "hash"),
)

links = Table(
    "links",
    metadata,
    Column("instance", String, primary_key=True),
    Column("cohort", String, primary_key=True),
    Column("form", String, primary_key=True),
    Column("session", String, primary_key=True),
    Column("link", Text, nullable=False),
    Column("read", String, nullable=False),
)
