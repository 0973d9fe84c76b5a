"""Who has a place in which team and channel on a day, and who has none any more."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from m365bot.programme.channels import PLAN, STUDY, ChannelSpec, TabSpec
from m365bot.programme.people import Line, Officer, Period, Role
from m365bot.resources import Channel, Gone, Guest, Member, Page, Tab, Team
from tests.jobs.asked import wanted
from tests.records.programmes import TOKYO, Office, person, trainee

NOW = datetime(2025, 6, 2, 6, 30, tzinfo=TOKYO)
YESTERDAY, TODAY = date(2025, 6, 1), date(2025, 6, 2)
OFFICER, MENTOR, GUEST = (
    person("o1", "o1@example.jp"),
    person("m1", "m1@example.jp"),
    person("g1", "g1@else.jp"),
)
GUEST = replace(GUEST, outside=True)


def office(*channels: ChannelSpec, end: date | None = None, officer: date | None = None) -> Office:
    """Trainees p1 in 班1 (up to `end`) and p2 in 班2, a mentor, a guest who instructs, an officer (up to `officer`)."""
    made = Office(trainees=2)
    first, second = made.people
    made.enrol(
        trainee(first, end=end),
        trainee(second, "班2"),
        Line(MENTOR, Role.MENTOR, "班1"),
        Line(GUEST, Role.INSTRUCTOR),
        Line(person("leader", "l1@example.jp"), Role.LEADER),
    )
    made.cohort = replace(made.cohort, channels=channels)
    made.programme = replace(made.programme, officers=(Officer(OFFICER, Period(None, officer)),))
    return made


def places(made: Office, of: str, *, gone: bool = False) -> list[str]:
    """People of a team or channel, owners with a star."""
    found = [
        each.resource if isinstance(each, Gone) else each
        for each in wanted("provision", made, NOW)
        if isinstance(each, Gone) == gone
    ]
    return sorted(
        each.person.id + "*" * each.owner for each in found if isinstance(each, Member) and each.of.name == of
    )


def test_everybody_of_the_day_is_in_the_cohorts_team_and_officers_own_it() -> None:
    made = office()

    assert places(made, "dx-leader-r7") == ["g1", "m1", "o1*", "p1", "p2", "s"]
    assert places(made, "dx-leaders") == ["leader", "o1*", "s"]
    assert places(made, "dx-office") == ["o1*", "s"]


def test_guests_are_invited_and_nobody_else() -> None:
    assert [each.person for each in wanted("provision", office(), NOW) if isinstance(each, Guest)] == [GUEST]


def test_teams_are_the_standing_ones_and_the_cohorts() -> None:
    found = [each.name for each in wanted("provision", office(), NOW) if isinstance(each, Team)]

    assert found == ["dx-office", "dx-leaders", "dx-leader-r7"]


def test_a_standard_channel_has_no_people_of_its_own() -> None:
    made = office(ChannelSpec("R7 全体", description="連絡"))

    (channel,) = (each for each in wanted("provision", made, NOW) if isinstance(each, Channel))

    assert (channel.membership, channel.description, channel.members) == ("standard", "連絡", ())
    assert places(made, "R7 全体") == []


def test_a_private_channel_is_born_with_the_people_of_its_roles_and_group() -> None:
    spec = ChannelSpec("R7 班1", "private", "班の場", (Role.TRAINEE, Role.MENTOR), group="班1")
    made = office(spec)

    (channel,) = (each for each in wanted("provision", made, NOW) if isinstance(each, Channel))

    assert (channel.membership, channel.description, channel.owners) == ("private", "班の場", (OFFICER,))
    assert [each.id for each in channel.members] == ["s", "p1", "m1"]
    assert places(made, "R7 班1") == ["m1", "o1*", "p1", "s"]


@pytest.mark.parametrize(("end", "leaves"), [(YESTERDAY, ["p1"]), (TODAY, [])])
def test_who_left_goes_from_the_team_and_the_own_channel_the_day_after(end: date, leaves: list[str]) -> None:
    own, other = (ChannelSpec(f"R7 {group}", "private", group=group) for group in ("班1", "班2"))
    mentors = ChannelSpec("R7 メンター", "private", roles=(Role.MENTOR,))
    made = office(own, other, mentors, end=end)

    assert places(made, "dx-leader-r7", gone=True) == leaves
    assert places(made, "R7 班1", gone=True) == leaves
    assert places(made, "R7 班2", gone=True) == places(made, "R7 メンター", gone=True) == []
    assert ("p1" in places(made, "dx-leader-r7")) == (not leaves)


def test_who_moved_to_another_group_leaves_the_old_channel_alone() -> None:
    own, other = (ChannelSpec(f"R7 {group}", "private", group=group) for group in ("班1", "班2"))
    made = office(own, other, end=YESTERDAY)
    moved = trainee(made.people[0], "班2", start=TODAY)
    made.cohort = replace(made.cohort, lines=(*made.cohort.lines, moved))

    assert places(made, "dx-leader-r7", gone=True) == []
    assert places(made, "R7 班1", gone=True) == ["p1"]
    assert "p1" in places(made, "R7 班2")


@pytest.mark.parametrize(("end", "leaves"), [(YESTERDAY, ["o1"]), (TODAY, [])])
def test_an_officer_whose_term_is_over_goes_the_day_after(end: date, leaves: list[str]) -> None:
    made = office(ChannelSpec("R7 全体", "private"), officer=end)

    for of in ("dx-office", "dx-leaders", "dx-leader-r7", "R7 全体"):
        assert places(made, of, gone=True) == leaves
        assert ("o1*" in places(made, of)) == (not leaves)


def test_a_former_officer_who_is_a_trainee_now_stays_where_trainees_are() -> None:
    made = office(officer=YESTERDAY)
    made.cohort = replace(made.cohort, lines=(*made.cohort.lines, trainee(OFFICER)))

    assert places(made, "dx-leader-r7", gone=True) == []
    assert places(made, "dx-office", gone=True) == ["o1"]


def test_the_plan_is_a_page_behind_each_tab_that_opens_it_and_other_pages_are_for_their_jobs() -> None:
    tabs = (TabSpec("計画", page=PLAN), TabSpec("自習", page=STUDY), TabSpec("学習", "https://example.jp/"))

    found = wanted("provision", office(ChannelSpec("R7 全体", tabs=tabs)), NOW)

    (page,) = (each for each in found if isinstance(each, Page))
    assert page.name == f"{PLAN}.aspx"
    assert page.texts
    opened = {each.name: each.page or each.url for each in found if isinstance(each, Tab)}
    assert opened == {"計画": page, "学習": "https://example.jp/"}
