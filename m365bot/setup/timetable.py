"""An office's own timetable, in whatever columns → rows of sessions.csv, and what could not be taken in.

Called by the command `init`. Days in both calendars, times in one cell or two. A line without a day, a beginning or a
length is put aside; what names nobody and nothing that is known goes into the remarks.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from m365bot import visible
from m365bot.programme import dates
from m365bot.programme.dates import Moment, Unreadable
from m365bot.reading import values
from m365bot.reading.files.sessions_sheet import COLUMNS
from m365bot.reading.sheets.cells import Line, SheetColumns, several
from m365bot.setup import headings
from m365bot.setup.aside import Aside
from m365bot.setup.columns import Kinds, Placed, answered
from m365bot.setup.headings import Below
from m365bot.setup.roster import group_name
from m365bot.words import say

SPAN = "時間帯"
_MORE: Mapping[str, tuple[str, ...]] = {
    "回": ("回数", "回次", "第何回", "開催回"),
    "科目": ("講座", "講座名", "科目名", "分野", "カリキュラム", "区分", "単元"),
    "題名": ("内容", "テーマ", "研修内容", "講義名", "講義内容", "演題", "研修名", "プログラム", "項目"),
    "日付": (
        "日程",
        "月日",
        "期日",
        "年月日",
        "日時",
        "開催日時",
        "実施日時",
        "日にち",
        "実施年月日",
        "開催月日",
    ),
    "開始": ("開始時間", "始まり", "始"),
    "終了": ("終了時間", "終わり", "終"),
    "時間": ("研修時間", "コマ時間", "所要時間", "時間(h)"),
    "会場": ("開催場所", "会場名", "実施場所", "教室"),
    "講師": ("講師名", "担当講師", "担当", "講師等"),
    "対象": ("対象者", "受講対象", "対象班"),
    "資料": ("配布資料", "テキスト", "教材"),
    "備考": ("摘要", "注意事項", "持ち物"),
}
_NEEDLESS = {"曜日": ("曜",), "連番": ("no", "no.", "№", "番号", "項番", "#")}
_CLOCK = r"(?:午前|午後)?\s*\d{1,2}\s*(?::\s*\d{2}(?::\d{2})?|時(?:\s*\d{1,2}\s*分|半)?)"
_SPAN = re.compile(
    rf"(?P<first>{_CLOCK})\s*(?:[~\u301c\-\u2010-\u2015\u2212\u30fc\u2192]|から)\s*(?P<last>{_CLOCK})(?:まで)?"
)
_WEEKDAY = re.compile(r"\s*\([^)]*\)")
_ALL_OF_THEM = {"全員", "全受講者", "受講者", "受講者全員", "全班", "全体", "研修生", "全て", "すべて"}
_ANY_YEAR = 2000  # where only whether it is a day is asked
FORM = "after"


def _are_spans(found: Sequence[str]) -> bool:
    return sum(bool(_SPAN.search(_plain(each))) for each in found) * 5 >= len(found) * 4


def _are_hours(found: Sequence[str]) -> bool:
    return not any(_SPAN.search(_plain(each)) for each in found)


KINDS = Kinds(
    SheetColumns(
        {name: (*others, *_MORE.get(name, ())) for name, others in COLUMNS.names.items()}
        | {SPAN: ("時刻", "開催時間", "実施時間", "開始~終了", "時間(開始~終了)")}
        | _NEEDLESS
    ),
    needless=(*_NEEDLESS, "公開", "様式", "チャネル"),
    looks={"時間": _are_hours},
    content={},
)


def _are_days(found: Sequence[str]) -> bool:
    """Whole ones: of 18, or of 水, nobody knows which day it is."""
    try:
        return bool(
            [dates.moment(_WEEKDAY.sub("", _SPAN.split(_plain(each))[0]), _ANY_YEAR) for each in found]
        )
    except Unreadable:
        return False


def settled(found: Sequence[Placed]) -> tuple[Placed, ...]:
    """A column called 時間 that says from when to when is no number of hours; one called 日 alone that holds whole days
    is the day.
    """
    spans = [at for at, each in enumerate(found) if each.why_not == "otherwise" and _are_spans(each.samples)]
    days = [at for at, each in enumerate(found) if each.heading.own == "日" and _are_days(each.samples)]
    for name, places in ((SPAN, spans), ("日付", days)):
        if len(places) == 1 and not any(each.name == name for each in found):
            found = answered(found, places[0], name)
    return tuple(found)


@dataclass(frozen=True)
class Held:
    """One line of sessions.csv: its cells by column, and where it came from."""

    cells: Mapping[str, str]
    hours: float
    source: Aside


@dataclass(frozen=True)
class Timetable:
    """What was taken in, in the order of the sheet."""

    held: tuple[Held, ...] = ()
    aside: tuple[Aside, ...] = ()

    def subjects(self) -> dict[str, float]:
        """Each course's title with the hours of its sessions, make-up sessions aside."""
        found: dict[str, dict[str, float]] = {}
        for each in self.held:
            if (title := each.cells["科目"]) and not each.cells["補講"]:
                found.setdefault(title, {})[each.cells["回"]] = each.hours
        return {title: sum(hours.values()) for title, hours in found.items()}

    def without(self, refused: Mapping[int, str]) -> "Timetable":
        """The same without the lines of these numbers, each put aside with its reason."""
        kept = tuple(each for at, each in enumerate(self.held) if at not in refused)
        more = tuple(replace(self.held[at].source, why=why) for at, why in refused.items())
        return Timetable(kept, (*self.aside, *more))


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a timetable's words may name."""

    file: str
    fiscal_year: int
    groups: tuple[str, ...] = ()
    instructors: Mapping[str, str] = field(default_factory=dict)


