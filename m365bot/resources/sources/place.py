"""Where a questionnaire's answers are.

Handed by the Responses resource to the source that reads them.
"""

from dataclasses import dataclass, field
from pathlib import Path

from m365bot.records.sources.sought import Sought
from m365bot.resources.kind import Resource

UNANSWERED = "unanswered"
"""Code of a NotReady: nobody has answered, or nothing brings the answers there. A form may stay so for good."""


@dataclass(frozen=True)
class Place:
    """In whose site, and what config calls it there. team_name: with the channel, where it lies in that one's folder. key:
    under which a look remembers what it found.

    below: the channel's folder that the name is a path in; None: the team's own documents. folder: of the instance,
    where it is no place in the tenant; within: the cohort's, which no link may lead out of.
    """

    team: Resource
    team_name: str
    name: str
    key: str
    below: Resource | None = None
    folder: Path | None = None
    within: Path | None = None
    sought: Sought = field(default_factory=Sought)
