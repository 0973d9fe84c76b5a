"""Courses, as programme.yaml and a cohort.yaml list them.

Called by the readers of both.
"""

import math
from typing import Any

from m365bot.programme.curriculum import Course
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.scalars import FLAG, KEY, NUMBER, TEXT, choice
from m365bot.reading.shapes import Fields, must
from m365bot.reading.tables import Listing
from m365bot.words import say

UNREADABLE = math.nan  # hours that are complained of: no sum with them is too small


def _course(*, key: str, enrol: str = "everybody", **others: Any) -> Course:
    usual: dict[str, Any] = {"title": key, "hours": UNREADABLE}
    return Course(key=key, on_request=enrol == "on request", **usual | others)


COURSE = Fields(
    {
        "key": must(KEY),
        "title": must(TEXT),
        "hours": must(NUMBER),
        "required": FLAG,
        "enrol": choice(
            "on request",
            "everybody",
            also={"希望者": "on request", "希望制": "on request", "全員": "everybody"},
        ),
    },
    made_by=_course,
)


def courses(entries: Listing | None, file: ConfigFile, known: tuple[Course, ...] = ()) -> tuple[Course, ...]:
    """The courses of a list, put over the known ones; one key twice in a list is complained of."""
    found = {course.key: course for course in known}
    seen: set[str] = set()
    for entry in entries or ():
        if "key" not in entry:
            continue
        if entry["key"] in seen:
            file.complain(
                entry.at("key"),
                say("科目 '{key}' が2回書かれています。", key=entry["key"]),
                say("どちらか1つを残すか、名前を変えてください。"),
            )
        seen.add(entry["key"])
        found[entry["key"]] = COURSE.model(entry)
    return tuple(found.values())
