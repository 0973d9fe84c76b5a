"""One cell as the answer to its question.

Called by the judge. Never guesses: what is not an answer raises Unreadable, and the row is quarantined.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo

from m365bot.programme.forms import Question
from m365bot.records import richtext
from m365bot.records.folding import fold
from m365bot.records.moments import Unreadable, day
from m365bot.records.values import is_blank, is_doubled, is_person, shown
from m365bot.words import say

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")

YES, NO = "はい", "いいえ"

Answer = str | int | float | list[str]
"""As JSON holds it; a date is its ISO text."""


def read(cell: object, question: Question, zone: tzinfo) -> Answer | None:
    """The answer, None where nothing was answered."""
    if is_blank(cell) or is_doubled(cell):
        return None  # which of two is meant, nobody knows: the columns' complaint says so
    try:
        if isinstance(cell, bool) and not takes_yes_and_no(question):
            raise Unreadable(not_for_yes_and_no())
        return _READERS[question.type](cell, question, zone)
    except Unreadable as error:
        raise Unreadable(say("質問『{text}』: {why}", text=question.text, why=error)) from None


def _scale(cell: object, question: Question, zone: tzinfo) -> Answer:
    value = _number(cell, question, zone)
    if not isinstance(value, int):
        raise Unreadable(say("『{cell}』は整数ではありません。", cell=cell))
    return value


def _number(cell: object, question: Question, _: tzinfo) -> int | float:
    value = _as_number(cell)
    low, high = question.range or (-math.inf, math.inf)
    if not float(low) <= value <= float(high):
        raise Unreadable(
            say(
                "『{cell}』は {low}～{high} の範囲にありません。", cell=cell, low=f"{low:g}", high=f"{high:g}"
            )
        )
    return int(value) if value.is_integer() else value


def _as_number(cell: object) -> float:
    try:
        if isinstance(cell, (bool, list, dict)):
            raise ValueError
        if isinstance(cell, int):
            return float(cell)
        words = (
            unicodedata.normalize("NFKC", str(cell)).strip().replace("\u2212", "-")
        )  # the minus sign of mathematics
        value = float(re.sub(r"(?<=\d),(?=\d{3})", "", words))
    except (ValueError, OverflowError):
        raise Unreadable(say("『{cell}』は数ではありません。", cell=cell)) from None
    if not math.isfinite(value):
        raise Unreadable(say("『{cell}』は数ではありません。", cell=cell))
    return value


def _text(cell: object, _: Question, __: tzinfo) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    if is_person(cell):
        return shown(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a workbook has no whole numbers
    if not isinstance(cell, str):
        return str(cell) if isinstance(cell, (int, float)) else json.dumps(cell, ensure_ascii=False)
    words = richtext.plain(cell) if richtext.is_rich(cell) else cell
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _choice(cell: object, question: Question, zone: tzinfo) -> str:
    return _option(_text(cell, question, zone).strip(), question)


def takes_yes_and_no(question: Question) -> bool:
    """May its column be one of Yes and No, which gives true and false (docs/facts.md C62)?"""
    folded = {fold(option) for option in question.options}
    return question.type in ("choice", "text") and (not folded or {YES, NO} <= folded)


def not_for_yes_and_no() -> str:
    return say(
        "列が「はい/いいえ」型なので、答えとして読めません。列を「選択肢」型かテキスト型にするか、"
        "様式の選択肢を「はい」と「いいえ」にしてください。"
    )


def _choices(cell: object, question: Question, zone: tzinfo) -> list[str]:
    """`["A","B"]` of a flow, `A;B;` of a workbook, a list of a choice column: one list (docs/facts.md C03)."""
    parts = _several(cell, question.options)
    picked = [_choice(part, question, zone) for part in parts if not is_blank(part)]
    return list(dict.fromkeys(picked))


def _several(cell: object, options: Sequence[str]) -> Iterable[object]:
    if isinstance(cell, list):
        return cell
    words = str(cell).strip()
    if words.startswith("["):
        try:
            parts = json.loads(words)
        except (ValueError, RecursionError):
            parts = None
        if isinstance(parts, list):
            return parts
    return _split(words, options)


def _split(words: str, options: Sequence[str]) -> Iterable[str]:
    """Split at `;` (or `;#`, as older lists do), but not inside an option that holds one."""
    while words := words.lstrip(";# \n"):
        longest = sorted(options, key=len, reverse=True)
        whole = next((o for o in longest if words == o or words.startswith(f"{o};")), None)
        part = whole or words.split(";", 1)[0]
        yield part
        words = words[len(part) :]


def _option(words: str, question: Question) -> str:
    """The option as the form writes it; any text where the form names none, or lets people use their own words."""
    for option in question.options:
        if fold(option) == fold(words):
            return option
    if question.other or not question.options:
        return words
    raise Unreadable(
        say(
            "『{cell}』は選択肢にありません。「その他」に書かれた言葉なら、様式の質問に other: true を足してください。",
            cell=words,
        )
    )


def _date(cell: object, _: Question, zone: tzinfo) -> str:
    return day(cell, zone).isoformat()


_READERS: Mapping[str, Callable[[object, Question, tzinfo], Answer]] = {
    "scale": _scale,
    "number": _number,
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
}
