"""Where answers are read from: a file a source, each opened by the kind that config names.

Called by the Responses resource. A new source is a file here and a line in OPENED_BY.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from m365bot.records.sources.port import Source
from m365bot.resources.kinds.team import Team
from m365bot.resources.sources.sharepoint_list import SharePointList
from m365bot.resources.view import View


@dataclass(frozen=True)
class Place:
    """Where a questionnaire's answers are: what config calls it, in whose site. key: under which a look remembers."""

    team: Team
    name: str
    key: str


OPENED_BY: Mapping[str, Callable[[Place, View], Source]] = {
    "list": lambda place, view: SharePointList(place.team, place.name, place.key, view),
}
"""By the source's kind in config (`source: {list: …}`)."""
