"""担当: what an instructor or a section chief may see: rosters of the own sessions, attendance of the own staff.

Called by its routes. All of it comes through `sight`; whatever is somebody else's is not there.
"""

from collections.abc import Sequence

from m365bot.console.asked import Asked, Shown
from m365bot.console.pages.cohort.room import nothing
from m365bot.console.sight import Sight
from m365bot.programme import Line
from m365bot.words import say


def shown(asked: Asked) -> Shown:
    sight = _sight(asked)
    sessions = sorted(sight.taught(), key=lambda one: one[1].starts)
    return Shown("own/shown.html", {"sessions": sessions, "staff": [*sight.staff()], "now": asked.now})


def roster(asked: Asked) -> Shown:
    """Who is to come, by the group on the day of each round."""
    found = _sight(asked).session(asked.path["cohort"], asked.path["session"])
    if found is None:
        return nothing(say("担当の回に、その回はありません。"))
    cohort, session = found
    rounds = [
        (
            turn,
            [
                (one, _group(cohort.lines_on(turn.starts.date()), one.id))
                for one in cohort.people_of_round(turn)
            ],
        )
        for turn in session.rounds
    ]
    return Shown("own/roster.html", {"cohort": cohort, "session": session, "rounds": rounds})


def member(asked: Asked) -> Shown:
    """Attendance of one of the own staff: what is written, and no more."""
    found = _sight(asked).member(asked.path["cohort"], asked.path["person"])
    if found is None:
        return nothing(say("所属の受講者に、その人はいません。"))
    cohort, person = found
    written = {one.session: one for one in cohort.attendance_of(person)}
    turns = [(each, cohort.round_for(each, person)) for each in cohort.sessions]
    rows = [(each, turn, written.get(each.key)) for each, turn in turns if turn or each.key in written]
    return Shown("own/member.html", {"cohort": cohort, "person": person, "rows": rows, "now": asked.now})


def _sight(asked: Asked) -> Sight:
    programme = asked.desk.usable()
    return Sight(asked.visitor, programme, asked.now.astimezone(programme.timezone).date())


def _group(lines: Sequence[Line], person: str) -> str:
    return next((line.group for line in lines if line.person.id == person and line.group), "")
