"""Where a questionnaire's answers are.

Handed by the Responses resource to the source that reads them.
"""

from dataclasses import dataclass

from m365bot.resources.kind import Resource


@dataclass(frozen=True)
class Place:
    """In whose site, and what config calls it there. key: under which a look remembers what it found."""

    team: Resource
    team_name: str
    name: str
    key: str
