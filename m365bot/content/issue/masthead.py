"""What stands above and below an issue in faces that bring their own frame: its number, its title, who sends it.

Made by whoever makes a face of an issue. Pure.
"""

from dataclasses import dataclass
from datetime import date

from m365bot.programme import Issue, Programme
from m365bot.words import tell


@dataclass(frozen=True)
class Masthead:
    """office: who sends it, such as 金沢市 デジタル行政推進リーダー育成研修. day: on which it is published."""

    number: int
    title: str
    day: date
    office: str

    @property
    def series(self) -> str:
        return tell("DX通信 第{number}号", number=self.number)

    @property
    def subject(self) -> str:
        """What heads it wherever it is read."""
        return f"{self.series} {self.title}"

    @property
    def dated(self) -> str:
        return tell("{year}年{month}月{day}日", year=self.day.year, month=self.day.month, day=self.day.day)


def of(issue: Issue, programme: Programme) -> Masthead:
    day = issue.publish.astimezone(programme.timezone).date()
    return Masthead(issue.number, issue.title, day, f"{programme.organisation} {programme.name}".strip())
