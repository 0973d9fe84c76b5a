"""What a cohort may read of its own hours: the average of each course, once the course is over.

Called by summary. Pure. Averages are released in blocks as answers are (ADR 39), by a stricter rule: whoever was in the room
knows who has full hours, so people enough must have others than most have. A course is told when its sessions are over and
whose attendance was awaited stands in the sheets, so that no half-written figure is published for good (ADR 85).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from m365bot.programme.curriculum import Course
from m365bot.programme.people import Person
from m365bot.programme.sessions import Session
from m365bot.records import figures, releases
from m365bot.records.asked import AnswersOf
from m365bot.records.hours import Hours, Log
from m365bot.records.markup import literal
from m365bot.records.part import heading
from m365bot.records.releases import FEWEST, Block, Release
from m365bot.words import tell

FORM = "(hours)"
"""Where a form's key would stand; no form may be called so."""


def title() -> str:
    return tell("研修の時間の平均")


@dataclass(frozen=True)
class CourseMean:
    course: Course
    mean: Decimal

    @property
    def words(self) -> str:
        return tell("{mean}時間(必要 {hours:g}時間)", mean=self.mean, hours=self.course.hours)


@dataclass(frozen=True)
class HoursPart:
    """What stands in the post and on the page, beside the questionnaires: the courses of which an average may be told."""

    means: tuple[CourseMean, ...]

    @property
    def title(self) -> str:
        return title()

    def lines(self) -> Iterator[str]:
        """As Markdown, the same for the same figures."""
        yield heading(self.title)
        yield ""
        yield tell("| 科目 | 受講者の平均 |")
        yield "|---|---|"
        for one in self.means:
            yield f"| {literal(one.course.title)} | {one.words} |"


@dataclass(frozen=True)
class HoursTold:
    """What may be told now. before: course's key → what was published of it."""

    hours: Hours
    before: Mapping[str, Release]

    @property
    def parts(self) -> Sequence[HoursPart]:
        """None where there is nothing to be told."""
        means = [(each, _mean(self.after[each.key])) for each in self._courses]
        told = tuple(CourseMean(course, mean) for course, mean in means if mean is not None)
        return [HoursPart(told)] if told else []

    @property
    def is_new(self) -> bool:
        """Does it tell what no post has told?"""
        posted = {key: release for key, release in self.before.items() if release.is_posted}
        return any(
            mean is not None and mean != (_mean(posted[key]) if key in posted else None)
            for key, mean in ((key, _mean(release)) for key, release in self.after.items())
        )

    @cached_property
    def after(self) -> Mapping[str, Release]:
        """By course, whose hours stand behind what is told."""
        return {each.key: self._released(each) for each in self._courses}

    def _released(self, course: Course) -> Release:
        nothing = Release(AnswersOf(self.hours.cohort.key, FORM), course.key)
        now: Block = {
            releases.somebody(person.id): [self.hours.ledger.by_course(person).get(course.key, 0.0)]
            for person in self._trainees
        }
        return releases.advanced(self.before.get(course.key, nothing), now, is_common)

    @cached_property
    def _courses(self) -> Sequence[Course]:
        """Those that are over, and those that were told before."""
        if self.hours.doubts:
            return []
        return [each for each in self.hours.frame.courses if self._was_told(each) or self._is_over(each)]

    def _was_told(self, course: Course) -> bool:
        release = self.before.get(course.key)
        return release is not None and bool(release.blocks or release.retired)

    def _is_over(self, course: Course) -> bool:
        """One without sessions is over when all of the cohort's are."""
        own = [each for each in self.hours.cohort.sessions if each.course == course.key]
        held = own or self.hours.cohort.sessions
        makes_up = [each for each in self.hours.cohort.sessions if each.makes_up in {one.key for one in own}]
        if not held or course.hours <= 0 or course.on_request or self._may_lack_logs(course):
            return False
        return all(each.ends <= self.hours.now for each in (*held, *makes_up)) and not any(
            self._is_missing(person, each) for each in own if not each.makes_up for person in self._trainees
        )

    def _may_lack_logs(self, course: Course) -> bool:
        return self.hours.log is Log.UNREAD and bool(self.hours.frame.items_of(course.key))

    def _is_missing(self, person: Person, session: Session) -> bool:
        """Was the person to come, and does no sheet say whether?"""
        if (person.id, session.key) in self._written:
            return False
        return self.hours.cohort.round_for(session, person) is not None

    @cached_property
    def _written(self) -> frozenset[tuple[str, str]]:
        return frozenset((each.person.id, each.session) for each in self.hours.cohort.attendance)

    @cached_property
    def _trainees(self) -> Sequence[Person]:
        return self.hours.cohort.trainees_on(self.hours.now.date())


def is_common(people: Sequence[Sequence[Any]]) -> bool:
    """Do fewer than FEWEST have other hours than most have? What most have, everybody knows who was there."""
    had = Counter(hours for each in people for hours in each)
    return not had or sum(had.values()) - max(had.values()) < FEWEST


def _mean(release: Release) -> Decimal | None:
    return figures.average(release.answers, people=release.people)
