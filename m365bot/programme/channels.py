"""Teams, channels and tabs as config names them.

Called by cohorts and jobs. Pure.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from m365bot.programme.people import Role

PRIMARY = "一般"
"""What config calls a team's primary channel, whatever its display name is in the tenant."""


PLAN = "研修計画"
"""The page of a cohort's sessions, as config names it."""
STUDY = "自主学習"
"""The page of how self-study goes, kept by a job of its own."""
PROGRESS = "みんなの進捗"
"""The page of what a cohort has done together; it names nobody."""
PAGES = (PLAN, STUDY, PROGRESS)
"""The pages that m365bot writes; a tab with another name of a page opens the channel's folder."""


@dataclass(frozen=True, slots=True)
class TeamSpec:
    """A team by display name and by the nickname that makes it unique."""

    name: str
    mail_nickname: str


@dataclass(frozen=True, slots=True)
class TabSpec:
    """A tab: a website's address, or the title of a page."""

    name: str
    url: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """One channel, `for_each` already expanded: `group` or `course` says for which it is."""

    name: str
    kind: Literal["standard", "private"] = "standard"
    description: str = ""
    roles: tuple[Role, ...] = (Role.TRAINEE,)
    group: str | None = None
    course: str | None = None
    instructors: bool = False
    tabs: tuple[TabSpec, ...] = ()


class Target(NamedTuple):
    """A channel of a team, by name; 一般 is the primary channel."""

    team: TeamSpec
    channel: str

    @property
    def is_primary(self) -> bool:
        return is_primary(self.channel)


def is_primary(name: str) -> bool:
    """Whether a channel's name in config means the primary channel (General in Graph)."""
    return name.strip().casefold() in (PRIMARY, "general")