def lacks(columns: Mapping[str, int]) -> list[str]:
    """The columns without which no session can be taken in."""
    named = "科目" in columns or "題名" in columns
    return [name for name, there in (("日付", "日付" in columns), ("題名", named)) if not there]


def taken(below: Below, columns: Mapping[str, int], known: Known) -> Timetable:
    """Every line, taken in or put aside."""
    rows = [_row(line, columns, known) for line in below.lines]
    held = [row for row in rows if isinstance(row, Held)]
    return Timetable(tuple(_keyed(held)), tuple(row for row in rows if isinstance(row, Aside)))


def _row(line: Line, columns: Mapping[str, int], known: Known) -> Held | Aside | None:
    number, cells = line
    words = {name: headings.text_at(cells, at) for name, at in columns.items()}
    source = Aside(known.file, number, "", tuple(cell.text for cell in cells))
    if not any(words.values()):
        return None
    try:
        return _held(words, source, known)
    except Unreadable as error:
        return replace(source, why=f"{error.words} {error.hint}".strip())


def _held(words: Mapping[str, str], source: Aside, known: Known) -> Held:
    """Raises Unreadable."""
    for text in words.values():
        if visible.HIDDEN.search(text):
            raise Unreadable(say("『{text}』に目に見えない文字があります。", text=text))
    day, starts, ends = _when(words, known.fiscal_year)
    title = words.get("題名") or words.get("科目", "")
    if not title:
        raise Unreadable(say("題名が空です。"))
    hours = values.number(words["時間"]) if words.get("時間") else None
    if ends is None and hours is None:
        raise Unreadable(say("終わりの時刻も時間数もありません。"))
    notes = [words.get("備考", "")]
    found = dict.fromkeys(COLUMNS.names, "") | {
        "回": words.get("回", ""),
        "科目": words.get("科目", ""),
        "題名": title,
        "日付": day.isoformat(),
        "開始": f"{starts:%H:%M}",
        "終了": f"{ends:%H:%M}" if ends else "",
        "時間": f"{hours:g}" if hours is not None else "",
        "会場": words.get("会場", ""),
        "講師": _instructors(words.get("講師", ""), known, notes),
        "対象": _groups(words.get("対象", ""), known, notes),
        "補講": words.get("補講", ""),
        "延期": _moved(words.get("延期", ""), known, notes),
    }
    if words.get("資料"):
        notes.append(say("資料: {text}", text=words["資料"]))
    found["備考"] = " / ".join(filter(None, notes))
    return Held(found, hours if hours is not None else _between(starts, ends), source)


def _between(starts: time, ends: time | None) -> float:
    if ends is None:
        return 0.0
    return (ends.hour - starts.hour) + (ends.minute - starts.minute) / 60


