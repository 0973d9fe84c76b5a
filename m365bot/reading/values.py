"""One word or sentence of an officer → a typed value, or Unreadable.

Called by the scalars and by the readers of sheets. Pure.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from m365bot.content.schemes import names_its_host
from m365bot.programme import dates, when
from m365bot.programme.dates import Moment, Unreadable
from m365bot.programme.names import nickname_faults
from m365bot.programme.people import Role
from m365bot.reading.complaints import nearest
from m365bot.words import say

_MAIL = re.compile(r"(?!')[^@\s,;<>()\[\]\"]*[^@\s,;<>()\[\]\"']@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
FIELD = re.compile(r"\{([^{}]*)\}")
_YES = {"true", "yes", "on", "はい", "する", "○"}
ROLES = {role.value: role for role in Role} | {
    "trainee": Role.TRAINEE,
    "instructor": Role.INSTRUCTOR,
    "officer": Role.OFFICER,
    "mentor": Role.MENTOR,
    "leader": Role.LEADER,
    "alumnus": Role.LEADER,
    "研修生": Role.TRAINEE,
    "リーダー": Role.LEADER,
}
SHORTEST = 0.25  # hours; 1:30 as Excel keeps it is 0.0625
_NO = {"false", "no", "off", "いいえ", "しない", "×"}


def plain(text: str) -> str:
    """Half-width, without blanks around it: for words that are looked up, never for names."""
    return unicodedata.normalize("NFKC", text).strip()


def text(written: str) -> str:
    """A sentence or name; blanks around it are no part of it."""
    found = written.strip()
    if not found:
        raise Unreadable(say("値が空です。"), say("値を書いてください。"))
    return found


def name(written: str) -> str:
    """A name that reaches the tenant as written, blanks included."""
    if not written.strip():
        raise Unreadable(say("名前が空です。"), say("名前を書いてください。"))
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
        raise Unreadable(say("「{text}」は大きすぎます。", text=written), say("数を確かめてください。"))
    return float(match[1])


def hours(written: str) -> float:
    """How long something took: 3, 1.5, 1:30, 1時間30分, 90分."""
    found = re.sub(r"\s+", "", plain(written)).lower()
    if match := re.fullmatch(r"(\d{1,3}):([0-5]\d)(?::00)?", found):
        return int(match[1]) + int(match[2]) / 60
    if match := re.fullmatch(r"(?:(\d{1,3})時間)?(?:(\d{1,4})分|(半))", found):
        return int(match[1] or 0) + (0.5 if match[3] else int(match[2]) / 60)
    try:
        length = number(found)
    except Unreadable:
        raise Unreadable(
            say("「{text}」は時間として読めません。", text=written), say("例: 3、1.5、1:30、1時間30分")
        ) from None
    if 0 < length < SHORTEST:
        raise Unreadable(
            say("「{text}」時間は短すぎます。", text=written),
            say("Excel の時刻の値ではありませんか? 1:30 か 1.5 のように書いてください。"),
        )
    return length


def fiscal_years(written: str) -> int | None:
    """How long something is kept: 5 fiscal years after completion, 修了後5年度; None: permanent, 永年."""
    found = plain(written).lower()
    if found in ("permanent", "永年", "永久"):
        return None
    pattern = r"(?:修了後)?(\d{1,2}) *(?:fiscal years?(?: after completion)?|年度?|年度間)"
    if match := re.fullmatch(pattern, found):
        return int(match[1])
    raise Unreadable(
        say("「{text}」は期間として読めません。", text=written),
        say("例: 5 fiscal years after completion、修了後5年度、permanent"),
    )


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
        raise Unreadable(
            say("「{text}」は数として読めません。", text=written),
            say("数字だけで書いてください。例: 3 か 1.5"),
        ) from None


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
        raise Unreadable(say("「{text}」は true か false で書いてください。", text=written), say("例: true"))
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
    # No letter that would end it where a text leads to it: an address has them as %3C and the like.
    if not re.fullmatch(r"https://[^\s/<>\"`\\]+[^\s<>\"`\\]*", found) or not names_its_host(found):
        raise Unreadable(
            say("「{text}」は https:// で始まる完全なアドレスではありません。", text=written),
            say("例: https://example.jp/library"),
        )
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


def nickname(written: str) -> str:
    """A team's mailNickname, with fields still in it."""
    found = text(written)
    for fault in nickname_faults(fill(found, {"cohort": "R7"})):
        raise Unreadable(say("「{text}」はメールの別名に使えません。", text=found), fault)
    return found


def clock_or_moment(written: str) -> Moment | time:
    """When something ends: a time of that day, or a moment of its own."""
    try:
        return dates.time_of_day(written)
    except Unreadable:
        return dates.moment(written)


def breaks(written: str) -> float:
    """Hours of rest within a session; 60分 and 1:00 too."""
    try:
        hours = number(plain(written))
    except Unreadable:
        return dates.duration(plain(written)).total_seconds() / 3600
    if hours > 8:
        raise Unreadable(
            say("「{text}」時間の休憩は長すぎます。", text=written),
            say("単位は時間です。60分なら 1 と書きます。"),
        )
    return hours


def role(written: str) -> Role:
    """A role by its Japanese or English name."""
    found = ROLES.get(plain(written).lower())
    if found is None:
        raise Unreadable(
            say("「{text}」という役割はありません。", text=written),
            nearest(plain(written), [each.value for each in Role]),
        )
    return found


def fill(text: str, fields: Mapping[str, Any]) -> str:
    """The template with its fields filled in; what is not a field stays."""
    return FIELD.sub(lambda match: str(fields.get(match[1], match[0])), text)
