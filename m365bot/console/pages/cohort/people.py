"""Who takes part in a cohort, in which department, group and period; and who is in which channel.

Called by its route. Reads config/ alone, tells no figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from m365bot.console.asked import Shown
from m365bot.console.pages.cohort.room import Room, in_room
from m365bot.programme import Line, Person, Role
from m365bot.programme.channels import ChannelSpec
from m365bot.words import say


@dataclass(frozen=True)
class InChannel:
    spec: ChannelSpec
    people: tuple[Person, ...]


@in_room
def shown(room: Room) -> Shown:
    wanted = room.asked.query.get("department", "")
    lines = [one for one in room.cohort.lines if wanted in ("", one.department)]
    return room.shows(
        "people.html",
        roles=roles(),
        lines=sorted(lines, key=_order),
        trainees={one.id for one in room.cohort.trainees()},
        departments=sorted({one.department for one in room.cohort.lines if one.department}),
        wanted=wanted,
        channels=[*_channels(room)],
        day=room.day,
    )


def roles() -> dict[Role, str]:
    return {
        Role.TRAINEE: say("受講者"),
        Role.INSTRUCTOR: say("講師"),
        Role.OFFICER: say("研修担当"),
        Role.MENTOR: say("メンター"),
        Role.LEADER: say("修了生"),
    }


def _order(line: Line) -> tuple[str, int, str]:
    """By role as people.csv orders them is nobody's order: trainees first, by group."""
    return ("" if line.group else line.role.value, len(line.group), line.group)


def _channels(room: Room) -> Iterator[InChannel]:
    for spec in room.cohort.channels:
        yield InChannel(spec, room.cohort.people_of(spec, room.day))
