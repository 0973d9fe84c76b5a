"""self-study.yaml: learning items with their hours. Nothing acts on them yet.

Called by `whole`.
"""

from collections.abc import Collection

from m365bot.programme.curriculum import StudyItem
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.scalars import KEY, NUMBER, TEXT, URL, template
from m365bot.reading.shapes import Fields, Many, must, table_of
from m365bot.reading.tree.yaml import tree_if_any
from m365bot.words import say

ITEM = Fields(
    {
        "key": must(KEY),
        "title": must(TEXT),
        "provider": TEXT,
        "url": URL,
        "hours": must(NUMBER),
        "course": KEY,
    },
    made_by=StudyItem,
)
_PLACE = template("cohort")
LOG = Fields({"list": _PLACE, "workbook": _PLACE, "drop": _PLACE, "form": KEY})
SELF_STUDY = Fields({"items": Many(ITEM), "log": LOG})


def read(file: ConfigFile, courses: Collection[str]) -> tuple[StudyItem, ...]:
    """The learning items that could be read."""
    table = table_of(SELF_STUDY, tree_if_any(file), file)
    if table is None:
        return ()
    file.remark(table.place, say("自主学習はまだ効果のない設定です。"))
    found: dict[str, StudyItem] = {}
    for entry in table.get("items", ()):
        if not {"key", "title", "hours"} <= entry.keys():
            continue
        if entry["key"] in found:
            file.complain(entry.at("key"), say("教材 '{key}' が2回書かれています。", key=entry["key"]))
        course = entry.get("course", "")
        if course and course not in courses:
            file.complain(
                entry.at("course"), say("科目 '{key}' はありません。", key=course), nearest(course, courses)
            )
        found[entry["key"]] = ITEM.model(entry)
    return tuple(found.values())
