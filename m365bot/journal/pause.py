"""A pause: nothing is written by a job, or by any, until somebody lifts it.

Called by runs and by whatever shows them. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from m365bot.words import say

EVERY = ""
"""In a job's place: all of them."""


@dataclass(frozen=True)
class Pause:
    """job: its name, or EVERY. who: the operating system's user."""

    job: str
    who: str
    at: datetime
    reason: str = ""

    def words(self, zone: tzinfo | None) -> str:
        """Who paused what, when and why, and how it goes on."""
        what = say("手順 {job}", job=self.job) if self.job else say("すべての手順")
        reason = say("(理由: {reason})", reason=self.reason) if self.reason else ""
        return say(
            "{what}は一時停止中です。{who} が {at:%Y-%m-%d %H:%M} に止めました{reason}。"
            "再開するには {command} を実行してください。",
            what=what,
            who=self.who,
            at=self.at.astimezone(zone),
            reason=reason,
            command=f"`m365bot resume {self.job}".rstrip() + "`",
        )

    def to_json(self) -> dict[str, Any]:
        own = {"job": self.job or None, "who": self.who, "at": self.at.isoformat()}
        return own | {"reason": self.reason}


def of(job: str, pauses: Iterable[Pause]) -> Pause | None:
    """What keeps a job from writing: the pause of all first."""
    mine = sorted((one for one in pauses if one.job in (EVERY, job)), key=lambda one: one.job)
    return mine[0] if mine else None
