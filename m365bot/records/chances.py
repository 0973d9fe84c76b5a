"""How hours can still be had: sessions to come, what makes up a missed one, learning items, hours outside of sessions.

Called by standing for one trainee at a moment. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import Course
from m365bot.programme.people import Person
from m365bot.programme.sessions import Round, Session
from m365bot.records.frame import Frame
from m365bot.records.lacks import Doubt, Lack, Way
from m365bot.records.ledger import NEARLY, Line

_IN_ORDER = attrgetter("until", "title", "hours")  # as they compare, in a fifth of the time


@dataclass(frozen=True)
class Open:
    """A session that is for this person, and not had in full."""

    session: Session
    way: Way | None
    is_over: bool
    is_unwritten: bool


@dataclass(frozen=True)
class Chances:
    """What one person may still come to."""

    cohort: Cohort
    frame: Frame
    sessions: Sequence[Open]
    studied: frozenset[str]
    now: datetime
    doubt: Doubt | None = None

    def lack(self, course: Course | None, hours: float) -> Lack:
        """What is missing of a course, or of the whole."""
        own = [each for each in self.sessions if self._counts(each.session, course)]
        ways = [each.way for each in own if each.way]
        if self.now.date() <= self.cohort.ends:
            ways += [*self._items(course), *self._beside(course, hours)]
        return Lack(
            course.key if course else "",
            course.title if course else "",
            hours,
            tuple(sorted(ways, key=_IN_ORDER)),
            tuple(each.session.title for each in own if each.is_unwritten),
            self._doubt(course, hours),
            missed=any(each.is_over for each in own),
        )

    def _doubt(self, course: Course | None, hours: float) -> Doubt | None:
        """A log that nobody could read leaves open only what its items could give."""
        if self.doubt is not Doubt.LOG:
            return self.doubt
        could = [item.hours for item in self.frame.study if course is None or item.course == course.key]
        return Doubt.LOG if could and sum(could) + NEARLY >= hours else None

    def _counts(self, session: Session, course: Course | None) -> bool:
        """Courses on request are no chance for whoever did not ask for them."""
        if course:
            return session.course == course.key
        of = self.frame.course(session.course)
        return not (of and of.on_request)

    def _items(self, course: Course | None) -> list[Way]:
        return [
            Way(self.cohort.ends, item.title, item.hours)
            for item in self.frame.study
            if item.key not in self.studied and (course is None or item.course == course.key)
        ]

    def _beside(self, course: Course | None, hours: float) -> list[Way]:
        """Where hours of a course are written down outside of its sessions, more can be."""
        written = {each.course for each in self.cohort.hours}
        known = course.key in written if course else bool(written)
        return [Way(self.cohort.ends, "", hours)] if known else []


def chances_of(
    cohort: Cohort,
    frame: Frame,
    lines: Sequence[Line],
    person: Person,
    now: datetime,
    studied: frozenset[str],
    doubt: Doubt | None = None,
) -> Chances:
    """lines: the person's own of the ledger."""
    had: dict[str, float] = {}
    for line in lines:
        if session := cohort.session(line.session):
            key = session.makes_up or session.key
            had[key] = had.get(key, 0.0) + line.hours
    written = {each.session for each in cohort.attendance_of(person)}
    found = []
    for session in cohort.sessions:
        turn = cohort.round_for(session, person)
        left = session.hours - had.get(session.key, 0.0)
        if turn and not session.makes_up and left > NEARLY:
            is_over = turn.ends <= now
            way = _way(cohort, session, person, now, left)
            found.append(Open(session, way, is_over, is_over and session.key not in written))
    return Chances(cohort, frame, found, studied, now, doubt)


def _way(cohort: Cohort, session: Session, person: Person, now: datetime, hours: float) -> Way | None:
    """By the last day on which the session, or what makes it up, can be come to."""
    turns = [(cohort.round_for(each, person), each) for each in (session, *cohort.making_up(session))]
    to_come: list[tuple[Round, Session]] = [(turn, each) for turn, each in turns if turn and turn.ends > now]
    if not to_come:
        return None
    turn, last = max(to_come, key=lambda one: one[0].ends)
    return Way(turn.ends.date(), last.title, round(hours, 4))
