"""What every page of a cohort begins with: the cohort of the address, who looks, and today.

Called by the pages beside it. Where there is no such cohort, the page says so and is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any

from m365bot.app.cohorts import Seen
from m365bot.console.asked import Asked, Shown
from m365bot.console.sight import Sight
from m365bot.programme import Cohort, Person, Programme
from m365bot.records.overview import Overview
from m365bot.words import say


@dataclass(frozen=True)
class Room:
    asked: Asked
    programme: Programme
    cohort: Cohort

    @classmethod
    def of(cls, asked: Asked) -> "Room | None":
        """As config/ is now; None where there is no such cohort."""
        key = asked.path["cohort"]
        if asked.desk.usable().cohort(key) is None:
            return None
        programme = asked.desk.programme_of(key)
        found = programme.cohort(key)
        return cls(asked, programme, found) if found else None

    @property
    def day(self) -> date:
        return self.asked.now.astimezone(self.programme.timezone).date()

    @property
    def sight(self) -> Sight:
        return Sight(self.asked.visitor, self.programme, self.day)

    @cached_property
    def seen(self) -> Seen:
        """Judged now; asks the database."""
        return self.asked.desk.cohort(self.cohort.key, self.asked.now)

    @property
    def overview(self) -> Overview:
        return self.seen.overview

    def person(self, id: str) -> Person | None:
        """A trainee, by the opaque id."""
        return next((one for one in self.cohort.trainees() if one.id == id), None)

    def shows(self, template: str, **values: Any) -> Shown:
        """With what the head of each of these pages tells."""
        common = {"cohort": self.cohort, "now": self.asked.now, "sight": self.sight}
        return Shown(f"cohort/{template}", {**common, **values})


def in_room(page: Callable[[Room], Shown]) -> Callable[[Asked], Shown]:
    """A page of a room as a page of an address."""

    @wraps(page)
    def shown(asked: Asked) -> Shown:
        room = Room.of(asked)
        if room is None:
            return nothing(say("『{key}』という期はありません。", key=asked.path["cohort"]))
        return page(room)

    return shown


def nothing(words: str) -> Shown:
    return Shown("alone.html", {"words": words}, 404)
