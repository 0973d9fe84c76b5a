"""A cohort's first page: who may not complete, what is not handed in, what comes next.

Called by its route.
"""

from collections import Counter

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort import calendar
from m365bot.console.pages.cohort.hours import AtRisk, at_risk, is_pressing
from m365bot.console.pages.cohort.room import Room, in_room

NEXT = 4


def _pressing(room: Room) -> list[AtRisk]:
    """Of a cohort that is over nothing can be had any more: who has not completed stands with the hours."""
    if room.cohort.is_finished:
        return []
    return [one for one in at_risk(room.overview) if is_pressing(one, room.day)]


@in_room
def shown(room: Room) -> Shown:
    overview = room.overview
    figures = room.sight.names_with_figures
    return room.shows(
        "glance.html",
        trainees=room.cohort.trainees() if room.cohort.is_finished else room.cohort.trainees_on(room.day),
        doubts=overview.hours.doubts,
        at_risk=_pressing(room) if figures else [],
        outlooks=Counter(overview.outlook(one).value for one in overview.hours.standings) if figures else {},
        waiting=[one for one in overview.handed_in if one.is_for_people and one.is_begun and one.missing],
        coming=[one for one in calendar.entries(room.cohort) if one.at > room.asked.now][:NEXT],
    )
