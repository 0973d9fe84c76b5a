"""Sessions, from `sessions:` of cohort.yaml or from sessions.xlsx / sessions.csv.

Called by the reader of cohorts. A sheet's lines become the same tables that YAML gives (`sessions_sheet`), so that
one set of rules makes sessions of both.
"""

from collections.abc import Iterable, Mapping

from m365bot.programme.sessions import Session
from m365bot.reading import values
from m365bot.reading.complaints import nearest
from m365bot.reading.files import named
from m365bot.reading.files.materials import MATERIALS
from m365bot.reading.files.questionnaires import ASKED
from m365bot.reading.files.rounds import hours_of, moved_from, rounds_of
from m365bot.reading.files.year import Year
from m365bot.reading.scalars import FLAG, KEY, LABELS, MAIL, MOMENT, NAME, NUMBER, TEXT
from m365bot.reading.shapes import Fields, Many, Scalar, apart, must
from m365bot.reading.tables import Table
from m365bot.words import say

ENDS = Scalar(values.clock_or_moment)
ROUND = Fields({"at": must(MOMENT), "ends": ENDS, "for": LABELS, "moved_to": MOMENT})
SESSION = Fields(
    {
        "key": must(KEY),
        "course": apart(KEY),
        "title": TEXT,
        "rounds": apart(Many(ROUND)),
        "at": apart(MOMENT),
        "ends": apart(ENDS),
        "breaks": apart(Scalar(values.breaks)),
        "hours": apart(NUMBER),
        "for": apart(LABELS),
        "place": TEXT,
        "online": FLAG,
        "instructors": apart(Many(MAIL, lone=True)),
        "channel": apart(NAME),
        "materials": apart(MATERIALS),
        "announce": FLAG,
        "forms": apart(ASKED),
        "makes_up": KEY,
        "audience": LABELS,
        "moved_to": apart(MOMENT),
        "because": TEXT,
    }
)
_INHERITED = ("course", "title", "place", "online", "instructors", "channel", "hours", "breaks")


def sessions_of(tables: Iterable[Table], year: Year) -> list[tuple[Session, Table]]:
    """The sessions that could be made, each with the table it was made of."""
    by_key = {table["key"]: table for table in tables if "key" in table}
    found: list[tuple[Session, Table]] = []
    seen: set[str] = set()
    for table in tables:
        if "key" not in table:
            continue
        if table["key"] in seen:
            year.file.complain(
                table.at("key"),
                say("回 '{key}' が2回書かれています。", key=table["key"]),
                say("どちらか1つを残すか、名前を変えてください。"),
            )
            continue
        seen.add(table["key"])
        session = _session(_with_inherited(table, by_key, year), year)
        if session:
            found.append((session, table))
    return found


def _with_inherited(table: Table, by_key: Mapping[str, Table], year: Year) -> Table:
    """A make-up session is as the session it makes up, but for what it says itself."""
    made_up = table.get("makes_up")
    if made_up is None:
        return table
    origin = by_key.get(made_up)
    if origin is None or origin is table:
        year.file.complain(
            table.at("makes_up"),
            say("補講の元の回 '{key}' がありません。", key=made_up),
            nearest(made_up, by_key),
        )
        return table
    whole = Table(table.place)
    for key in _INHERITED:
        if key in origin and not (key in ("hours", "breaks") and "ends" in table):
            whole.put(key, origin[key], origin.at(key))
    for key, value in table.items():
        whole.put(key, value, table.at(key))
    return whole


def _session(table: Table, year: Year) -> Session | None:
    title = table.get("title")
    if title is None and not (table.mentions("title") or table.mentions("makes_up")):
        year.file.complain(
            table.place,
            say("回『{key}』に題名がありません。", key=table["key"]),
            say("title(日程表では「題名」の列)に書いてください。"),
        )
    course = named.course_of(table, year)
    rounds = rounds_of(table, year)
    instructors = tuple(named.instructors_of(table, year))
    channel = named.channel_of(table, year, course)
    if not rounds or title is None:
        return None
    return Session(
        **SESSION.values(table),
        rounds=rounds,
        hours=hours_of(table, rounds[0]),
        course=course,
        instructors=instructors,
        channel=channel,
        moved_from=moved_from(table, year),
    )
