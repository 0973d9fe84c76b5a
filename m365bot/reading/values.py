"""Converters: one word or sentence of an officer → a typed value, or Unreadable.

Called by the schemas of the files. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from m365bot.programme import dates, relative, when
from m365bot.programme.dates import Unreadable
from m365bot.reading.complaints import nearest
from m365bot.reading.shapes import Scalar
from m365bot.words import say

_MAIL = re.compile(r"[^@\s,;<>()\[\]\"']+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_FIELD = re.compile(r"\{([^{}]*)\}")
_YES = {"true", "yes", "on", "はい", "する", "○"}
_NO = {"false", "no", "off", "いいえ", "しない", "×"}


def plain(text: str) -> str:
    """Half-width, without blanks around it: for words that are looked up, never for names."""
    return unicodedata.normalize("NFKC", text).strip()


def text(written: str) -> str:
    """A sentence or name; blanks around it are no part of it."""
    found = written.strip()
    if not found:
        raise Unreadable(say("値が空です。"))
    return found


def name(written: str) -> str:
    """A name that reaches the tenant as written, blanks included."""
    if not written.strip():
        raise Unreadable(say("名前が空です。"))
    return written


def key(written: str) -> str:
    """A short name by which other files call something."""
    found = written.strip()
    if not re.fullmatch(r"[\w.-]+", found):
        raise Unreadable(
            say("「{text}」は識別名に使えません。", text=written),
            say("文字、数字、- _ . だけで書いてください。"),
        )
    return found


def number(written: str) -> float:
    """Hours and the like: 3, 1.5, ３時間."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:時間|h|hours?)?", plain(written).lower())
    if not match:
        raise Unreadable(say("「{text}」は数として読めません。", text=written), say("例: 3、1.5"))
    if float(match[1]) > 10_000:
        raise Unreadable(say("「{text}」は大きすぎます。", text=written))
    return float(match[1])


def whole(written: str) -> int:
    """A count, 0 or more."""
    if not re.fullmatch(r"\d{1,9}", plain(written)):
        raise Unreadable(say("「{text}」は整数として読めません。", text=written), say("例: 12"))
    return int(plain(written))


def signed(written: str) -> float:
    """A bound of a scale; may be negative."""
    try:
        return float(plain(written))
    except ValueError:
        raise Unreadable(say("「{text}」は数として読めません。", text=written)) from None


def percent(written: str) -> float:
    """80% → 0.8."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", plain(written))
    if not match or float(match[1]) > 100:
        raise Unreadable(say("「{text}」は割合として読めません。", text=written), say("例: 80%"))
    return float(match[1]) / 100


def flag(written: str) -> bool:
    """true or false; はい, いいえ."""
    word = plain(written).lower()
    if word not in _YES | _NO:
        raise Unreadable(say("「{text}」は true か false で書いてください。", text=written))
    return word in _YES


def mail(written: str) -> str:
    """A sign-in name or mail address, as written."""
    found = written.strip()
    if not _MAIL.fullmatch(found):
        narrow = plain(found)
        raise Unreadable(
            say("「{text}」はメールアドレスの形ではありません。", text=written),
            say("半角で書いてください: {text}", text=narrow)
            if narrow != found and _MAIL.fullmatch(narrow)
            else say("例: a.yamada@example.jp"),
        )
    return found


def url(written: str) -> str:
    """An absolute https address."""
    found = written.strip()
    if not re.fullmatch(r"https://[^\s/]+\S*", found):
        raise Unreadable(say("「{text}」は https:// で始まる完全なアドレスではありません。", text=written))
    return found


def timezone(written: str) -> ZoneInfo:
    """An IANA name."""
    try:
        return ZoneInfo(written.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unreadable(
            say("「{text}」という時間帯はありません。", text=written), say("例: Asia/Tokyo")
        ) from None


def schedule(written: str) -> str:
    """Schedule words, kept as written once they can be read."""
    when.parse(written)
    return written.strip()


def missed(written: str) -> str:
    """What becomes of a run that was missed, kept as written once it can be read."""
    when.parse_missed(written)
    return written.strip()


def late(written: str) -> timedelta | None:
    """How long after its time an issue may still go out; None: ask."""
    word = plain(written).lower()
    if word in ("ask", "確認", "聞く"):
        return None
    match = re.fullmatch(r"(?:publish )?within (.+)|(.+?)以内(?:に公開|なら公開)?", word)
    if not match:
        raise Unreadable(
            say("「{text}」は読めません。", text=written), say("例: publish within 4 hours、ask")
        )
    return dates.duration(match[1] or match[2])


def country(written: str) -> str:
    """The country whose public holidays are kept; none for none."""
    word = plain(written).upper()
    if word not in ("JP", "NONE"):
        raise Unreadable(
            say("「{text}」の祝日には対応していません。", text=written), say("書けるもの: JP、none")
        )
    return "" if word == "NONE" else word


def choice(*words: str, also: Mapping[str, str] | None = None) -> Scalar:
    """One of some words; `also` gives other spellings of them."""
    spellings = {word.lower(): word for word in words} | {k.lower(): v for k, v in (also or {}).items()}

    def convert(written: str) -> str:
        found = spellings.get(plain(written).lower())
        if found is None:
            raise Unreadable(say("「{text}」とは書けません。", text=written), nearest(written.strip(), words))
        return found

    return Scalar(convert)


def template(*fields: str, then: Callable[[str], str] = text) -> Scalar:
    """A text in which {field} stands for something."""

    def convert(written: str) -> str:
        for found in _FIELD.findall(written):
            if found not in fields:
                raise Unreadable(say("「{{{field}}}」は使えません。", field=found), nearest(found, fields))
        return then(written)

    return Scalar(convert, prose=True)


TEXT = Scalar(text, prose=True)
PROSE = Scalar(text, prose=True)
NAME = Scalar(name, prose=True)
KEY = Scalar(key)
NUMBER = Scalar(number)
WHOLE = Scalar(whole)
SIGNED = Scalar(signed)
PERCENT = Scalar(percent)
FLAG = Scalar(flag)
MAIL = Scalar(mail)
URL = Scalar(url)
DAY = Scalar(dates.day)
MOMENT = Scalar(dates.moment)
DATE_WORDS = Scalar(relative.parse)
DATE_OR_NEVER = Scalar(relative.parse_or_never)
DURATION = Scalar(dates.duration)


def fill(text: str, fields: Mapping[str, Any]) -> str:
    """The template with its fields filled in; what is not a field stays."""
    return _FIELD.sub(lambda match: str(fields.get(match[1], match[0])), text)
