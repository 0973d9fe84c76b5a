"""schedule.yaml, self-study.yaml, messages/*.md and the keys of settings.toml.

Called by `readers.instance`. settings.toml's values are read elsewhere; here only its form and keys are
looked at.
"""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from m365bot.programme.curriculum import StudyItem
from m365bot.programme.programme import Schedule
from m365bot.reading import schema
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk, Room, files_of, remark_on_unread, text_of
from m365bot.reading.files.issues import front_matter
from m365bot.reading.shapes import table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import compose, tree_if_any
from m365bot.words import say

JOBS = ("provision", "distribute", "collect", "remind", "results", "newsletter", "recruit", "graduate")


WITHOUT_EFFECT = {
    "tenant": ("mailbox", "webhook", "client_secret_file", "certificate_password_file"),
    "network": ("proxy",),
    "config": ("source",),
}
"""Keys of settings.toml that are accepted and that nothing acts on yet."""


def schedule(desk: Desk, present: Collection[str]) -> dict[str, Schedule]:
    """What schedule.yaml says of each job; `present` are the instance's job files."""
    table = table_of(schema.SCHEDULE, tree_if_any(desk), desk) or Table(desk.at())
    found: dict[str, Schedule] = {}
    for job, entry in table.items():
        if job not in JOBS and job not in present:
            desk.complain(
                table.at(job),
                say("'{job}' という手順はありません。", job=job),
                nearest(job, (*JOBS, *present)),
            )
        elif present and job not in present:
            desk.remark(table.at(job), say("手順 '{job}' はまだありません。効果のない設定です。", job=job))
        if "when" in entry or "missed" in entry:
            found[job] = Schedule(job, entry.get("when", ""), entry.get("missed", ""))
    return found


def self_study(desk: Desk, courses: Collection[str]) -> tuple[StudyItem, ...]:
    """The learning items; nothing acts on them yet."""
    table = table_of(schema.SELF_STUDY, tree_if_any(desk), desk)
    if table is None:
        return ()
    desk.remark(table.place, say("自主学習はまだ効果のない設定です。"))
    found: dict[str, StudyItem] = {}
    for entry in table.get("items", ()):
        if not {"key", "title", "hours"} <= entry.keys():
            continue
        if entry["key"] in found:
            desk.complain(entry.at("key"), say("教材 '{key}' が2回書かれています。", key=entry["key"]))
        course = entry.get("course", "")
        if course and course not in courses:
            desk.complain(
                entry.at("course"), say("科目 '{key}' はありません。", key=course), nearest(course, courses)
            )
        found[entry["key"]] = StudyItem(
            entry["key"],
            entry["title"],
            entry.get("provider", ""),
            entry.get("url", ""),
            entry["hours"],
            course,
        )
    return tuple(found.values())


def messages(folder: Path, room: Room) -> None:
    """Look at the texts' front matter; nothing sends them yet."""
    remark_on_unread(folder, room, ".md", ".txt", ".docx", ".markdown")
    for path in files_of(folder, ".md"):
        desk = room.desk(path)
        parts = front_matter(desk)
        if parts is None:
            continue
        above, matter, body = parts
        root = compose(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "○", matter), above)
        if root is not None:
            schema.MESSAGE.read(root, above)
        if not body.strip():
            desk.complain(desk.at(), say("本文が空です。"))
        desk.remark(desk.at(), say("人への文面はまだ効果のない設定です。"))


def settings(desk: Desk) -> dict[str, Any]:
    """settings.toml's tables; complaints for its form and for keys that are not known."""
    text = text_of(desk) if desk.path.exists() else None
    if text is None:
        return {}
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _complain_of_toml(error, text, desk)
        return {}
    for section, values in found.items():
        _check_section(section, values, text, desk)
    return found


def _complain_of_toml(error: Exception, text: str, desk: Desk) -> None:
    match = re.search(r"line (\d+), column (\d+)", str(error))
    line, column = (int(match[1]), int(match[2])) if match else (text.count("\n") + 1, 1)
    lines = text.splitlines() or [""]
    written = lines[min(line, len(lines)) - 1].strip()
    if "overwrite" in str(error) or "twice" in str(error):
        _complain_of_double(written, lines, line, desk)
        return
    desk.complain(
        desk.at(line, column),
        say("TOML として読めません: {written}", written=written[:80]),
        say('「名前 = "値"」の形で、文字は半角の引用符で囲んでください。'),
    )


def _complain_of_double(written: str, lines: list[str], number: int, desk: Desk) -> None:
    name = written.partition("=")[0].strip()
    same = [
        index for index, line in enumerate(lines[: number - 1], 1) if line.partition("=")[0].strip() == name
    ]
    desk.complain(
        desk.at(number),
        say(
            "'{name}' が2回書かれています({line}行目にもあります)。", name=name, line=same[-1] if same else 1
        ),
        say("どちらか1つを残してください。"),
    )


def _check_section(section: str, values: Any, text: str, desk: Desk) -> None:
    if section not in schema.SETTINGS:
        desk.complain(
            desk.at(_line(rf"^\s*\[?\s*{re.escape(section)}\b", text)),
            say("'{name}' という項目はありません。", name=section),
            nearest(section, schema.SETTINGS),
        )
        return
    if not isinstance(values, dict):
        desk.complain(
            desk.at(_line(rf"^\s*{re.escape(section)}\b", text)),
            say("ここには [{name}] という見出しと、その下の「名前 = 値」を書きます。", name=section),
        )
        return
    for name, value in values.items():
        _check_value(f"{section}.{name}", value, desk.at(_line(rf"^\s*\"?{re.escape(name)}\b", text)), desk)
        if name not in schema.SETTINGS[section]:
            desk.complain(
                desk.at(_line(rf"^\s*\"?{re.escape(name)}\b", text)),
                say("'{name}' という項目はありません。", name=f"{section}.{name}"),
                schema.likely_setting(section, name),
            )
        elif name in WITHOUT_EFFECT.get(section, ()) or (name, values[name]) == ("mode", "narrow"):
            place = desk.at(_line(rf"^\s*\"?{re.escape(name)}\b", text))
            desk.remark(place, say("'{name}' はまだ効果のない設定です。", name=f"{section}.{name}"))


def _check_value(name: str, value: Any, place: Place, desk: Desk) -> None:
    wanted = dict if name in schema.SETTINGS_TABLES else str
    if not isinstance(value, wanted):
        hint = (
            say('{名前 = "値"} の形で書きます。') if wanted is dict else say("値を引用符で囲んでください。")
        )
        desk.complain(place, say("'{name}' の値を読めません。", name=name), hint)
    elif name in schema.SETTINGS_CHOICES and value not in schema.SETTINGS_CHOICES[name]:
        choices = schema.SETTINGS_CHOICES[name]
        desk.complain(
            place,
            say("'{name}' に「{value}」とは書けません。", name=name, value=value),
            nearest(str(value), choices),
        )


def _line(pattern: str, text: str) -> int:
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1
