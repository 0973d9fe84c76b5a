"""The tables of journal and records.

Called by this package only. Every key begins with the instance; moments are text in ISO 8601, UTC, so that SQLite
and PostgreSQL hold and sort them alike. Text is compared by its bytes, as SQLite does (migration 0007).
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
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
    Index("runs_by_applied", "instance", "applies", "planned", "id"),
    Index("runs_by_end", *("instance", "job", "status", "ended", "planned", "id")),
    Index("runs_by_status", "instance", "status", "planned", "id"),
    Index("runs_by_time", "instance", "planned", "id"),
)

# Dry runs that somebody asked for at the desk (journal/trial): for a day.
trials = Table(
    "trials",
    metadata,
    Column("instance", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("job", String, nullable=False),
    Column("cohort", String),
    Column("at", String),
    Column("asked", String, nullable=False),
    Column("who", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("began", String),
    Column("ended", String),
    Column("words", Text, nullable=False),
    Column("lacking", JSON, nullable=False),
    Column("plan", JSON),
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
    Index("intents_by_openness", "instance", "open"),
    Index("intents_by_time", "instance", "at"),
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
    Column("tenant", String, nullable=False, server_default=""),
    Column("account", String, nullable=False, server_default=""),
    Column("single_officer", Boolean, nullable=False, server_default=false()),
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

# A line of a source, its newest wording, and what it is worth. known_by: the source's id of it, or "=" and its digest.
rows = Table(
    "rows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("cohort", String, nullable=False),
    Column("form", String, nullable=False),
    Column("session", String, nullable=False),
    Column("known_by", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("response", String, nullable=False),
    Column("gone", String),
    Column("raw", JSON, nullable=False),
    Column("created", String),
    Column("origin", String, nullable=False),
    Column("identity", Text, nullable=False),
    Column("submitted", String),
    Column("person_id", String),
    Column("once", String),
    Column("answers", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("late", Boolean, nullable=False),
    UniqueConstraint("instance", "cohort", "form", "session", "known_by", name="one_row_a_line"),
)

# Rows that a person must look at. As a literal: an index over a part is used for no other wording of it. PostgreSQL's own
# is made by migrations alone: said here too, it would load that dialect wherever SQLite is used, which takes 2 MB.
TO_LOOK_AT = rows.c.state == literal_column("'quarantined'")
Index(
    "rows_to_look_at",
    rows.c.instance,
    rows.c.cohort,
    rows.c.number,
    sqlite_where=TO_LOOK_AT,
)

# Wordings that a row had before.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("row", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("raw", JSON, nullable=False),
    Column("submitted", String),
    Column("until", String, nullable=False),
    Index("versions_by_row", "instance", "row"),
)

# What officers say of a row that came wrong (records/corrections), in force until it is taken back.
corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("instance", String, nullable=False),
    Column("cohort", String, nullable=False),
    Column("form", String, nullable=False),
    Column("session", String, nullable=False),
    Column("row", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("what", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ended", String),
    Column("ended_by", String),
    Column("ended_because", Text),
    Index("corrections_by_form", "instance", "cohort", "form", "session"),
)

# Where to go on reading a questionnaire's answers, when they were last taken in, and what its rows are judged by.
bookmarks = Table(
    "bookmarks",
    metadata,
    Column("instance", String, primary_key=True),
    Column("cohort", String, primary_key=True),
    Column("form", String, primary_key=True),
    Column("session", String, primary_key=True),
    Column("link", Text, nullable=False),
    Column("read", String, nullable=False),
    Column("judged_by", String, nullable=False),
)

# Whose answers to a question are published (records/releases), and the post in which they were last shown.
releases = Table(
    "releases",
    metadata,
    Column("instance", String, primary_key=True),
    Column("cohort", String, primary_key=True),
    Column("form", String, primary_key=True),
    Column("session", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("blocks", JSON, nullable=False),
    Column("retired", JSON, nullable=False, server_default="[]"),
    Column("edition", String, nullable=False),
)

# Every post of figures that was to be sent, by its marker, noted before it left.
editions = Table(
    "editions",
    metadata,
    Column("instance", String, primary_key=True),
    Column("cohort", String, primary_key=True),
    Column("edition", String, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("at", String, nullable=False),
)

# Jobs that write nothing until somebody lifts it; `job` is empty where that is all of them.
pauses = Table(
    "pauses",
    metadata,
    Column("instance", String, primary_key=True),
    Column("job", String, primary_key=True),
    Column("who", String, nullable=False),
    Column("at", String, nullable=False),
    Column("reason", Text, nullable=False),
)

# Who had a lease last, and by which holding of it. The lease itself is a lock of the server's (leases).
leases = Table(
    "leases",
    metadata,
    Column("instance", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("run_id", String, nullable=False),
    Column("holding", String, nullable=False),
)

# What each process sent of late (journal/sent), for the others' pace: for minutes.
departures = Table(
    "departures",
    metadata,
    Column("instance", String, primary_key=True),
    Column("process", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("at_work", Boolean, nullable=False),
    Column("ages", JSON, nullable=False),
)

# Versions of the officers' files (journal/version). A digest is keyed; empty where the file was taken away.
config_versions = Table(
    "config_versions",
    metadata,
    Column("instance", String, primary_key=True),
    Column("file", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("how", String, nullable=False),
    Column("state", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("of", Integer),
    Column("erased", Boolean, nullable=False),
    Column("account", String, nullable=False, server_default=""),
)

# What stood in them, once each.
config_contents = Table(
    "config_contents",
    metadata,
    Column("instance", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Whom a content names, so that it can be erased with them.
config_mentions = Table(
    "config_mentions",
    metadata,
    Column("instance", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("person_id", String, primary_key=True),
)

# Who is signed in at the console, by a digest of what the browser has; until days after they were last seen. held: a form
# that came too late.
visits = Table(
    "visits",
    metadata,
    Column("instance", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("tenant", String, nullable=False),
    Column("account", String, nullable=False),
    Column("sign_in_name", String, nullable=False),
    Column("name", String, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("began", String, nullable=False),
    Column("seen", String, nullable=False),
    Column("ended", String),
    Column("held", JSON(none_as_null=True)),
    Column("proved", String),
    Index("visits_by_account", "instance", "account"),
)

# Sign-ins at the console that are under way, by their state: for minutes.
arrivals = Table(
    "arrivals",
    metadata,
    Column("instance", String, primary_key=True),
    Column("state", String, primary_key=True),
    Column("browser", String, nullable=False),
    Column("flow", JSON, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("back_to", Text, nullable=False),
    Column("began", String, nullable=False),
    Index("arrivals_by_browser", "instance", "browser"),
)
