"""What a cohort may see of its own answers and hours: submissions, averages and counts.

Called by the results job and by the database, which keeps what was published. Never holds a name, a free text, or a
figure by which, with those of before, the answer of one person could be worked out (ADR 39).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.programme import Programme
from m365bot.records import course_hours
from m365bot.records.asked import AnswersOf
from m365bot.records.audience import Audience
from m365bot.records.course_hours import HoursPart, HoursTold
from m365bot.records.hours import Hours
from m365bot.records.part import Part, heading
from m365bot.records.releases import Release
from m365bot.records.row import Row
from m365bot.records.snapshot import Records
from m365bot.records.telling import Telling


@dataclass(frozen=True)
class Summary:
    """A cohort's questionnaires that somebody answered, in config's order, and its hours after them.

    releases: whose answers it publishes. is_new: does it tell what no post has told?
    """

    cohort: str
    parts: tuple[Part | HoursPart, ...]
    releases: tuple[Release, ...] = field(default=(), repr=False)
    is_new: bool = False

    @property
    def asked(self) -> tuple[Part, ...]:
        """Of questionnaires alone."""
        return tuple(part for part in self.parts if isinstance(part, Part))

    @property
    def hours(self) -> tuple[HoursPart, ...]:
        return tuple(part for part in self.parts if isinstance(part, HoursPart))

    @property
    def empty(self) -> bool:
        return not self.parts

    def to_markdown(self) -> str:
        """Japanese Markdown, the same for the same figures, so that an unchanged week edits nothing."""
        return "\n\n".join("\n".join(part.lines()) for part in self.parts)


def of(
    cohort: Cohort,
    questionnaires: Iterable[Questionnaire],
    records: Records,
    programme: Programme,
    hours: Hours | None = None,
) -> Summary:
    """Of the rows that count, after what was published before. Left out are questionnaires without any, and those of
    which a post tells that these records know nothing of; so are the hours. hours: None where none are to be told, as before
    anything was answered.
    """
    asked = list(_tellings(cohort, questionnaires, records, programme))
    had = list(_hours_told(hours, records)) if hours and asked else []
    every: list[Telling | HoursTold] = [*asked, *had]
    return Summary(
        cohort.key,
        (*(one.part for one in asked), *(part for one in had for part in one.parts)),
        tuple(release for one in every for release in one.after.values()),
        is_new=any(one.is_new for one in every),
    )


def tells_hours(page: str) -> bool:
    return heading(course_hours.title()) in page.splitlines()


def told_by(page: str, questionnaires: Iterable[Questionnaire]) -> list[Questionnaire]:
    """Those of which the page tells."""
    lines = frozenset(page.splitlines())
    return [one for one in questionnaires if heading(one.title) in lines]


def _hours_told(hours: Hours, records: Records) -> Iterator[HoursTold]:
    if (hours.cohort.key, course_hours.title()) in records.told_elsewhere:
        return
    asked = AnswersOf(hours.cohort.key, course_hours.FORM)
    yield HoursTold(
        hours, {release.question: release for release in records.released if release.asked == asked}
    )


def _tellings(
    cohort: Cohort, questionnaires: Iterable[Questionnaire], records: Records, programme: Programme
) -> Iterator[Telling]:
    rows: dict[AnswersOf, list[Row]] = {}
    for row in records.kept(cohort.key):
        rows.setdefault(row.asked, []).append(row)
    for one in questionnaires:
        asked = AnswersOf.questionnaire(one)
        if asked not in rows or (cohort.key, one.title) in records.told_elsewhere:
            continue
        before = {release.question: release for release in records.released if release.asked == asked}
        yield Telling(one, rows[asked], before, Audience(one, cohort, programme).expected())
