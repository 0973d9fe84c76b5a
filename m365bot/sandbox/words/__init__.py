"""The words of the practice tenant's own pages: Japanese where they stand, English by a table, for who asks for it.

Called by the viewer and the sign-in pages. What the tenant holds is shown as it is, in whatever language.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from m365bot.sandbox.words.english import ENGLISH

LANGUAGES = ("ja", "en")
FIELD = "lang"  # of an address, and of the cookie that remembers it
_spoken: ContextVar[str] = ContextVar("spoken", default="ja")


def word(sentence: str, /) -> str:
    """In the language of the page that is being made."""
    return ENGLISH.get(sentence, sentence) if spoken() == "en" else sentence


def spoken() -> str:
    return _spoken.get()


@contextmanager
def spoken_to(language: str) -> Iterator[None]:
    """While inside, pages are made in this language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def wished(query: str) -> str:
    """By the address, `?lang=en`; empty where it says nothing."""
    return next((one for one in parse_qs(query).get(FIELD, []) if one in LANGUAGES), "")


def asked(query: str, *, cookie: str = "", accepts: str = "") -> str:
    """By the address, else as that said before, else as the browser is set, else as the practice tenant was started."""
    ways = (wished(query), _remembered(cookie), _accepted(accepts), os.environ.get("M365BOT_LANG", ""))
    return next((one for one in ways if one in LANGUAGES), "ja")


def _remembered(cookie: str) -> str:
    try:
        morsel = SimpleCookie(cookie).get(FIELD)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _accepted(header: str) -> str:
    """The one that Accept-Language likes best."""
    found = re.findall(r"\b(ja|en)\b[\w-]*\s*(?:;\s*q=([\d.]+))?", header.lower())
    return max(found, key=lambda one: _weight(one[1]), default=("", ""))[0]


def _weight(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0
