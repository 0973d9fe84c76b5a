"""Keep each cohort's team, channels, people, tabs and plan as config/ says, and the two standing teams.

期ごとのチーム・チャネル・参加者・タブ・研修計画を設定どおりに保つ。修了生と研修運営のチームも保つ。
"""

from collections.abc import Iterable
from datetime import date

from m365bot.content import timetable
from m365bot.job import Now, Wanted, job
from m365bot.programme import PLAN, ChannelSpec, Cohort, Person, Programme, TeamSpec
from m365bot.resources import Channel, Gone, Guest, Member, Tab, Team, Unusable


@job(title="チームとチャネルの用意", when="weekdays 06:30", missed="run late within 6 hours")
def provision(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    day = now.date()
    yield from team_with(programme, programme.officers_team, (), day)
    yield from team_with(programme, programme.leaders_team, programme.leaders_on(day), day)

    if cohort.is_finished:
        yield Unusable.finished(cohort)
        return
    people = cohort.people_on(day)
    yield from (Guest(person) for person in people if person.outside)
    yield from team_with(programme, cohort.team, people, day)
    team = Team.of(programme, cohort.team, day)
    yield from leaving(team, cohort, people, day)
    for spec in cohort.channels:
        yield from channel_with(programme, team, cohort, spec, day)


def team_with(programme: Programme, spec: TeamSpec, people: Iterable[Person], day: date) -> Wanted:
    team = Team.of(programme, spec, day)
    yield team
    yield from members(programme, team, people, day)
    yield from retired(programme, team, people, day)


def channel_with(programme: Programme, team: Team, cohort: Cohort, spec: ChannelSpec, day: date) -> Wanted:
    people = cohort.people_of(spec, day)
    officers = programme.officers_on(day)
    if spec.kind == "standard":
        yield (channel := Channel(team, spec.name, description=spec.description))
    else:
        born_with = (programme.service_account, *people)
        channel = Channel(team, spec.name, spec.kind, spec.description, officers, born_with)
        yield channel
        yield from members(programme, channel, people, day)
        yield from leaving(channel, cohort, (*people, *officers), day, but=spec)
        yield from retired(programme, channel, people, day)
    plan = {PLAN: timetable.texts(cohort)} if any(tab.page == PLAN for tab in spec.tabs) else {}
    yield from Tab.each_of(channel, spec.tabs, plan)


def members(programme: Programme, of: Team | Channel, people: Iterable[Person], day: date) -> Wanted:
    """Officers own it; the service account and the people named are members; each once."""
    officers = programme.officers_on(day)
    yield from (Member(of, officer, owner=True) for officer in officers)
    others = dict.fromkeys((programme.service_account, *people))
    yield from (Member(of, person) for person in others if person not in officers)


def retired(programme: Programme, of: Team | Channel, people: Iterable[Person], day: date) -> Wanted:
    """Officers whose term is over, and who have no other place here."""
    still = {person.id for person in (*programme.officers_on(day), *people)}
    for officer in programme.officers:
        if officer.period.end and officer.period.end < day and officer.person.id not in still:
            yield Gone(Member(of, officer.person), f"研修担当の期間は{officer.period.end}までです。")


def leaving(
    of: Team | Channel, cohort: Cohort, people: Iterable[Person], day: date, *, but: ChannelSpec | None = None
) -> Wanted:
    """Who had a place here by a line that is over, and has none any more."""
    stay = {person.id for person in people}
    for line in cohort.lines:
        had_a_place = but is None or (line.role in but.roles and but.group in (None, line.group))
        if had_a_place and line.end and line.end < day and line.person.id not in stay:
            yield Gone(Member(of, line.person), f"終了日は{line.end}です。")
