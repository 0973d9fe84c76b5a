"""One trainee of a cohort: where he or she stands, each line of hours with its evidence, what is handed in.

Called by its route, for officers alone. The address holds the opaque id.
"""

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort.people import roles
from m365bot.console.pages.cohort.room import Room, in_room, nothing
from m365bot.words import say


@in_room
def shown(room: Room) -> Shown:
    person = room.person(room.asked.path["person"])
    if person is None or not room.sight.names_with_figures:
        return nothing(say("この期に、その受講者はいません。"))
    overview = room.overview
    standing = overview.hours.standing(person)
    return room.shows(
        "person.html",
        person=person,
        roles=roles(),
        lines=[one for one in room.cohort.lines if one.person.id == person.id],
        standing=standing,
        outlook=overview.outlook(standing),
        total=overview.total(standing),
        courses=[(one, overview.course(standing, one)) for one in overview.hours.frame.courses],
        frame=overview.hours.frame,
        ledger=overview.hours.ledger.of(person),
        titles={one.key: one.title for one in room.cohort.sessions},
        handed=[one for one in overview.handed_in if one.is_begun and one.is_awaited_of(person)],
    )
