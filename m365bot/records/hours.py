"""Hours and completion of one cohort: the ledger, and where each trainee stands.

`Records.hours` makes it for jobs, export and screens. Pure; the frame is today's config, or for a finished cohort the one
that was kept (ADR 69).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import cached_property

from m365bot.programme.cohort import Cohort
from m365bot.programme.faults import Fault, Part
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import ledger, study
from m365bot.records.frame import Frame
from m365bot.records.lacks import Doubt
from m365bot.records.ledger import Ledger
from m365bot.records.row import Row
from m365bot.records.standing import Judge, Standing
from m365bot.records.study import Logged


class Log(Enum):
    """Are the records known to hold what was logged of self-study?"""

    READ = auto()
    UNREAD = auto()


class Ahead(Enum):
    """What is written of days to come: jobs leave it out, an export tells all that the sheets say."""

    LEFT_OUT = auto()
    COUNTED = auto()


@dataclass(frozen=True)
class Hours:
    """Of one cohort, at a moment in the programme's time zone.

    doubts: files with faults, so that hours may be missing; with any, nobody is judged to lack some. studied: person's id →
    keys of learning items logged. is_kept: is there a frame that was kept? frozen: is it judged by that, and today's
    config has become another?
    """

    cohort: Cohort
    frame: Frame
    ledger: Ledger
    now: datetime
    studied: Mapping[str, frozenset[str]]
    doubts: tuple[Fault, ...] = ()
    frozen: bool = False
    is_kept: bool = False
    log: Log = Log.READ

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        programme: Programme,
        now: datetime,
        rows: Iterable[Row] = (),
        kept: Frame | None = None,
        log: Log = Log.READ,
        ahead: Ahead = Ahead.LEFT_OUT,
    ) -> "Hours":
        """rows: the stored ones that count. kept: what the cohort was judged by when that was last noted."""
        today = Frame.of(cohort, programme)
        frame = kept if kept and cohort.is_finished else today
        answered = tuple(rows)
        studied = tuple(study.logged(cohort, frame.study, answered))
        found = ledger.of(cohort, programme.timezone, studied, answered)
        return cls(
            cohort,
            frame,
            found if ahead is Ahead.COUNTED else found.up_to(now.date()),
            now,
            _by_person(studied),
            programme.faults_in(Part.HOURS, cohort),
            frozen=frame != today,
            is_kept=kept is not None,
            log=log,
        )

    @cached_property
    def trainees(self) -> tuple[Person, ...]:
        """Everybody who was a trainee at any time, in the roster's order."""
        return self.cohort.trainees()

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody's, in the roster's order: for officers only."""
        return tuple(map(self.standing, self.trainees))

    def standing(self, person: Person) -> Standing:
        """Where a trainee stands: for that person alone, and officers."""
        return self._judge.standing(person)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.cohort, self.frame, self.ledger, self.now, self.studied, self._doubt)

    @property
    def _doubt(self) -> Doubt | None:
        if self.doubts:
            return Doubt.SHEETS
        return Doubt.LOG if self.log is Log.UNREAD else None


def _by_person(studied: Iterable[Logged]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in studied:
        found[one.person.id] = found.get(one.person.id, frozenset()) | {one.item.key}
    return found
