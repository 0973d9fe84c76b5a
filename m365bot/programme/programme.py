"""The programme: what is the same every year, and all its cohorts.

Called by jobs, records, the daemon and the command line. Pure.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import Completion, Course, StudyItem
from m365bot.programme.faults import Fault, Part
from m365bot.programme.forms import Form
from m365bot.programme.issues import Issue
from m365bot.programme.messages import Messages
from m365bot.programme.people import ALWAYS, Directory, Officer, Period, Person, Role, distinct
from m365bot.programme.relative import NEVER, Edge, Never, Relative, Span

A_MONTH = Relative(20)  # business days; an issue asks for its approval some ten before it goes out


@dataclass(frozen=True, slots=True)
class Guards:
    """How much one run may touch before it stops and a person must look."""

    members_removed: int = 3
    recipients: int = 5000
    files_replaced: int = 50

    def of(self, setting: str) -> int:
        """How much a setting under guards: allows."""
        return int(asdict(self)[setting])


@dataclass(frozen=True, slots=True)
class Notices:
    """Where the office hears of runs; "": the primary channel of the officers' team. any_time: also in quiet hours."""

    channel: str = ""
    any_time: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    """A 部局, when there is one, and what came after it."""

    name: str
    period: Period = ALWAYS
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job runs, in the words of schedule.yaml, and what becomes of a missed run ("" : the job's
    own).
    """

    job: str
    when: str = ""
    missed: str = ""


@dataclass(frozen=True)
class Retention:
    """For how many fiscal years after that of completion something is kept; None: for good."""

    records: int | None = None
    roster: int | None = None
    free_text: int | None = None


_TO_PEOPLE = frozenset(
    {"welcome", "changes", "results", "attendance"}
)  # texts that are sent where they are there


@dataclass(frozen=True)
class Programme:
    """All of config/, read and checked."""

    name: str
    organisation: str
    timezone: ZoneInfo
    calendar: Calendar
    domains: tuple[str, ...]
    leaders_team: TeamSpec
    officers_team: TeamSpec
    service_account: Person
    officers: tuple[Officer, ...]
    approvers: tuple[Officer, ...] = ()
    unverified_approvals: bool = False
    approvals_expire: Relative | Never = A_MONTH
    single_officer: bool = False
    guards: Guards = field(default_factory=Guards)
    notices: Notices | None = field(default_factory=Notices)  # None: off
    messages: Messages = field(default_factory=Messages)
    retention: Retention = field(default_factory=Retention)
    departments: tuple[Department, ...] = ()
    curriculum: tuple[Course, ...] = ()
    completion: Completion = field(default_factory=Completion)
    cohorts: tuple[Cohort, ...] = ()
    issues: tuple[Issue, ...] = ()
    faults: tuple[Fault, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    schedule: Mapping[str, Schedule] = field(default_factory=dict)
    self_study: tuple[StudyItem, ...] = ()
    newsletter_site: str = ""
    directory: Directory = field(default_factory=lambda: Directory(()))

    @property
    def unfinished(self) -> tuple[Cohort, ...]:
        """Planned and running cohorts."""
        return tuple(cohort for cohort in self.cohorts if not cohort.is_finished)

    @property
    def everybody(self) -> Mapping[str, Person]:
        """Person's id → person, of every cohort and office."""
        return self.directory.by_id

    @property
    def reminds(self) -> bool:
        """Does any form want people to be written to?"""
        return any(form.remind or form.escalate for form in self.forms.values())

    @property
    def writes(self) -> bool:
        """Does config want people to be written to at all?"""
        return self.reminds or not _TO_PEOPLE.isdisjoint(self.messages.texts)

    @property
    def chiefs(self) -> Mapping[str, Person]:
        """Person's id → 所属長 of anybody in an unfinished cohort."""
        bosses = (line.boss for cohort in self.unfinished for line in cohort.lines)
        return {boss.id: boss for boss in bosses if boss}

    def cohort(self, key: str) -> Cohort | None:
        return next((cohort for cohort in self.cohorts if cohort.key == key), None)

    def faults_in(self, part: Part, cohort: Cohort | None = None) -> tuple[Fault, ...]:
        """The faults of one part of config/, which a job that needs that part tells; of others' cohorts none."""
        own = ("", cohort.key) if cohort else ("",)
        return tuple(fault for fault in self.faults if fault.part is part and fault.cohort in own)

    def faults_in_texts(self, *names: str) -> tuple[Fault, ...]:
        """The faults of these texts to people, and of their folder: a job tells those of its own."""
        files = {"config/messages", *(f"config/messages/{name}.md" for name in names)}
        return tuple(fault for fault in self.faults_in(Part.MESSAGES) if fault.file in files)

    def faults_of(self, cohort: Cohort) -> tuple[Fault, ...]:
        """What stops a cohort as a whole."""
        return tuple(each for each in self.faults if each.part is Part.COHORT and each.cohort == cohort.key)

    def officers_on(self, day: date) -> tuple[Person, ...]:
        """The officers of that day: of programme.yaml, and 研修担当 of an unfinished cohort's people.csv."""
        named = (officer.person for officer in self.officers if officer.period.holds(day))
        listed = (person for cohort in self.unfinished for person in cohort.having(Role.OFFICER, day))
        return distinct((*named, *listed))

    def approvers_on(self, day: date) -> tuple[Person, ...]:
        """Who may approve that day; its officers where nobody is named at all."""
        if not self.approvers:
            return self.officers_on(day)
        return distinct(each.person for each in self.approvers if each.period.holds(day))

    def approval_expires(self, since: datetime) -> datetime | None:
        """Until when something that waits since then can be approved; None: for good."""
        if self.approvals_expire is NEVER:
            return None
        return self.approvals_expire.resolve(Span(since, since), self.calendar, Edge.CLOSING)

    def leaders_on(self, day: date) -> tuple[Person, ...]:
        """Every 修了生 of any cohort that day."""
        return distinct(person for cohort in self.cohorts for person in cohort.having(Role.LEADER, day))

    def find_person(self, text: str) -> Person | None:
        """Somebody by sign-in name or contact address, letter case, width and blanks aside."""
        return self.directory.find(text)
