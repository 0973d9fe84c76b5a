"""Screen words: Japanese where they are used, another language by its catalogue.

Called by whatever shows something to a person. M365BOT_LANG asks for a language; a sentence that its catalogue lacks
stands in Japanese. What reaches the tenant (posts, names, texts to trainees) is written with `tell` and is Japanese
whatever the operator's screen shows: a run in English must find what one in Japanese has written. Where words of the
screen go to others too (a notice, what a daemon keeps for whoever looks), that is done inside `telling`. Where one process
serves several people, each is spoken to inside `speaking`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

LANGUAGES = ("ja", "en")
_told: ContextVar[bool] = ContextVar("told", default=False)
_spoken: ContextVar[str] = ContextVar("spoken", default="")


@cache
def _catalogue(language: str) -> dict[str, str]:
    """Nothing is read for Japanese, which is the source."""
    if language == "ja" or language not in LANGUAGES:
        return {}
    from m365bot.words import catalogue

    return catalogue.of(language)


def say(sentence: str, /, **fields: object) -> str:
    """The sentence in the language asked for, its {fields} filled in; fields are never read as templates."""
    words = _catalogue(spoken()).get(sentence, sentence)
    return words.format(**fields) if fields else words


def spoken() -> str:
    """The language that `say` speaks just now."""
    return "ja" if _told.get() else _spoken.get() or os.environ.get("M365BOT_LANG", "ja")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """While inside, `say` speaks to one person in the language that they chose; also in tasks and threads begun there."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


@contextmanager
def telling() -> Iterator[None]:
    """While inside, `say` is Japanese as `tell` is, also in tasks and threads that begin there."""
    before = _told.set(True)
    try:
        yield
    finally:
        _told.reset(before)


def tell(sentence: str, /, **fields: object) -> str:
    """The sentence in Japanese, for whom it reaches through the tenant."""
    return sentence.format(**fields) if fields else sentence


def later(sentence: str, /) -> str:
    """The sentence as it is: it stands in a table or a decorator, and `say` looks it up when it is shown."""
    return sentence


_WEEKDAYS = tuple(map(later, ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日")))


def short_weekday(day: int) -> str:
    """Monday is 0; 月 in Japanese, which has a letter for it, the whole word elsewhere."""
    return say(_WEEKDAYS[day]).removesuffix("曜日")
