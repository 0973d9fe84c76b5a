"""A cohort's cohort.yaml and timetable → the next one's: days moved, names of the year renamed, people left out.

Called by `new_cohort`. What cannot be carried over is a question for a person, never a guess. Reads and writes no file.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import Any

from m365bot.programme import dates, relative
from m365bot.programme.dates import Moment, Unreadable
from m365bot.reading import values
from m365bot.reading.files.cohort import COHORT
from m365bot.reading.shapes import Either, Fields, Many, Named, Scalar, Shape
from m365bot.setup.moving import Moving
from m365bot.setup.yaml_text import writer
from m365bot.words import say

_DAYS = (
    dates.day,
    dates.last_day,
    dates.moment,
    relative.parse,
    relative.parse_or_never,
    values.clock_or_moment,
)
_LEFT_OUT = ("people", "attendance")


@dataclass
class Carrying:
    """One cohort being carried over. `own_materials`: folders that lie in its own materials/."""

    old: str
    new: str
    old_year: int
    moving: Moving
    own_materials: Collection[str]
    questions: list[str] = field(default_factory=list)

    @property
    def new_year(self) -> int:
        return self.old_year + self.moving.years

    # ---- cohort.yaml --------------------

    def cohort(self, text: str) -> str:
        """The new cohort.yaml, comments and all."""
        found = writer().load(text)
        for name in _LEFT_OUT:
            found.pop(name, None)
        found = self._carried(found, COHORT)
        found |= {"cohort": self.new, "fiscal_year": self.new_year, "status": "planned"}
        for session in found.get("sessions") or ():
            self._session(session)
        written = StringIO()
        writer().dump(found, written)
        return written.getvalue()

    def _session(self, session: Any) -> None:
        for part in (session, *(session.get("rounds") or ())):
            if part.pop("moved_to", None):
                self._ask_about_moved(str(session.get("key", "")))
        session.pop("because", None)
        entries = session.get("materials")
        if isinstance(entries, dict):
            entries = [entries]
        gone = [each for each in entries or () if self._is_own(str(each.get("folder", "")))]
        if gone:
            self._ask_about_materials(str(session.get("key", "")), [str(each["folder"]) for each in gone])
            session["materials"] = [each for each in entries or () if each not in gone]
            if not session["materials"]:
                del session["materials"]

    def _carried(self, value: Any, shape: Shape) -> Any:
        """The same value with every day in it moved and every name of the year renamed, as its shape says."""
        match shape:
            case Fields() if isinstance(value, dict):
                for name in [each for each in value if each in shape.keys]:
                    value[name] = self._carried(value[name], shape.keys[name].shape)
            case Named() if isinstance(value, dict):
                for name in value:
                    value[name] = self._carried(value[name], shape.of)
            case Many() if isinstance(value, list):
                for at, each in enumerate(value):
                    value[at] = self._carried(each, shape.of)
            case Many():
                return self._carried(value, shape.of)
            case Either():
                inner = shape.other if isinstance(value, list | dict) else shape.scalar
                return self._carried(value, inner)
            case Scalar() if shape.convert in _DAYS:
                return self.day(value)
            case Scalar() if isinstance(value, str):
                return self.named(value)
        return value

    def day(self, value: Any) -> Any:
        """A day that was written out, moved; other words of time stay."""
        try:
            moment = dates.moment(str(value), self.old_year)
        except Unreadable:
            return value
        return self._written(moment, value)

    def _written(self, moment: Moment, value: Any) -> Any:
        moved = self.moving(moment.day)
        if isinstance(value, datetime):
            return datetime.combine(moved, value.time())
        if isinstance(value, date):
            return moved
        return f"{moved} {moment.clock:%H:%M}" if moment.clock else moved.isoformat()

    def named(self, text: str) -> str:
        """R7 → R8, 令和7年度 → 令和8年度, 2025年度 → 2026年度, where they stand as words."""
        era = dates.ERAS["令和"]
        found = re.sub(rf"(?<![A-Za-z0-9]){re.escape(self.old)}(?![A-Za-z0-9])", self.new, text)
        found = found.replace(f"令和{self.old_year - era}年度", f"令和{self.new_year - era}年度")
        found = found.replace(f"{self.old_year}年度", f"{self.new_year}年度")
        return text if found == text else type(text)(found)

    # ---- the timetable --------------------

    def cell(self, column: str, value: Any, key: str) -> Any:
        """One cell of the timetable, by its column; `key`: the session's name."""
        text = "" if value is None else str(value).strip()
        if not text:
            return value
        if text.startswith("="):
            self._ask(say("回『{key}』の{column}は数式です。値を確かめてください。", key=key, column=column))
            return value
        return self._cell(column, value, text, key)

    def _cell(self, column: str, value: Any, text: str, key: str) -> Any:
        if column in ("日付", "公開"):
            moved = self.day(value)
            if moved == value and column == "日付":
                self._ask(say("回『{key}』の日付『{text}』を動かせません。", key=key, text=text))
            return moved
        if column == "延期":
            self._ask_about_moved(key)
            return None
        if column == "資料" and self._is_own(text):
            self._ask_about_materials(key, [text])
            return None
        return self.named(value) if isinstance(value, str) else value

    # ---- questions --------------------

    def _is_own(self, folder: str) -> bool:
        return folder.strip().strip("/").partition("/")[0] in self.own_materials

    def _ask_about_moved(self, key: str) -> None:
        self._ask(say("回『{key}』は延期された回でした。もとの日付を動かし、延期は外しました。", key=key))

    def _ask_about_materials(self, key: str, folders: list[str]) -> None:
        shown = "、".join(folders)
        self._ask(
            say(
                "回『{key}』の資料({folders})は写していません。今年の資料を置いて書いてください。",
                key=key,
                folders=shown,
            )
        )

    def _ask(self, words: str) -> None:
        if words not in self.questions:
            self.questions.append(words)
