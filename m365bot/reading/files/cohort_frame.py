"""A cohort's frame: year, days and status, which is all that is read of a cohort that nobody asks for.

Called by the reader of cohorts, and by whoever only wants to know when cohorts end.
"""

import re
from dataclasses import dataclass
from datetime import date

from m365bot import regular
from m365bot.programme.cohort import Status
from m365bot.programme.dates import day
from m365bot.programme.people import Period
from m365bot.reading.budget import A_FILE
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import MOST_TEXT
from m365bot.reading.scalars import choice
from m365bot.reading.tables import Table
from m365bot.words import say

STATUS = choice(
    "planned",
    "running",
    "finished",
    also={"予定": "planned", "準備中": "planned", "実施中": "running", "終了": "finished"},
)
_KEY = re.compile(r"^(?:\?\s*)?[\"']?(?:cohort|fiscal_year|starts|ends|status)[\"']?\s*(?::|$)", re.MULTILINE)
_SKIM = re.compile(r"^(cohort|fiscal_year|starts|ends|status)[ ]*:[ ]*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True)
class Frame:
    """`key` is the folder's name: as every other file calls the cohort."""

    key: str
    fiscal_year: int
    starts: date
    ends: date
    status: Status

    @property
    def year(self) -> Period:
        return Period(self.starts, self.ends)


def skimmed(file: ConfigFile) -> Frame | None:
    """The frame by the file's own first lines, without reading the rest; None where they need a closer look."""
    folder = file.path.parent.name
    if not file.affords(A_FILE):
        return None
    try:
        content = regular.read(file.path, MOST_TEXT, below=file.below)
        text = content.decode("utf-8-sig") if file.affords(len(content) // 50) else ""
        found = dict(_SKIM.findall(text))
        if len(found) < len(_KEY.findall(text)) or found["cohort"] != folder:
            return None
        return Frame(
            key=folder,
            fiscal_year=int(found["fiscal_year"]),
            starts=day(found["starts"]),
            ends=day(found["ends"]),
            status=STATUS.convert(found["status"]),
        )
    except (OSError, KeyError, ValueError):  # among ValueErrors: what is no UTF-8, no number, or Unreadable
        return None


def of_table(table: Table, folder: str) -> Frame:
    """What was complained of is guessed, so that the rest can still be looked at."""
    known = [table[key] for key in ("starts", "ends") if key in table]
    guess = known[0].year - (known[0].month < 4) if known else None
    year = table.get("fiscal_year", guess)
    year = year if year is None or 1 <= year < 9999 else guess
    # Where nothing tells the year, no day is said to lie outside of it.
    first, last = (year, year + 1) if year is not None else (1990, 2100)
    return Frame(
        key=folder,
        fiscal_year=2000 if year is None else year,
        starts=table.get("starts", date(first, 4, 1)),
        ends=table.get("ends", date(last, 3, 31)),
        status=table.get("status", "running"),
    )


def look_at(frame: Frame, table: Table, file: ConfigFile) -> None:
    """Complain of days and names that contradict each other."""
    if frame.ends < frame.starts:
        file.complain(
            table.at("ends"),
            say("ends({ends})が starts({starts})より前です。", ends=frame.ends, starts=frame.starts),
            say("どちらかの日付を直してください。"),
        )
    if table.get("cohort", frame.key) != frame.key:
        _complain_of_other_name(table["cohort"], frame, table, file)
    if not 1989 <= frame.fiscal_year <= 2100:
        file.complain(
            table.at("fiscal_year"),
            say("年度『{year}』は西暦4桁で書いてください。", year=frame.fiscal_year),
            say("例: fiscal_year: 2025"),
        )
    else:
        _look_at_year(frame, table, file)


def _look_at_year(frame: Frame, table: Table, file: ConfigFile) -> None:
    """Days outside the fiscal year; both outside are another year's, most likely a folder that was copied."""
    first, last = date(frame.fiscal_year, 4, 1), date(frame.fiscal_year + 1, 3, 31)
    outside = [key for key in ("starts", "ends") if key in table and not first <= table[key] <= last]
    if len(outside) == 2 and frame.status != "finished":
        file.complain(
            table.at("starts"),
            say(
                "期間 {starts}～{ends} が、年度 fiscal_year: {year}({first}～{last})に入っていません。",
                starts=frame.starts,
                ends=frame.ends,
                year=frame.fiscal_year,
                first=first,
                last=last,
            ),
            say(
                "前の年のフォルダーをコピーしたなら、starts・ends・fiscal_year をこの年に直すか、"
                "`m365bot cohort new` で作り直してください。"
            ),
        )
        return
    for key in outside:
        file.remark(
            table.at(key),
            say(
                "{key} の日付 {day} は{year}年度({first}～{last})の外です。",
                key=key,
                day=table[key],
                year=frame.fiscal_year,
                first=first,
                last=last,
            ),
            say("年を間違えていませんか?"),
        )


def _complain_of_other_name(written: str, frame: Frame, table: Table, file: ConfigFile) -> None:
    is_copy = written in (folder.name for folder in file.path.parent.parent.iterdir())
    file.complain(
        table.at("cohort"),
        say("cohort: {key} がフォルダーの名前『{folder}』と違います。", key=written, folder=frame.key),
        say(
            "『{key}』は別のフォルダーにもあります。コピーしたフォルダーなら、この期の名前に直すか、外してください。"
            "次の期は `m365bot cohort new {folder} --from {key}` で作れます。",
            folder=frame.key,
            key=written,
        )
        if is_copy
        else say("どちらかの名前を直して、揃えてください。"),
    )
