"""What a kind may be besides: removable, written together, made in parts, surveying what else is there, storing rows.

Kinds derive from these; the generic code asks `isinstance` and knows no kind by its name. Never asks Graph itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from m365bot.errors import M365BotError
from m365bot.resources.kind import Extra, Gone
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.resources.whole import Division
from m365bot.words import say


class Removable(ABC):
    """It can be taken away, by a job that yields it as gone. Any of it asks, in its own words."""

    @property
    def asks_to_go(self) -> str:
        return say("外すには承認が必要です。")

    @abstractmethod
    async def remove(self, tenant: Tenant, was: Seen) -> None:
        """Take away what was seen. Raises what `Graph.write` raises."""


class WrittenTogether(ABC):
    """Those of one `together` that are not there are made in as few requests as the service takes."""

    @staticmethod
    @abstractmethod
    async def write_together(
        tenant: Tenant, wanted: Sequence[Any], attempt: int
    ) -> Mapping[str, Seen | M365BotError]:
        """Make them; key → an outcome of its own. `attempt` counts from 1."""


class Surveying(ABC):
    """It can tell what is there beside what is wanted of one `together`."""

    @staticmethod
    @abstractmethod
    async def others(view: View, wanted: Sequence[Any]) -> list[Extra | Gone]:
        """What stays, listed as withheld, and what is to go."""


class Divided(ABC):
    """It is made in parts that only carrying it out knows: planned, approved and told as one thing."""

    @property
    @abstractmethod
    def lasts(self) -> float:
        """Seconds that its parts may take, beside what any run may."""

    @abstractmethod
    async def divided(self, view: View) -> Division:
        """Raises what a look raises, and Permanent where it cannot be made."""


class Storing:
    """Its write stores rows in records and changes nothing in the tenant; its facts are no part of a digest."""

    counted: ClassVar[str]  # which of its facts counts what is not stored yet
    deletions: ClassVar[str] = ""  # and which says how many of these are rows that are gone
