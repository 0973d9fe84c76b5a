"""The records as a job sees them: a snapshot that does not change while the job runs.

Called by the composition root, which makes it from the database, and by jobs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records.asked import AnswersOf
from m365bot.records.frame import Frame
from m365bot.records.freshness import Freshness
from m365bot.records.hours import Ahead, Hours, Log
from m365bot.records.releases import Release
from m365bot.records.row import Row
from m365bot.records.told import Told


@dataclass(frozen=True)
class Records:
    """Every stored row of the cohorts looked at, in the order they were stored.

    released: whose answers were published. told_elsewhere: cohort and title of questionnaires of which a post tells
    that these records know nothing of. to_forget: person's id → why. held: cohorts of which there are rows, also such
    as are not looked at. fresh: how far each source is known to be whole. told: what trainees were told last of their
    sessions, by its key.
    """

    stored: Sequence[Row] = ()
    released: tuple[Release, ...] = ()
    told_elsewhere: frozenset[tuple[str, str]] = frozenset()
    to_forget: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    fresh: Mapping[AnswersOf, Freshness] = field(default_factory=dict)
    frames: Mapping[str, Frame] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: Iterable[Row],
        released: Iterable[Release] = (),
        told_elsewhere: Iterable[tuple[str, str]] = (),
    ) -> "Records":
        return cls(tuple(rows), tuple(released), frozenset(told_elsewhere))

    @property
    def empty(self) -> bool:
        return not self.stored

    def without(self, unread: Collection[AnswersOf]) -> "Records":
        """The same, but of these nobody knows up to when they are whole."""
        known = {asked: fresh for asked, fresh in self.fresh.items() if asked not in unread}
        return replace(self, fresh=known) if unread else self

    def told_to(self, person: Person, cohort: Cohort) -> Told | None:
        """None where nobody knows what, if anything, the person was told of the sessions."""
        return self.told.get(Told.key_of(cohort.key, person.id))

    def is_in_doubt(self, asked: Questionnaire, now: datetime) -> bool:
        """Past its due date, is it unknown whether every answer is here? A list that a flow fills is taken at its word."""
        if asked.source.kind == "list" or asked.due is None or now <= asked.due:
            return False
        known = self.fresh.get(AnswersOf.questionnaire(asked))
        return known is None or not known.is_known(asked.due)

    def is_current(self, asked: Questionnaire, since: datetime) -> bool:
        """Is it known that every answer which came by `since` is here? A source that nobody read tells nothing."""
        known = self.fresh.get(AnswersOf.questionnaire(asked))
        return known is not None and known.is_known(since)

    def known_until(self, asked: Questionnaire) -> datetime | None:
        """Up to when every answer is known to be here; None where nobody read it, or nobody can tell."""
        known = self.fresh.get(AnswersOf.questionnaire(asked))
        return datetime.fromisoformat(known.known_until) if known and known.known_until else None

    def rows(self, cohort: str, *, form: str | None = None, session: str | None = None) -> tuple[Row, ...]:
        """Rows of a cohort, of one form and session where named."""
        return tuple(
            row
            for row in self.stored
            if row.cohort == cohort and form in (None, row.form) and session in (None, row.session)
        )

    def kept(self, cohort: str, *, form: str | None = None, session: str | None = None) -> tuple[Row, ...]:
        """Rows that count."""
        return tuple(row for row in self.rows(cohort, form=form, session=session) if row.state == "kept")

    def quarantined(self, cohort: str) -> tuple[Row, ...]:
        """Rows that a person must look at."""
        return tuple(row for row in self.rows(cohort) if row.state == "quarantined")

    def hours(
        self, cohort: Cohort, programme: Programme, now: datetime, ahead: Ahead = Ahead.LEFT_OUT
    ) -> Hours:
        """The cohort's ledger and where each trainee stands at a moment; of a cohort that was read."""
        kept, frame = self.kept(cohort.key), self.frames.get(cohort.key)
        return Hours.of(cohort, programme, now, kept, kept=frame, log=self._log(cohort, now), ahead=ahead)

    def _log(self, cohort: Cohort, now: datetime) -> Log:
        """Nobody is judged to lack what is logged where nobody has looked, or a workbook may lag behind the end."""
        log = cohort.study_log
        if log is None or (log.opens and now < log.opens):
            return Log.READ
        known = self.fresh.get(AnswersOf.questionnaire(log))
        if known is None:
            return Log.UNREAD
        end = datetime.combine(cohort.ends, time.max, now.tzinfo)
        return Log.READ if log.source.kind == "list" or now <= end or known.is_known(end) else Log.UNREAD
