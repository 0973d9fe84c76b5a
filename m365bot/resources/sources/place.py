"""Where a questionnaire's answers are.

Handed by the Responses resource to the source that reads them.
"""

from dataclasses import dataclass

from m365bot.resources.kind import Resource

UNANSWERED = "unanswered"
"""Code of a NotReady: nobody has answered, or nothing brings the answers there. A form may stay so for good."""


@dataclass(frozen=True)
class Place:
    """In whose site, and what config calls it there. key: under which a look remembers what it found."""

    team: Resource
    team_name: str
    name: str
    key: str
