"""Every questionnaire of a cohort: who has handed in, who has not, and how far that is known.

Called by its route. Names stand here for officers alone; others of the staff read how many.
"""

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort.room import Room, in_room


@in_room
def shown(room: Room) -> Shown:
    handed = room.overview.handed_in
    return room.shows(
        "forms.html",
        begun=[one for one in handed if one.is_begun],
        to_come=[one for one in handed if not one.is_begun],
        totals={
            key.form + "/" + key.session: sum(found.values()) for key, found in room.seen.arrived.items()
        },
    )
