"""What differs between wanted and seen: every case an officer may meet."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from m365bot.errors import NotReady
from m365bot.programme import Guards
from m365bot.reconcile import diff, guard
from m365bot.reconcile.observe import Absent, Observation, Present, Unknown
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources import Gone, Responses
from m365bot.resources.bounds import Window
from m365bot.resources.kind import Desired
from m365bot.resources.kinds.kept import KeptOfCohort
from m365bot.resources.seen import Seen
from tests.reconcile import things
from tests.reconcile.kinds import Rows, Thing

TEAM_FACTS = {"name": "研修 R7", "visibility": "Private", "team": True, "allows": ""}


def between(wanted: list[Desired], observed: Mapping[str, Observation]) -> Plan:
    return diff.between(Plan("provision", "R7", things.NOW), wanted, observed)


def test_what_is_there_as_wanted_changes_nothing() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", TEAM_FACTS))})

    assert (plan.changes, plan.unchanged) == ((), 1)


def test_a_half_made_thing_is_finished() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", TEAM_FACTS | {"team": False}))})

    (change,) = plan.changes
    assert (change.action, change.diff) == (Action.UPDATE, {"team": (False, True)})


def test_o12_a_renamed_team_is_told_by_both_names() -> None:
    plan = between([things.TEAM], {things.TEAM.key: Present(Seen("t", TEAM_FACTS | {"name": "研修 R6"}))})

    (change,) = plan.changes
    assert change.reason == "設定と違います。(名前: 研修 R6 → 研修 R7)"


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


def test_what_a_person_must_decide_is_not_removed() -> None:
    plan = between(
        [Gone(things.MEMBER, "終了日")], {things.MEMBER.key: Present(Seen("u", {}, withheld="人が編集"))}
    )

    assert (plan.changes, [extra.reason for extra in plan.withheld]) == ((), ["人が編集"])


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


# what is told of each

HOUR = timedelta(hours=1)
CAT = Thing("cat")
HOME = Thing("home")
ROOM = Thing("room", HOME)
DESK = Thing("desk", ROOM)


def test_what_is_made_changed_and_stored_says_why() -> None:
    asking = Thing("asking", approve="承認が必要です。")
    rows = Rows("rows", approve="承認が必要です。")
    was = Seen("a-1", {"text": "まえ"})
    stored = Seen("", {"fresh": 2})
    found = {
        HOME.key: Present(was),
        CAT.key: Absent(),
        asking.key: Present(was),
        rows.key: Present(stored),
    }

    changes = {change.key: change for change in between([HOME, CAT, asking, rows], found).changes}

    diff = {"text": ("まえ", "")}
    approve = "承認が必要です。"
    assert changes[HOME.key] == Change(Action.UPDATE, HOME, HOME.outdated, diff, was=was)
    assert changes[CAT.key] == Change(Action.CREATE, CAT, "まだありません。")
    assert changes[asking.key] == Change(Action.UPDATE, asking, asking.outdated, diff, was=was, asks=approve)
    assert changes[rows.key] == Change(
        Action.STORE, rows, "新しい回答があります。", {"fresh": (2, 0)}, was=stored, asks=approve
    )


def test_where_rows_are_only_gone_nothing_new_is_promised() -> None:
    answers = Responses(things.TEAM, "終了アンケート", "R7", "after")
    found = {answers.key: Present(Seen("", {"rows": 1, "deleted": 1}))}

    (change,) = between([answers], found).changes

    assert change.reason == "消された回答があります。"


def test_rows_that_are_all_stored_change_nothing() -> None:
    plan = between([Rows("r")], {Rows("r").key: Present(Seen("", {"fresh": 0}))})

    assert (plan.changes, plan.unchanged) == ((), 1)


def test_a_creation_that_asks_says_so() -> None:
    asking = Thing("asking", approve="承認が必要です。")

    assert [one.asks for one in between([asking], {asking.key: Absent()}).changes] == ["承認が必要です。"]


def test_a_removal_says_why_and_what_was_seen() -> None:
    seen = Seen("a-1", {"text": ""})

    plan = between([Gone(CAT, "終了日")], {CAT.key: Present(seen)})

    assert plan.changes == (Change(Action.REMOVE, CAT, "終了日", was=seen, asks="外すには承認が必要です。"),)


def test_o15_answers_are_deleted_and_nobody_is_taken_off_them() -> None:
    kept = KeptOfCohort("R7")

    plan = between([Gone(kept, "期限")], {kept.key: Present(Seen(""))})

    assert [change.asks for change in plan.changes] == ["消すには承認が必要です。"]


def test_what_must_go_and_is_not_there_changes_nothing() -> None:
    plan = between([Gone(CAT, "終了日"), Gone(HOME, "終了日")], {CAT.key: Absent(), HOME.key: Absent("親")})

    assert (plan.changes, plan.unknown, plan.unchanged) == ((), (), 2)


@pytest.mark.parametrize("thing", [CAT, Gone(CAT, "終了日")])
def test_what_could_not_be_seen_names_the_class_of_the_error(thing: Desired) -> None:
    plan = between([thing], {CAT.key: Unknown(NotReady("混雑"))})

    assert [(one.key, one.title, one.reason, one.error, one.resource) for one in plan.unknown] == [
        (CAT.key, CAT.title, "混雑", "NotReady", CAT)
    ]


def test_each_list_is_sorted_by_key() -> None:
    names = ["c", "a", "b"]
    things = [Thing(f"{group}{name}") for group in ("x", "y", "z") for name in names]
    found = {
        thing.key: {"x": Absent(), "y": Unknown(NotReady("混雑")), "z": Present(Seen("i", withheld="人"))}[
            thing.label[0]
        ]
        for thing in things
    }

    plan = between(things, found)

    assert [change.resource.name for change in plan.changes] == ["xa", "xb", "xc"]
    assert [extra.key[-2:] for extra in plan.unknown] == ["ya", "yb", "yc"]
    assert [extra.key[-2:] for extra in plan.withheld] == ["za", "zb", "zc"]


def test_the_plan_keeps_whose_it_is() -> None:
    plan = between([CAT], {CAT.key: Absent()})

    assert (plan.job, plan.cohort, plan.at) == ("provision", "R7", things.NOW)


# windows


@pytest.mark.parametrize(("opens", "closes", "not_before"), [(0, 0, False), (-1, 0, False), (1, 2, True)])
def test_a_window_bounds_the_change(opens: int, closes: int, not_before: bool) -> None:
    window = Window(things.NOW + opens * HOUR, things.NOW + closes * HOUR)
    note = Thing("n", window_=window)

    (change,) = between([note], {note.key: Absent()}).changes

    assert change.not_before == (window.opens if not_before else None)
    assert change.not_after == window.closes


def test_past_its_window_it_is_withheld_with_words_that_help() -> None:
    note = Thing("n", window_=Window(things.NOW - 2 * HOUR, things.NOW - timedelta(seconds=1)))

    (extra,) = between([note], {note.key: Absent()}).withheld

    assert extra.reason == (
        "送る時間(2025-06-02 08:59まで)を過ぎたため送りません。いま送るなら、公開の日時を改めてください。"
    )


@pytest.mark.parametrize(("closes", "is_planned"), [(1, True), (-1, False)])
def test_what_is_half_made_and_nobody_has_yet_is_finished_within_its_window_alone(
    closes: int, is_planned: bool
) -> None:
    note = Thing("n", text="本文", window_=Window(things.NOW - 2 * HOUR, things.NOW + closes * HOUR))
    draft = Present(Seen("1", {"text": ""}, half_made=True))

    plan = between([note], {note.key: draft})

    assert [change.not_after for change in plan.changes] == ([note.window_.closes] if is_planned else [])
    assert [extra.key for extra in plan.withheld] == ([] if is_planned else [note.key])


def test_what_has_no_window_is_bound_to_none() -> None:
    (change,) = between([CAT], {CAT.key: Absent()}).changes

    assert (change.not_before, change.not_after) == (None, None)


# what belongs to something that is not there


def wanted_under(*wanted: Thing, **found: Observation) -> tuple[list[str], list[str]]:
    """Names of what is planned and of what has to wait."""
    keys = {"home": HOME.key, "room": ROOM.key, "desk": DESK.key}
    plan = between(list(wanted), {keys[name]: one for name, one in found.items()})
    waiting = [extra.resource.name for extra in plan.unknown if extra.resource]
    return [change.resource.name for change in plan.changes], waiting


THERE = Present(Seen("i", {"text": ""}))
UNSEEN = Unknown(NotReady("混雑"))


@pytest.mark.parametrize(
    ("wanted", "found", "planned", "waiting"),
    [
        ([ROOM], {"room": Absent("家", HOME.key)}, [], ["room"]),
        ([HOME, ROOM], {"home": Absent(), "room": Absent("家", HOME.key)}, ["home", "room"], []),
        ([HOME, ROOM], {"home": THERE, "room": Absent()}, ["room"], []),
        ([HOME, ROOM], {"home": UNSEEN, "room": Absent("家", HOME.key)}, [], ["home", "room"]),
        (
            [ROOM, DESK],
            {"room": Absent("家", HOME.key), "desk": Absent("部屋", ROOM.key)},
            [],
            ["room", "desk"],
        ),
        (
            [HOME, DESK],
            {"home": Absent(), "desk": Absent("部屋", ROOM.key)},
            ["home", "desk"],
            [],
        ),
        (
            [HOME, ROOM, DESK],
            {"home": Absent(), "room": UNSEEN, "desk": Absent("部屋", ROOM.key)},
            ["home"],
            ["room", "desk"],
        ),
    ],
    ids=[
        "nobody makes the parent",
        "it is made in this plan",
        "it is there",
        "it could not be seen",
        "what waits is no parent either",
        "an ancestor is made",
        "below what could not be seen",
    ],
)
def test_it_waits_unless_there_will_be_something_for_it_to_belong_to(
    wanted: list[Thing], found: dict[str, Observation], planned: list[str], waiting: list[str]
) -> None:
    made, waits = wanted_under(*wanted, **found)

    assert (sorted(made), sorted(waits)) == (sorted(planned), sorted(waiting))


def test_what_waits_says_for_what_and_who_makes_that() -> None:
    (extra,) = between([ROOM], {ROOM.key: Absent("物『home』", HOME.key)}).unknown

    assert extra.reason == "物『home』がまだありません。先に provision を実行してください。"
    assert (extra.key, extra.title, extra.error) == (ROOM.key, ROOM.title, "")


def test_what_stands_for_something_that_this_plan_makes_is_planned() -> None:
    """An instructor's place waits for the instructor, who is no parent of it."""
    found = {CAT.key: Absent(), ROOM.key: Absent("猫", CAT.key), HOME.key: THERE}

    assert len(between([CAT, ROOM, HOME], found).changes) == 2


@pytest.mark.parametrize(
    ("opens", "not_before"),
    [(timedelta(hours=-2), None), (timedelta(0), None), (timedelta(days=1), timedelta(days=1))],
)
def test_what_missed_its_hour_is_made_by_a_persons_word_of_now_alone(opens, not_before) -> None:
    closes, asks_until = things.NOW - timedelta(hours=1), things.NOW + timedelta(days=2)
    late = Thing("late", approve="承認", window_=Window(things.NOW + opens, closes, asks_until))

    (change,) = between([late], {late.key: Absent()}).changes

    assert change.asks == change.reason
    assert "2025-06-02 08:00まで)を過ぎています" in change.asks
    assert change.not_before == (not_before and things.NOW + not_before)
    assert change.not_after == asks_until