def _when(words: Mapping[str, str], fiscal_year: int) -> tuple[date, time, time | None]:
    """Raises Unreadable where the day or the beginning is not said."""
    if not words.get("日付"):
        raise Unreadable(say("日付が空です。"))
    written = _plain(words["日付"])
    in_day = _SPAN.search(written)
    moment: Moment = dates.moment(written[: in_day.start()] if in_day else written, fiscal_year)
    span = in_day or _SPAN.search(_plain(words.get(SPAN, "")))
    starts = _clock(words.get("開始", "")) or (_clock(span["first"]) if span else moment.clock)
    ends = _clock(words.get("終了", "")) or (_clock(span["last"]) if span else None)
    if starts is None:
        raise Unreadable(say("開始時刻がありません。"))
    if ends is not None and ends <= starts:
        raise Unreadable(
            say("終わり({ends:%H:%M})が始まり({starts:%H:%M})より前です。", ends=ends, starts=starts)
        )
    return moment.day, starts, ends


def _clock(text: str) -> time | None:
    return dates.time_of_day(re.sub(r"\s+", "", _plain(text))) if text.strip() else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _instructors(text: str, known: Known, notes: list[str]) -> str:
    """Those of the roster, by address; a cell that names anybody else is a remark as a whole."""
    named = several(text)
    found = [mail for each in named if (mail := known.instructors.get(re.sub(r"\s", "", each)))]
    if len(found) == len(named):
        return "、".join(found)
    notes.append(say("講師: {text}", text=text))
    return ""


def _groups(text: str, known: Known, notes: list[str]) -> str:
    named = [group_name(each) for each in re.split(r"[、,・/\s]+", text) if each]
    if not named or set(named) <= _ALL_OF_THEM:
        return ""
    if set(named) <= set(known.groups):
        return "、".join(named)
    notes.append(say("対象: {text}", text=text))
    return ""


def _moved(text: str, known: Known, notes: list[str]) -> str:
    if not text:
        return ""
    try:
        return dates.moment(text, known.fiscal_year).day.isoformat()
    except Unreadable:
        notes.append(say("延期: {text}", text=text))
        return ""


def _keyed(held: Sequence[Held]) -> list[Held]:
    """Each line with the name of its session: lines of one name, course and title are rounds of one session.

    A name that stands for two sessions, or is missing, is made of the course and a number.
    """
    keys: dict[tuple[str, ...], str] = {}
    found: list[Held] = []
    for each in held:
        cells = each.cells
        own = (cells["回"], cells["科目"], cells["題名"])
        if own not in keys or not (cells["回"] and cells["対象"]):
            keys[own] = _new_key(cells, set(keys.values()) | {one.cells["回"] for one in found})
        found.append(replace(each, cells={**cells, "回": keys[own]}))
    return _made_up(held, found)


def slug(text: str) -> str:
    """A text as a name that other files may call something by."""
    return re.sub(r"[^\w]+", "-", _plain(text)).strip("-_")


def _new_key(cells: Mapping[str, str], taken_: set[str]) -> str:
    own, course = slug(cells["回"]), slug(cells["科目"] or cells["題名"])
    if own and not own.isdecimal() and own not in taken_:
        return own
    base = f"{course}-{own}" if own else course
    if own and base not in taken_:
        return base
    return next(name for number in range(1, 10_000) if (name := f"{base}-{number}") not in taken_)


def _made_up(before: Sequence[Held], found: Sequence[Held]) -> list[Held]:
    """A make-up session names the session that it makes up, by what the sheet calls it; what is unclear is a remark."""
    by_word: dict[str, set[str]] = {}
    for was, now in zip(before, found, strict=True):
        for word in (was.cells["回"], was.cells["題名"], now.cells["回"]):
            by_word.setdefault(word, set()).add(now.cells["回"])
    return [_with_origin(each, by_word) for each in found]


def _with_origin(each: Held, by_word: Mapping[str, set[str]]) -> Held:
    word = each.cells["補講"]
    origins = by_word.get(word, set()) - {each.cells["回"]} if word else set()
    if not word or len(origins) == 1:
        return replace(each, cells={**each.cells, "補講": next(iter(origins), "")})
    notes = " / ".join(filter(None, (each.cells["備考"], say("補講: {text}", text=word))))
    return replace(each, cells={**each.cells, "補講": "", "備考": notes})
