"""Single values that several files hold: texts, keys, days, one of some words.

Called by the modules of `files`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from m365bot.programme import dates, relative
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import nearest
from m365bot.reading.shapes import Many, Scalar
from m365bot.words import say


def choice(*words: str, also: Mapping[str, str] | None = None) -> Scalar:
    """One of some words; `also` gives other spellings of them."""
    spellings = {word.lower(): word for word in words} | {k.lower(): v for k, v in (also or {}).items()}

    def convert(written: str) -> str:
        found = spellings.get(values.plain(written).lower())
        if found is None:
            raise Unreadable(say("「{text}」とは書けません。", text=written), nearest(written.strip(), words))
        return found

    return Scalar(convert, schema=_one_of((*words, *(also or ()))))


def _one_of(words: Iterable[str]) -> dict[str, Any]:
    """The words, offered as they are written here; letters of either case are taken."""
    offered: list[Any] = list(words)
    offered += [word == "true" for word in offered if word in ("true", "false")]  # as YAML reads them
    pattern = "|".join("".join(map(_either_case, word)) for word in words if isinstance(word, str))
    return {"anyOf": [{"enum": offered}, {"type": "string", "pattern": f"^\\s*({pattern})\\s*$"}]}


def _either_case(letter: str) -> str:
    if letter.isascii() and letter.isalpha():
        return f"[{letter.upper()}{letter.lower()}]"
    return letter if letter.isalnum() or letter in " -" else re.escape(letter)


def _like(pattern: str, **numbers: Any) -> dict[str, Any]:
    """A text that holds something, or a number within bounds."""
    text = {"type": "string", "pattern": pattern}
    return {"anyOf": [text, {"type": "number", **numbers}]} if numbers else text


def template(*fields: str, then: Callable[[str], str] = values.text) -> Scalar:
    """A text in which {field} stands for something."""

    def convert(written: str) -> str:
        for found in values.FIELD.findall(written):
            if found not in fields:
                raise Unreadable(say("「{{{field}}}」は使えません。", field=found), nearest(found, fields))
        return then(written)

    return Scalar(convert, prose=True)


# What editors are told is for what an editor can see at once. It uses no more of regular expressions than JavaScript has,
# and lets pass whatever `convert` might take, in full-width letters too.
_DIGIT, _BOUNDS = r"[0-9\uff10-\uff19]", {"minimum": 0, "maximum": 10_000}
_DATE = {"type": "string", "pattern": rf"({_DIGIT}|\u5143)\s*[-/.\u5e74\uff0d\uff0f\uff0e]\s*{_DIGIT}"}
_NAME_OF_KEY = r"^\s*[^\s!-,/:-@\[-^`{-~]+\s*$"
_FLAGS = ("true", "false", "yes", "no", "on", "off", "はい", "いいえ", "する", "しない", "○", "×")

TEXT = Scalar(values.text, prose=True)
NAME = Scalar(values.name, prose=True)
KEY = Scalar(values.key, schema=_like(_NAME_OF_KEY, minimum=0))
NUMBER = Scalar(values.number, schema=_like(_DIGIT, **_BOUNDS))
WHOLE = Scalar(values.whole, schema=_like(_DIGIT, minimum=0, multipleOf=1))
SIGNED = Scalar(values.signed, schema=_like(_DIGIT, minimum=-1e9))
PERCENT = Scalar(values.percent, schema=_like(r"[%\uff05]\s*$"))
FLAG = Scalar(values.flag, schema=_one_of(_FLAGS))
MAIL = Scalar(values.mail, schema=_like(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"))
URL = Scalar(values.url, schema=_like(r"^\s*https://[^\s/]"))
NICKNAME = Scalar(values.nickname, schema=_like(r"^\s*[!-~]+\s*$", minimum=0))
ROLE = Scalar(values.role, schema=_one_of(values.ROLES))
DAY = Scalar(dates.day, schema=_DATE)
LAST_DAY = Scalar(dates.last_day, schema=_DATE)
MOMENT = Scalar(dates.moment, schema=_DATE)
DATE_WORDS = Scalar(relative.parse, schema={"type": "string"})
DATE_OR_NEVER = Scalar(relative.parse_or_never, schema={"type": "string"})
TEXTS = Many(TEXT, lone=True)
LABELS = Many(Scalar(values.text), lone=True)  # names looked up elsewhere, such as 班1
ROLES = Many(ROLE, lone=True)
