"""What a cohort's sessions may name, and the days they may lie on.

Made when a cohort is made; asked by the readers of its sessions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import ChannelSpec
from m365bot.programme.cohort import groups_of
from m365bot.programme.curriculum import Course
from m365bot.programme.names import channel_fold
from m365bot.programme.people import Directory, Line, Person, Role
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.words import say


def outside(day: date, starts: date, ends: date) -> str:
    """That a day is none of the cohort's, in words; "" where it is one."""
    if starts <= day <= ends:
        return ""
    return say("{day} は期の期間({starts} から {ends})の外です。", day=day, starts=starts, ends=ends)


@dataclass(frozen=True, kw_only=True)
class Year:
    """What sessions may name: the cohort's courses, channels, groups and instructors."""

    file: ConfigFile
    calendar: Calendar
    starts: date
    ends: date
    courses: tuple[Course, ...]
    channels: tuple[ChannelSpec, ...]
    lines: tuple[Line, ...]
    directory: Directory
    roster_is_whole: bool
    roster_at: Place
    roster_words: frozenset[str] | None = (
        None  # all that stands in a faulty roster, where its columns are known
    )
    group_channels: tuple[str, ...] = ()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return groups_of(self.lines)

    @cached_property
    def instructors(self) -> Mapping[str, Person]:
        """Everybody who is an instructor on some line, by id."""
        return {line.person.id: line.person for line in self.lines if line.role is Role.INSTRUCTOR}

    @property
    def roster_name(self) -> str:
        return self.roster_at.file.rpartition("/")[2]

    def roster_may_name(self, word: str) -> bool:
        """Whether a line that cannot be used may be the one that names a group, or somebody."""
        if self.roster_is_whole:
            return False
        return self.roster_words is None or channel_fold(word) in self.roster_words

    def may_be_of_group(self, channel: str) -> bool:
        """Whether a channel may be one of those made for each group, which a roster with faults hides."""
        parts = (name.partition("{group}") for name in self.group_channels)
        folded, heads = channel_fold(channel), [(channel_fold(a), channel_fold(b)) for a, _, b in parts]
        inner = [
            folded.removeprefix(a).removesuffix(b).strip()
            for a, b in heads
            if folded.startswith(a) and folded.endswith(b)
        ]
        return any(self.roster_may_name(group) for group in inner)
