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
    group_channels: tuple[str, ...] = ()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return groups_of(self.lines)

    @cached_property
    def instructors(self) -> Mapping[str, Person]:
        """Everybody who is an instructor on some line, by id."""
        return {line.person.id: line.person for line in self.lines if line.role is Role.INSTRUCTOR}

    def may_be_of_group(self, channel: str) -> bool:
        """Whether a channel may be one of those made for each group, which a roster with faults hides."""
        heads = (channel_fold(name.partition("{group}")[0]) for name in self.group_channels)
        return any(head and channel_fold(channel).startswith(head) for head in heads)
