"""What people have a place in: a team, a private channel.

Base of these kinds, so that `Member` need not know which of them it is in. Never adds or removes anybody.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from m365bot.programme import Person
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.ports.graph import Json
from m365bot.resources.view import View

MEMBER = "#microsoft.graph.aadUserConversationMember"
NEW_FOR = 10 * 60.0  # seconds after an add for which a refusal may mean "not yet" (docs/facts.md 123)


class Peopled(Kind):
    """people_need: what changing its people asks for. adds_in_bulk: many may be added by one request."""

    people_need: ClassVar[str]
    adds_in_bulk: ClassVar[bool] = False

    @abstractmethod
    async def place(self, view: View) -> Any:
        """The SDK's builder of it."""

    def group_of(self, view: View) -> str:
        """The id of the group that lies under it, whose members come into it as well; empty: none."""
        return ""

    @abstractmethod
    def before_joining(self, person: Person) -> Sequence[Resource]:
        """What must exist before a person can be in it."""


async def members_of(view: View, of: Peopled) -> Mapping[str, Json]:
    """Who is in it, by the directory's id; read once a look."""

    async def read() -> Mapping[str, Json]:
        there = await view.graph.pages((await of.place(view)).members)
        return {one["userId"]: one for one in there}

    return await view.once(f"members {of.key}", read)


def stamp(view: View, key: str, what: str) -> None:
    """Remember that this happened to it now, by the service's clock."""
    view.learn(key, **{what: view.graph.service_now().isoformat()})


def is_young(view: View, key: str, what: str, seconds: float) -> bool:
    """Did that happen to it less than so many seconds ago, by what is remembered?"""
    if not (at := view.memo(key).get(what)):
        return False
    return (view.graph.service_now() - datetime.fromisoformat(at)).total_seconds() < seconds


def conversation_member(view: View, user: str, *, owner: bool) -> Json:
    """A person as a request adds them."""
    return {
        "@odata.type": MEMBER,
        "roles": ["owner"] if owner else [],
        "user@odata.bind": f"{view.graph.base_url}/users('{user}')",
    }
