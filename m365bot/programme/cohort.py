"""A cohort (期): one year's people, channels, sessions, questionnaires and materials.

Called by jobs and records. Pure: every question takes the day it is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, TypeVar

from m365bot.programme.attendance import Attendance, HoursLine
from m365bot.programme.channels import ChannelSpec, TeamSpec
from m365bot.programme.curriculum import Course, Milestone
from m365bot.programme.forms import Questionnaire
from m365bot.programme.materials import Material
from m365bot.programme.names import channel_fold
from m365bot.programme.people import Line, Person, Role, distinct
from m365bot.programme.sessions import Round, Session

Status = Literal["planned", "running", "finished"]
_Each = TypeVar("_Each")
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Cohort:
    """`read` false: finished and not asked for, so only its people and its team are known."""

    key: str
    fiscal_year: int
    starts: date
    ends: date
    status: Status
    team: TeamSpec
    lines: tuple[Line, ...] = ()
    courses: tuple[Course, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()
    sessions: tuple[Session, ...] = ()
    questionnaires: tuple[Questionnaire, ...] = ()
    study_log: Questionnaire | None = None
    materials: tuple[Material, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    hours: tuple[HoursLine, ...] = ()
    read: bool = True

    @property
    def collected(self) -> tuple[Questionnaire, ...]:
        """All whose answers are read: the questionnaires, and the log of self-study, which asks nobody for anything."""
        log = self.study_log
        beside = () if log is None or any(each.key == log.key for each in self.questionnaires) else (log,)
        return (*self.questionnaires, *beside)

    @property
    def is_finished(self) -> bool:
        return self.status == "finished"

    def lines_on(self, day: date) -> tuple[Line, ...]:
        if day not in self._lines_by_day:
            self._lines_by_day[day] = tuple(line for line in self.lines if line.valid_on(day))
        return self._lines_by_day[day]

    def people_on(self, day: date) -> tuple[Person, ...]:
        """Who belongs in the cohort's team that day, officers and service account left out.

        That is every role but 修了生, and 修了生 too where a channel is for them.
        """
        wanted = self._team_roles()
        return distinct(line.person for line in self.lines_on(day) if line.role in wanted)

    def with_roles(self, day: date) -> Mapping[Person, frozenset[Role]]:
        """Everybody who has a role that day, with all of them."""
        found: dict[Person, frozenset[Role]] = {}
        for line in self.lines_on(day):
            found[line.person] = found.get(line.person, frozenset()) | {line.role}
        return found

    def trainees_on(self, day: date) -> tuple[Person, ...]:
        return self.having(Role.TRAINEE, day)

    def having(self, role: Role, day: date) -> tuple[Person, ...]:
        """Everybody who has that role that day."""
        return distinct(line.person for line in self.lines_on(day) if line.role is role)

    def boss_of(self, person: Person, day: date) -> Person | None:
        """所属長 of a trainee that day, where people.csv says so."""
        own = (
            line.boss for line in self.lines_on(day) if line.person == person and line.role is Role.TRAINEE
        )
        return next((boss for boss in own if boss), None)

    def groups_on(self, day: date) -> Mapping[str, tuple[Person, ...]]:
        """班 → its trainees that day, in the groups' order."""
        found: dict[str, list[Person]] = {group: [] for group in self.groups}
        for line in self.lines_on(day):
            if line.group and line.role is Role.TRAINEE:
                found[line.group].append(line.person)
        return {group: distinct(people) for group, people in found.items() if people}

    @property
    def groups(self) -> tuple[str, ...]:
        """Every 班 that trainees are in at any time."""
        return groups_of(self.lines)

    def people_of(self, channel: ChannelSpec, day: date) -> tuple[Person, ...]:
        """Who is in a channel that day, officers and service account left out."""
        named = (
            line.person
            for line in self.lines_on(day)
            if line.role in channel.roles and channel.group in (None, line.group)
        )
        return distinct((*named, *self._instructors_of(channel, day)))

    def channel(self, name: str) -> ChannelSpec | None:
        """The channel of that name, compared as Teams does; None for 一般 and for what is not listed."""
        return next((spec for spec in self.channels if channel_fold(spec.name) == channel_fold(name)), None)

    def session(self, key: str) -> Session | None:
        return self._sessions.get(key)

    def sessions_of(self, channel: ChannelSpec) -> tuple[Session, ...]:
        """The sessions held by way of a channel."""
        return tuple(each for each in self.sessions if each.channel == channel.name)

    def audience_of(self, session: Session) -> tuple[Person, ...]:
        """The trainees a session is for, each by the group he or she is in on the round's own day."""
        return distinct(self._audience(session))

    def people_of_round(self, held: Round) -> tuple[Person, ...]:
        """The trainees a round is for, by the group each is in on its day."""
        return distinct(self._audience_of(held))

    def expected(self, questionnaire: Questionnaire, day: date) -> tuple[Person, ...]:
        """Who is to answer a questionnaire; nobody where its form is not for trainees."""
        if questionnaire.form.who not in ("trainees", "attendees"):
            return ()
        if questionnaire.session is None:
            return self.trainees_on(day)
        return self.audience_of(questionnaire.session)

    def awaited(self, questionnaire: Questionnaire, day: date) -> tuple[Person, ...]:
        """Of those who are to answer, whose answer is awaited: of attendees, once attendance is read, who was there."""
        session = questionnaire.session
        if session is None or questionnaire.form.who != "attendees":
            return self.expected(questionnaire, day)
        return self.attendees_of(session, day)

    def attendees_of(self, session: Session, day: date) -> tuple[Person, ...]:
        """Who was at a session; of a round of which nothing is written yet, or that is yet to come, those it is for."""
        there = {each.person.id: each.was_there for each in self.attendance if each.session == session.key}
        found: list[Person] = []
        for turn in session.rounds:
            people = distinct(self._audience_of(turn))
            is_read = turn.starts.date() <= day and any(person.id in there for person in people)
            found += [person for person in people if not is_read or there.get(person.id, False)]
        return distinct(found)

    def trainees(self) -> tuple[Person, ...]:
        """Everybody who is a trainee at any time, in the roster's order."""
        return distinct(line.person for line in self.lines if line.role is Role.TRAINEE)

    def is_trainee_on(self, person: Person, day: date) -> bool:
        return any(
            line.person.id == person.id and line.role is Role.TRAINEE and line.valid_on(day)
            for line in self.lines
        )

    def round_for(self, session: Session, person: Person) -> Round | None:
        """The round that a trainee is to come to; None where the session is not for him or her."""
        return self._turns_of(session).get(person.id)

    def is_for(self, turn: Round, person: Person) -> bool:
        """Is a trainee to come to this round, by the group on its day?"""
        return person.id in self._ids_of(turn)

    def making_up(self, session: Session) -> tuple[Session, ...]:
        """The sessions for who missed this one."""
        return self._making_up.get(session.key, ())

    def lines_of(self, person: Person) -> tuple[Line, ...]:
        """The person's rows of people.csv, in their order."""
        return self._lines_by_person.get(person.id, ())

    def attendance_of(self, person: Person) -> tuple[Attendance, ...]:
        """What is written of one person, in the sheets' order."""
        return self._attendance_by_person.get(person.id, ())

    def _audience(self, session: Session) -> Iterator[Person]:
        for each in session.rounds:
            yield from self._audience_of(each)

    def _audience_of(self, turn: Round) -> tuple[Person, ...]:
        if turn not in self._audiences:
            self._audiences[turn] = tuple(
                line.person
                for line in self.lines_on(turn.starts.date())
                if line.role is Role.TRAINEE and (not turn.groups or line.group in turn.groups)
            )
        return self._audiences[turn]

    def _ids_of(self, turn: Round) -> frozenset[str]:
        if turn not in self._audience_ids:
            self._audience_ids[turn] = frozenset(person.id for person in self._audience_of(turn))
        return self._audience_ids[turn]

    def _turns_of(self, session: Session) -> Mapping[str, Round]:
        """Person's id → the first round that is for him or her. Of two sessions of one key each is asked about as itself."""
        rounds, turns = self._turns.get(session.key, ((), {}))
        if rounds is not session.rounds:
            last_first = ((turn, self._audience_of(turn)) for turn in reversed(session.rounds))
            turns = {person.id: turn for turn, people in last_first for person in people}
            self._turns[session.key] = session.rounds, turns
        return turns

    @cached_property
    def _sessions(self) -> dict[str, Session]:
        """By key; of two the first."""
        return {session.key: session for session in reversed(self.sessions)}

    @cached_property
    def _lines_by_day(self) -> dict[date, tuple[Line, ...]]:
        """Remembered, as the audiences are."""
        return {}

    @cached_property
    def _lines_by_person(self) -> Mapping[str, tuple[Line, ...]]:
        return _by(lambda line: line.person.id, self.lines)

    @cached_property
    def _attendance_by_person(self) -> Mapping[str, tuple[Attendance, ...]]:
        return _by(lambda each: each.person.id, self.attendance)

    @cached_property
    def _making_up(self) -> Mapping[str | None, tuple[Session, ...]]:
        return _by(lambda session: session.makes_up, self.sessions)

    @cached_property
    def _audience_ids(self) -> dict[Round, frozenset[str]]:
        return {}

    @cached_property
    def _turns(self) -> dict[str, tuple[tuple[Round, ...], Mapping[str, Round]]]:
        """By session's key."""
        return {}

    @cached_property
    def _audiences(self) -> dict[Round, tuple[Person, ...]]:
        """Remembered, since every line of attendance asks."""
        return {}

    def _instructors_of(self, channel: ChannelSpec, day: date) -> tuple[Person, ...]:
        if not channel.instructors:
            return ()
        own = {person.id for session in self.sessions_of(channel) for person in session.instructors}
        return tuple(person for person in self.having(Role.INSTRUCTOR, day) if person.id in own)

    def _team_roles(self) -> set[Role]:
        named = {role for channel in self.channels for role in channel.roles}
        return {role for role in Role if role is not Role.LEADER or role in named}


def groups_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """Every 班 that trainees are in at any time, numbers in their order."""
    found = {line.group for line in lines if line.group and line.role is Role.TRAINEE}
    return tuple(sorted(found, key=lambda group: (len(group), group)))


def _by(of: Callable[[_Each], _Key], things: Iterable[_Each]) -> Mapping[_Key, tuple[_Each, ...]]:
    found: dict[_Key, list[_Each]] = {}
    for each in things:
        found.setdefault(of(each), []).append(each)
    return {key: tuple(own) for key, own in found.items()}
