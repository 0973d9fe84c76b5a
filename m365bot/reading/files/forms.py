"""forms/*.yaml: one form each, reusable by every cohort and session.

Called by `whole`. What sessions and cohorts make of them is in `questionnaires`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from m365bot.programme.forms import Books, Form, Question, SourceKind, SourceSpec
from m365bot.reading import folders, values
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.scalars import DATE_WORDS, FLAG, KEY, NUMBER, SIGNED, TEXT, choice, template
from m365bot.reading.shapes import Fields, Many, apart, must, table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say

_KINDS: tuple[SourceKind, ...] = ("list", "workbook", "drop")
_SOURCE = template("session", "cohort", "fiscal_year", "course")
_TITLE = template("session", "session_title", "cohort", "programme", "fiscal_year", "course")

QUESTION = Fields(
    {
        "key": must(KEY),
        "text": must(TEXT),
        "type": must(
            choice(
                "scale",
                "text",
                "choice",
                "choices",
                "date",
                "number",
                also={
                    "段階": "scale",
                    "自由記述": "text",
                    "一つ選ぶ": "choice",
                    "いくつか選ぶ": "choices",
                    "日付": "date",
                    "数": "number",
                },
            )
        ),
        "range": apart(Many(SIGNED)),
        "options": Many(TEXT),
        "other": FLAG,
        "show": choice(
            "average", "count", "never", also={"平均": "average", "人数": "count", "出さない": "never"}
        ),
    }
)
LONGEST_COLUMN = 255  # letters of a column's name (docs/facts.md lists.columns)
FORM = Fields(
    {
        "form": must(apart(KEY)),
        "title": must(_TITLE),
        "source": must(apart(Fields({**dict.fromkeys(_KINDS, _SOURCE), "make": FLAG}))),
        "who": choice(
            "trainees",
            "attendees",
            "leaders",
            "applicants",
            "all staff",
            "anonymous",
            also={
                "受講者": "trainees",
                "対象者": "attendees",
                "出席者": "attendees",
                "参加者": "attendees",
                "修了生": "leaders",
                "応募者": "applicants",
                "全職員": "all staff",
                "匿名": "anonymous",
                "無記名": "anonymous",
            },
        ),
        "opens": DATE_WORDS,
        "due": DATE_WORDS,
        "remind": Many(DATE_WORDS, lone=True),
        "escalate": DATE_WORDS,
        "url": template("session", "cohort", "fiscal_year", "course", then=values.url),
        "identity": TEXT,
        "resubmission": choice(
            "last", "first", "all", also={"最後": "last", "最初": "first", "すべて": "all"}
        ),
        "books": Fields(
            {"evidence": must(apart(choice("form"))), "hours": NUMBER, "course": KEY}, made_by=Books
        ),
        "questions": must(apart(Many(QUESTION))),
    }
)


def read_all(folder: Path, instance: Instance) -> dict[str, Form | None]:
    """Every form of the folder, by key; None is one that is there and was complained of."""
    found: dict[str, Form | None] = {}
    folders.remark_on_unread(folder, instance, ".yaml", ".txt", ".docx", ".xlsx")
    for path in folders.files_of(folder, ".yaml", ".yml"):
        file = instance.file(path)
        table = table_of(FORM, tree_of(file), file)
        form = None if table is None else _form(table, file)
        if table is None or form is None:
            found.setdefault(path.stem if table is None else table.get("form", path.stem), None)
        elif found.get(form.key):
            file.complain(
                table.at("form"),
                say("様式 '{key}' は別のファイルにもあります。", key=form.key),
                say("どちらかの form の名前を変えてください。"),
            )
        else:
            found[form.key] = form
    return found


def _form(table: Table, file: ConfigFile) -> Form | None:
    source = _source(table, file)
    if source is None or not {"form", "title", "questions"} <= table.keys():
        return None
    return Form(
        **FORM.values(table),
        key=table["form"],
        file=file.name,
        source=source,
        questions=tuple(_questions(table["questions"], file)),
    )


def _source(table: Table, file: ConfigFile) -> SourceSpec | None:
    source = table.get("source", {})
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) > 1:
        file.complain(
            source.at(kinds[1]),
            say("source は1つだけ書いてください({kinds})。", kinds=say("、").join(kinds)),
            say("使うものを1つ残し、ほかを消してください。"),
        )
    if not kinds:
        if "source" in table and set(source.places) <= {"make"}:  # else what stands in it is complained of
            file.complain(
                table.at("source"), say("source がありません。"), say("書けるもの: list、workbook、drop")
            )
        return None
    if kinds[0] != "list" and "make" in source:
        file.complain(
            source.at("make"),
            say("make を書けるのは list だけです。"),
            say("ブックは Forms が、フォルダーは人が作ります。"),
        )
    if source.get("make"):
        _look_at_columns(table, file)
    return SourceSpec(kinds[0], source[kinds[0]], make=bool(source.get("make")))


def _look_at_columns(table: Table, file: ConfigFile) -> None:
    """A list that is made has a column for each question, called like it."""
    for entry in table.get("questions", ()):
        if len(entry.get("text", "")) > LONGEST_COLUMN:
            file.complain(
                entry.at("text"),
                say("質問が{count}文字を超えるので、リストの列の名前にできません。", count=LONGEST_COLUMN),
                say("質問を短くするか、make を消してリストを手で作ってください。"),
            )


def _questions(entries: list[Table], file: ConfigFile) -> Iterator[Question]:
    seen: dict[str, str] = {}
    for entry in entries:
        if not {"key", "text", "type"} <= entry.keys():
            continue
        for field in ("key", "text"):
            if f"{field}:{entry[field]}" in seen:
                file.complain(
                    entry.at(field),
                    say("質問『{text}』が2回書かれています。", text=entry[field]),
                    say("どちらか1つを残すか、名前を変えてください。"),
                )
            seen[f"{field}:{entry[field]}"] = ""
        yield _question(entry, file)


def _question(entry: Table, file: ConfigFile) -> Question:
    bounds = entry.get("range")
    _look_at_question(entry, entry["type"], bounds, file)
    return Question(**QUESTION.values(entry), range=_range(bounds))


def _range(bounds: Any) -> tuple[float, float] | None:
    right = bounds is not None and len(bounds) == 2 and bounds[0] < bounds[1]
    return (bounds[0], bounds[1]) if right else None


def _look_at_question(entry: Table, kind: str, bounds: Any, file: ConfigFile) -> None:
    if bounds is not None and _range(bounds) is None:
        file.complain(entry.at("range"), say("range は [最小, 最大] の2つの数です。"), say("例: [1, 5]"))
    if kind == "scale" and "range" not in entry:
        file.complain(
            entry.at("type"), say("type が scale の質問には range が要ります。"), say("例: range: [1, 5]")
        )
    if kind in ("choice", "choices") and not entry.get("options"):
        file.complain(
            entry.at("type"),
            say("type が {kind} の質問には options が要ります。", kind=kind),
            say("例: options: [はい, いいえ]"),
        )
    options = entry.get("options") or []
    if twice := next((each for i, each in enumerate(options) if each in options[:i]), None):
        file.complain(
            entry.at("options"),
            say("選択肢『{option}』が2回書かれています。", option=twice),
            say("どちらか1つを残すか、名前を変えてください。"),
        )
    if entry.get("other") and kind not in ("choice", "choices"):
        file.complain(
            entry.at("other"),
            say("other を書けるのは choice と choices の質問だけです。"),
            say("other を消すか、type を choice か choices にしてください。"),
        )
    if entry.get("show") == "average" and kind not in ("scale", "number"):
        file.complain(
            entry.at("show"),
            say("平均を出せるのは scale と number の質問だけです。"),
            say("count か never にしてください。"),
        )
    if entry.get("show") == "count" and kind == "text":
        file.complain(entry.at("show"), say("自由記述は表に出せません。"), say("never にしてください。"))
