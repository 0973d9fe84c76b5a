"""What somebody still lacks, and the ways in which it can still be had.

Made by standing; shown by export, screens and messages. Pure: words are Japanese or the screen's language, and name nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from m365bot.records.ledger import NEARLY
from m365bot.words import say, telling

_SHOWN = 3


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """A chance for hours, up to `until`, its last day: a session to come, one that makes up, a learning item; without
    a title, what is done outside of sessions and written down.
    """

    until: date
    title: str
    hours: float


class Doubt(Enum):
    """What of the evidence nobody could read."""

    SHEETS = auto()
    LOG = auto()


@dataclass(frozen=True)
class Lack:
    """Hours missing of a course, or of the whole (`course` empty, so is `title`).

    unwritten: titles of sessions that are over, and for which attendance says nothing of this person.
    doubt: why it may be no lack at all; then nobody is judged by it. left: since when the person is no trainee any
    more; then nothing can be had. missed: is a session of it over that was not had in full? Else all is yet to come.
    """

    course: str
    title: str
    hours: float
    ways: tuple[Way, ...] = ()
    unwritten: tuple[str, ...] = ()
    doubt: Doubt | None = None
    left: date | None = None
    missed: bool = False

    @property
    def can_be_had(self) -> bool:
        return not self.left and sum(way.hours for way in self.ways) + NEARLY >= self.hours

    @property
    def until(self) -> date | None:
        """The last day by which it can still be had; None where it no longer can."""
        return max(way.until for way in self.ways) if self.ways and self.can_be_had else None

    @property
    def words(self) -> str:
        """For a screen."""
        if self.left:
            return say("{day} に受講を終えています。", day=self.left)
        what = self.title or say("合計")
        missing = say("{what}があと{hours:g}時間です。", what=what, hours=round(self.hours, 2))
        return missing + self._how() + (_why(self.doubt) if self.doubt else "")

    @property
    def told(self) -> str:
        """For whom it reaches through the tenant."""
        with telling():
            return self.words

    def _how(self) -> str:
        unwritten = ""
        if self.unwritten:
            titles = _listed(self.unwritten[:_SHOWN], len(self.unwritten))
            unwritten = say("出欠が未記入: {titles}。", titles=titles)
        if not self.ways:
            return unwritten or say("これから取れる回はありません。")
        ways = _listed([_way(each) for each in self.ways[:_SHOWN]], len(self.ways))
        if self.can_be_had:
            return unwritten + say("取れる機会: {ways}。", ways=ways)
        most = round(sum(way.hours for way in self.ways), 2)
        return unwritten + say("残る機会は{most:g}時間分です: {ways}。", most=most, ways=ways)


def _why(doubt: Doubt) -> str:
    if doubt is Doubt.SHEETS:
        return say("出欠か時間の表に読めない所があるため、不明です。")
    return say("自主学習の記録をまだ読めていないため、不明です。")


def _way(way: Way) -> str:
    return say("{title}({day}まで)", title=way.title or say("回の外の活動時間"), day=way.until)


def _listed(first: Sequence[str], count: int) -> str:
    """first: of so many."""
    left = count - len(first)
    return say("、").join((*first, *((say("ほか{count}件", count=left),) if left else ())))
