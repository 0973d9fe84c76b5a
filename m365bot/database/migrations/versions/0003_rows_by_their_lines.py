"""Rows are known by the line they come from, with what they are worth; bookmarks say what a source's rows are judged by.

Rows of before are known by their content until their line is seen again (records/adoption). They are judged at the
next reading, since nothing was kept of what they were worth. When a source was last read to be complete moves out of
what is remembered of its list.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

OLD = ("instance", "cohort", "form", "session", "raw", "submitted", "person_id")
PLACE = "/responses:"


def upgrade() -> None:
    op.create_table("rows_by_line", *_row_columns())
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.String, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("submitted", sa.String),
        sa.Column("until", sa.String, nullable=False),
    )
    op.create_index("versions_by_row", "versions", ["instance", "row"])
    op.create_table(
        "bookmarks",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("instance", "cohort", "form", "session")),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("read", sa.String, nullable=False),
        sa.Column("judged_by", sa.String, nullable=False),
    )
    _copy()
    op.drop_table("rows")
    op.drop_table("links")
    op.rename_table("rows_by_line", "rows")
    _freshness_apart()


def downgrade() -> None:
    """Wordings of before and what rows were worth are lost; of two rows that say the same the first stays."""
    place = ("instance", "cohort", "form", "session")
    op.create_table(
        "rows_by_content",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in (*place, "hash")),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("submitted", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("person_id", sa.String),
        sa.UniqueConstraint(*place, "hash"),
    )
    op.create_table(
        "links",
        *(sa.Column(name, sa.String, primary_key=True) for name in place),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("read", sa.String, nullable=False),
    )
    op.execute(
        f"INSERT INTO rows_by_content ({', '.join(OLD)}, hash, source) SELECT {', '.join(OLD)}, digest, origin "  # noqa: S608  # nothing in it comes from outside
        "FROM rows WHERE number IN (SELECT min(number) FROM rows GROUP BY instance, cohort, form, session, digest) "
        "ORDER BY number"
    )
    op.execute(
        "INSERT INTO links (instance, cohort, form, session, link, read) "
        "SELECT instance, cohort, form, session, link, read FROM bookmarks"
    )
    for table in ("rows", "versions", "bookmarks"):
        op.drop_table(table)
    op.rename_table("rows_by_content", "rows")


def _row_columns() -> list[Any]:
    text = ("instance", "cohort", "form", "session", "known_by", "digest", "response")
    return [
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in text),
        sa.Column("gone", sa.String),
        sa.Column("raw", sa.JSON, nullable=False),
        sa.Column("created", sa.String),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("submitted", sa.String),
        sa.Column("person_id", sa.String),
        sa.Column("once", sa.String),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.UniqueConstraint("instance", "cohort", "form", "session", "known_by", name="one_row_a_line"),
    ]


def _copy() -> None:
    """In the order they were stored, which says which of two counts where nothing else does."""
    op.execute(
        f"""
        INSERT INTO rows_by_line ({", ".join(OLD)}, once, known_by, digest, response, origin, identity, answers,
                                  state, reason, late)
        SELECT {", ".join(OLD)}, person_id, '=' || hash, hash, '', source, '', '{{}}', 'quarantined', '', {_FALSE}
        FROM rows ORDER BY number
        """  # noqa: S608  # nothing in it comes from outside
    )
    op.execute(
        "INSERT INTO bookmarks (instance, cohort, form, session, link, read, judged_by) "
        "SELECT instance, cohort, form, session, link, read, '' FROM links"
    )


_FALSE = "(1 = 0)"  # as both databases read it


def _freshness_apart() -> None:
    """Two teams' lists may have served one questionnaire, where config named another team since: the newest counts."""
    memory = sa.table("memory", *(sa.column(name) for name in ("instance", "key", "memo")))
    connection = op.get_bind()
    fresh: dict[tuple[str, str], dict[str, Any]] = {}
    remembered = sa.select(memory).where(memory.c.key.contains(PLACE))
    for instance, key, text in connection.execute(remembered).all():
        memo = json.loads(text)
        read = memo.pop("read", None)
        rest = {name: value for name, value in memo.items() if name not in ("stored", "quarantined")}
        mine = (memory.c.instance == instance) & (memory.c.key == key)
        connection.execute(sa.update(memory).where(mine).values(memo=json.dumps(rest, ensure_ascii=False)))
        cohort, form, session = key.rpartition(PLACE)[2].split("/")
        place = (instance, f"answers:{cohort}/{form}/{session}")
        if place not in fresh or (read or "") > (fresh[place]["read"] or ""):
            fresh[place] = {"cohort": cohort, "form": form, "session": session, "read": read}
    for (instance, key), memo in fresh.items():
        words = json.dumps(memo, ensure_ascii=False)
        connection.execute(sa.insert(memory).values(instance=instance, key=key, memo=words))
