"""What differs between wanted and seen: every case an officer may meet."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from m365bot.errors import NotReady
from m365bot.programme import Guards
from m365bot.reconcile import diff, guard
from m365bot.reconcile.observe import Absent, Observation, Present, Unknown
from m365bot.reconcile.plan import Action, Plan
from m365bot.resources import Gone
from m365bot.resources.kind import Desired
from m365bot.resources.seen import Seen
from tests.reconcile import things

TEAM_FACTS = {"name": "研修 R7", "visibility": "Private", "team": True}


def between(wanted: list[Desired], observed: Mapping[str, Observation]) -> Plan:
    return diff.between(Plan("provision", "R7", things.NOW), wanted, observed)


def test_what_is_there_as_wanted_changes_nothing() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", TEAM_FACTS))})

    assert (plan.changes, plan.unchanged) == ((), 1)


def test_a_half_made_thing_is_finished() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", TEAM_FACTS | {"team": False}))})

    (change,) = plan.changes
    assert (change.action, change.diff) == (Action.UPDATE, {"team": (False, True)})


def test_a_fact_missing_in_an_answer_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        between([things.TEAM], {things.TEAM.key: Present(Seen("t", {"name": "研修 R7"}))})


def test_unknown_is_no_drift() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Unknown(NotReady("混雑"))})

    assert plan.changes == ()
    assert [extra.reason for extra in plan.unknown] == ["混雑"]


def test_what_a_person_must_decide_is_withheld() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", {}, withheld="人が編集"))})

    assert plan.changes == ()
    assert [extra.reason for extra in plan.withheld] == ["人が編集"]


def test_parents_come_before_what_belongs_to_them() -> None:
    absent = {
        things.TEAM.key: Absent(),
        things.CHANNEL.key: Absent("チーム"),
        things.MEMBER.key: Absent("チーム"),
    }

    plan = between([things.MEMBER, things.CHANNEL, things.TEAM], absent)

    assert [change.resource for change in plan.changes] == [things.TEAM, things.CHANNEL, things.MEMBER]


def test_without_a_parent_that_anybody_makes_it_has_to_wait() -> None:
    plan = between([things.CHANNEL], {things.CHANNEL.key: Absent("チーム『研修 R7』")})

    assert plan.changes == ()
    assert "チーム『研修 R7』" in plan.unknown[0].reason


def test_wanted_twice_is_wanted_once_and_wins_over_gone() -> None:
    plan = between([Gone(things.MEMBER, "終了"), things.MEMBER, things.MEMBER], {things.MEMBER.key: Absent()})

    assert [change.action for change in plan.changes] == [Action.CREATE]


def test_removing_asks_for_approval() -> None:
    plan = between([Gone(things.MEMBER, "終了日")], {things.MEMBER.key: Present(Seen("u"))})

    (change,) = plan.changes
    assert change.action is Action.REMOVE
    assert change.asks


@pytest.mark.parametrize(
    ("opens", "closes", "changes", "withheld"),
    [(-1, 1, 1, 0), (1, 2, 1, 0), (-2, -1, 0, 1)],
    ids=["within the window", "ahead of it", "past it"],
)
def test_a_post_has_a_window(opens: int, closes: int, changes: int, withheld: int) -> None:
    hour = timedelta(hours=1)
    post = things.post(opens=things.NOW + opens * hour, closes=things.NOW + closes * hour)

    plan = between([post], {post.key: Absent()})

    assert (len(plan.changes), len(plan.withheld)) == (changes, withheld)
    assert all((change.not_before is not None) == (opens > 0) for change in plan.changes)


def test_more_people_leaving_than_the_guard_allows_stop_the_run() -> None:
    plan = between([Gone(things.MEMBER, "終了日")], {things.MEMBER.key: Present(Seen("u"))})

    assert guard.why_not(plan, Guards(members_removed=1)) == ""
    assert "members_removed" in guard.why_not(plan, Guards(members_removed=0))
