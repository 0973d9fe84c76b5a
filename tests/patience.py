"""A run in weather in which some things come a day late: told as unknown, and had by a later run, nothing twice.

Called by Bot where a tenant stands in harsh weather, and by chaos tests. Never used under the documented weather,
in which every run is done at once.
"""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from m365bot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from tests.bot import Said

ROUNDS = 4  # of a day each: nothing in any report takes longer than the next day
DAY_S = 86_400


def until_done(first: "Said", again: Callable[[], "Said"], tenant: Sandbox) -> "Said":
    """What the last run said. Each run before it must have named what it left; after none stands anything twice."""
    said = first
    for _ in range(ROUNDS):
        nothing_twice(tenant)
        if said.exit != 3:
            break
        left = [one for one in said.document["errors"] if one["error"]]
        assert len(left) >= said.document["counts"]["unknown"] > 0, said.out
        tenant.advance(DAY_S)
        said = again()
    landed(tenant)
    return said


def landed(tenant: Sandbox) -> None:
    """Readers find what was made: lists are behind by `replication_s`."""
    nothing_twice(tenant)
    tenant.advance(tenant.tenant.weather.seconds("replication_s"))


def nothing_twice(tenant: Sandbox) -> None:
    """Looks at the sandbox's state, so that neither limits nor the clock are disturbed."""
    held = tenant.tenant
    teams = [(held.groups[team.id], team) for team in held.live_teams()]
    once("team", [group.mail_nickname for group, _ in teams])
    for group, team in teams:
        once(f"channel of {group.mail_nickname}", [channel.display_name for channel in team.live()])
        for channel in team.live():
            place = f"{group.mail_nickname} {channel.display_name}"
            once(f"tab of {place}", [tab.display_name for tab in channel.tabs.values()])
            posts = [one for one in channel.messages.values() if not (one.deleted or one.event)]
            once(f"post of {place}", [(one.subject, one.content) for one in posts])


def once(what: str, names: list[Any]) -> None:
    assert not (twice := [name for name, count in Counter(names).items() if count > 1]), f"{what}: {twice}"
