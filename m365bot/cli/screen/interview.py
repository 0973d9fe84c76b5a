"""Questions at a terminal: one at a time, asked again until the answer can be read.

Called by the command `init`. Never decides what an answer means: the question itself reads it.
"""

import sys
from typing import Any

import click

from m365bot import visible
from m365bot.cli.screen import door, table
from m365bot.programme.dates import Unreadable
from m365bot.setup.columns import Placed, answered
from m365bot.setup.wish import Question, answers
from m365bot.words import say


def is_possible() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def line(words: str) -> str:
    """What is typed. Raises click.Abort."""
    return str(click.prompt(words, default="", show_default=False)).strip()


def answer(question: Question, *, usual: str = "") -> Any:
    """The answer, typed; a tuple where several are asked for."""
    hint = say("Enter で {usual}", usual=usual) if usual else say("例: {example}", example=question.example)
    words = f"{say(question.words)}({hint})"
    while True:
        written = line(words) or usual
        try:
            found = answers(question, written)
        except Unreadable as error:
            door.err(visible.line(f"{error.words} {error.hint}".strip()))
            continue
        return found if question.several else found[0]


def optional(question: Question) -> tuple[Any, ...]:
    """The answers; none where nothing is typed."""
    while written := line(
        f"{say(question.words)}({say('例: {example}', example=question.example)}、{say('なければ Enter')})"
    ):
        try:
            return answers(question, written)
        except Unreadable as error:
            door.err(visible.line(f"{error.words} {error.hint}".strip()))
    return ()


def agreed(words: str) -> bool:
    """Enter is yes."""
    return line(words + " [Y/n]").lower() in ("", "y", "yes", "はい")


# ---- columns --------------------


def columns(found: tuple[Placed, ...], names: tuple[str, ...]) -> tuple[Placed, ...]:
    """The columns as a person says they are, who was shown how they are read."""
    while not agreed(say("この読み方でよいですか?")):
        at = _column(found)
        if at is None:
            continue
        name = line(
            say(
                "『{heading}』は何の列ですか(使わないなら Enter)",
                heading=visible.line(found[at].heading.shown),
            )
        )
        if name and name not in names:
            door.err(say("書けるもの: {choices}", choices="、".join(names)))
            continue
        found = answered(found, at, name)
        door.err(reading_of(found))
    return found


def _column(found: tuple[Placed, ...]) -> int | None:
    written = line(say("直す列の記号(A、B など)")).upper()
    return next((at for at, each in enumerate(found) if each.heading.column == written), None)


WHY_NOT = {
    "needless": "使わない列",
    "unknown": "見出しが分からない",
    "otherwise": "中身が見出しと合わない",
    "twice": "同じ見出しが2つある",
    "empty": "空の列",
    "told": "使わない",
}


def reading_of(found: tuple[Placed, ...]) -> str:
    """How each column is read, as a table."""
    rows = [_row(each) for each in found]
    return table.text([say("列"), say("見出し"), say("読み方"), say("例")], rows)


def _row(each: Placed) -> list[str]:
    read = f"→ {each.name}" if each.name else f"({say(WHY_NOT[each.why_not])})"
    return [each.heading.column, each.heading.shown, read, "、".join(each.samples)[:40]]
