"""What a new instance is to be, in the words of the command line or of the answers at a terminal → typed.

Called by the command `init`. Each answer is read as the files read it, so that what passes here passes `check`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from m365bot import visible
from m365bot.programme import dates, names
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.words import say


@dataclass(frozen=True)
class Subject:
    """A course that somebody named, with its hours."""

    title: str
    hours: float


@dataclass(frozen=True, kw_only=True)
class Wish:
    """All that cannot be read from a roster or a timetable."""

    city: str
    domain: str
    service_account: str
    officers: tuple[str, ...]
    approvers: tuple[str, ...]
    cohort: str
    starts: date
    ends: date
    programme: str = ""
    subjects: tuple[Subject, ...] = ()
    sheets: bool = False

    @property
    def fiscal_year(self) -> int:
        return self.starts.year - (self.starts.month < 4)

    @property
    def nickname(self) -> str:
        """What the mail names of its teams begin with: the part of the domain that says whose it is."""
        common = {"city", "town", "vill", "village", "pref", "www", "lg", "m365", "office"}
        parts = [part for part in self.domain.lower().split(".") if part not in common]
        return re.sub(r"[^a-z0-9-]", "", parts[0]) or "office"


@dataclass(frozen=True)
class Question:
    """One thing to be known: how it is asked for, and how an answer is read. `words`: for a terminal."""

    option: str
    words: str
    read: Callable[[str], Any]
    example: str
    several: bool = False


def text(written: str) -> str:
    """A name as it is read from a file. Raises Unreadable, also for letters that nobody sees."""
    if found := visible.HIDDEN.search(written):
        name = visible.name_of(found[0])
        raise Unreadable(say("「{text}」に目に見えない文字 {name} があります。", text=written, name=name))
    if "\n" in written or "\t" in written:
        raise Unreadable(say("「{text}」は1行で書いてください。", text=written))
    return values.text(written)


def _domain(written: str) -> str:
    found = values.plain(written).lower().lstrip("@")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", found):
        raise Unreadable(
            say("「{text}」はドメインの形ではありません。", text=written), say("例: city.example.jp")
        )
    return found


def cohort_key(written: str) -> str:
    """A cohort's name, which is its folder's as well. Raises Unreadable."""
    found = values.key(values.plain(written))
    if not found[0].isalnum() or list(names.file_faults(found)):
        raise Unreadable(say("「{text}」は期の名前に使えません。", text=written), say("例: R8"))
    return found


def _subject(written: str) -> Subject:
    title, _, hours = text(written).rpartition(":" if ":" in written else "：")
    if not title:
        raise Unreadable(
            say("「{text}」は「科目:時間」の形ではありません。", text=written), say("例: Excel 演習:6")
        )
    return Subject(title.strip(), values.number(hours))


QUESTIONS: Mapping[str, Question] = {
    "city": Question("--city", "団体の名前", text, "○○市"),
    "domain": Question("--domain", "職員のサインイン名の @ の後", _domain, "city.example.jp"),
    "service_account": Question(
        "--service-account", "投稿に使う広報用アカウント", values.mail, "kenshu-bot@city.example.jp"
    ),
    "officers": Question(
        "--officer", "研修担当のサインイン名", values.mail, "tanto@city.example.jp", several=True
    ),
    "approvers": Question(
        "--approver", "承認する人のサインイン名", values.mail, "kacho@city.example.jp", several=True
    ),
    "cohort": Question("--cohort", "期の名前", cohort_key, "R8"),
    "starts": Question("--starts", "研修の最初の日", dates.day, "2026-05-11、令和8年5月11日"),
    "ends": Question("--ends", "研修の最後の日", dates.day, "2026-11-27"),
}
"""What has to be known, in the order in which it is asked."""

FURTHER: Mapping[str, Question] = {
    "programme": Question("--programme", "研修の名前", text, "DX人材育成研修"),
    "subjects": Question("--course", "科目と時間", _subject, "Excel 演習:6", several=True),
}
"""What there is a usual answer to."""


def answers(question: Question, written: str) -> tuple[Any, ...]:
    """Every answer of one line. Raises Unreadable."""
    parts = re.split(r"[、,;\s]+", written.strip()) if question.read is values.mail else written.split("、")
    return tuple(question.read(part) for part in parts if part) or (question.read(written),)


def order_fault(starts: date, ends: date) -> str:
    """Why the two days cannot be a cohort's; nothing where they can."""
    if ends < starts:
        return say("最後の日({ends})が最初の日({starts})より前です。", ends=ends, starts=starts)
    return ""
