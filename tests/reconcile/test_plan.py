"""A plan is a value: it survives JSON, and its digest covers what is wanted and nothing else."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from m365bot.reconcile.plan import Action, Change, Plan, Unreadable
from m365bot.resources import Gone, Responses
from m365bot.resources.bounds import Window
from m365bot.resources.kind import Extra
from m365bot.resources.seen import Seen
from tests.reconcile import things
from tests.reconcile.kinds import Thing
from tests.reconcile.test_parts import crowd as parts_of


def plan(*changes: Change) -> Plan:
    return Plan("provision", "R7", things.NOW, changes)


CREATE = Change(Action.CREATE, things.TEAM, "まだありません。")
POST = Change(Action.CREATE, things.post(), "まだありません。", asks="承認", not_before=things.NOW)
STORE = Change(Action.STORE, Responses(things.TEAM, "終了アンケート", "R7", "after"), "")


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    made = plan(
        CREATE, Change(Action.REMOVE, things.MEMBER, "終了", was=Seen("u1", kept={"membership": "m"})), POST
    )

    back = Plan.from_json(json.loads(json.dumps(made.to_json())), things.person)

    assert back == made
    assert back.digest == made.digest


def test_stored_plans_name_nobody() -> None:
    stored = json.dumps(plan(Change(Action.CREATE, things.MEMBER, "")).to_json(), ensure_ascii=False)

    assert "山田" not in stored
    assert "yamada" not in stored


def test_the_digest_does_not_move_with_time_words_or_ids() -> None:
    later = replace(
        plan(replace(CREATE, reason="ほかの言葉", was=Seen("x"))), at=things.NOW + timedelta(days=3)
    )

    assert later.digest == plan(CREATE).digest


def test_the_digest_moves_with_what_is_wanted() -> None:
    renamed = replace(things.TEAM, display_name="別の名前")
    texts = {plan(Change(Action.CREATE, things.post(html), "")).digest for html in ("<p>一</p>", "<p>二</p>")}

    assert plan(Change(Action.CREATE, renamed, "")).digest != plan(CREATE).digest
    assert plan(Change(Action.UPDATE, things.TEAM, "")).digest != plan(CREATE).digest
    assert len(texts) == 2


def test_what_asks_for_approval_becomes_a_plan_of_its_own() -> None:
    whole = replace(plan(CREATE, POST), withheld=(Extra("k", "t", "r"),))

    free, asking = whole.split()

    assert [change.key for change in free.changes] == [things.TEAM.key]
    assert [change.key for change in asking.changes] == [things.post().key]
    assert (free.withheld, asking.withheld) == (whole.withheld, ())


def test_gone_things_are_named_by_the_same_key() -> None:
    assert Gone(things.MEMBER, "終了").resource.key == "team:dx-leader-R7/member:p1"


# what is stored


def test_everything_of_a_change_is_stored() -> None:
    window = {"not_before": things.NOW, "not_after": things.NOW + timedelta(hours=1)}
    was = Seen("t1", {"name": "まえ"}, kept={"etag": "1"})
    change = Change(
        Action.UPDATE, things.TEAM, "設定と違います。", {"name": ("まえ", "研修 R7")}, was, "承認", **window
    )
    made = Plan(
        "provision",
        None,
        things.NOW,
        (change,),
        withheld=(Extra.of(things.MEMBER, "人が編集"),),
        unknown=(
            Extra.of(things.CHANNEL, "混雑", error="NotReady"),
            Extra("other", "名前", "理由", error="E"),
        ),
        unchanged=7,
    )

    stored = json.loads(json.dumps(made.to_json()))
    back = Plan.from_json(stored, things.person)

    assert back.changes == (change,)
    assert [vars(one) for one in back.withheld] == [vars(one) for one in made.withheld]
    assert [vars(one) for one in back.unknown[:1]] == [vars(one) for one in made.unknown[:1]]
    assert back.unknown[1] == Extra("other", "", "理由", error="E")
    assert (back.job, back.cohort, back.at, back.unchanged) == ("provision", None, things.NOW, 7)
    assert stored["digest"] == made.digest


def test_an_extra_of_an_older_version_names_no_error() -> None:
    stored = replace(plan(), unknown=(Extra("k", "t", "r"),)).to_json()
    del stored["unknown"][0]["error"]

    assert Plan.from_json(stored, things.person).unknown == (Extra("k", "", "r"),)


# digests


def test_s5_the_digest_is_whole_and_begins_as_it_always_did() -> None:
    """A part of it binds nobody: two plans of 64 equal bits can be made. Of posts the fact itself is longer now."""
    assert {len(one.digest) for one in (plan(CREATE, POST), CREATE, plan(STORE))} == {64}
    assert CREATE.digest.startswith("c31b7ec0015a7367")
    assert plan(STORE).digest.startswith("3979e92808eff7db")


def test_the_digest_of_what_is_stored_covers_no_facts() -> None:
    assert STORE.identity() == ["store", STORE.key, {}]


def test_the_digest_of_anything_else_covers_its_facts() -> None:
    assert CREATE.identity() == ["create", things.TEAM.key, dict(things.TEAM.facts)]


# questions to a change


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ({"name": "研修 R7", "visibility": "Private", "team": True, "allows": ""}, True),
        ({"name": "研修 R7", "visibility": "Private", "team": True, "allows": "", "more": 1}, True),
        ({"name": "研修 R7", "visibility": "Private", "team": False, "allows": ""}, False),
        ({"name": "研修 R7", "visibility": "Private"}, False),
        ({}, False),
    ],
)
def test_a_change_is_met_by_what_has_all_its_facts(facts: dict[str, object], met: bool) -> None:
    assert CREATE.is_met_by(Seen("t", facts)) is met


def test_only_what_stores_counts_rows() -> None:
    assert replace(STORE, diff={"rows": (3, 0)}).rows == 3
    assert replace(CREATE, diff={"rows": (3, 0)}).rows == 0


def test_a_plan_sums_up_the_permissions_it_needs() -> None:
    assert plan(Change(Action.CREATE, things.MEMBER, ""), CREATE).permissions == (
        "app:Group.ReadWrite.All",
        "app:TeamMember.ReadWrite.All",
        "app:User.Read.All",
    )


def test_what_was_left_alone_is_told_once_with_what_is_done_at_once() -> None:
    whole = replace(
        plan(CREATE, POST), withheld=(Extra("k", "t", "r"),), unknown=(Extra("u", "t", "r"),), unchanged=3
    )

    free, asking = whole.split()

    assert (free.withheld, free.unknown, free.unchanged) == (whole.withheld, whole.unknown, 3)
    assert (asking.withheld, asking.unknown, asking.unchanged) == ((), (), 0)
    assert (asking.job, asking.cohort, asking.at) == (whole.job, whole.cohort, whole.at)


@pytest.mark.parametrize(
    ("diff", "rows", "deletions"),
    [
        ({"rows": (3, 0), "deleted": (1, 0)}, 2, 1),
        ({"rows": (3, 0)}, 3, 0),
        ({"rows": (1, 0), "deleted": (1, 0)}, 0, 1),
    ],
)
def test_rows_that_are_gone_are_not_taken_in(diff, rows, deletions) -> None:
    change = replace(STORE, diff=diff)

    assert (change.rows, change.deletions) == (rows, deletions)


def test_what_people_read_now_is_told_where_it_was_looked_at() -> None:
    edited = replace(POST, action=Action.UPDATE, was=Seen("m1", kept={"text": "前の文"}))

    assert (POST.before, edited.before, replace(edited, was=Seen("m1")).before) == ("", "前の文", "")


# words on a change


def late(closes: timedelta, **changes: object) -> Change:
    """An issue that may still be asked about for a day once its hour is over."""
    asks_until = things.NOW + closes + timedelta(days=1)
    window = Window(things.NOW, things.NOW + closes, asks_until)
    return replace(POST, resource=replace(things.post(), window_=window), not_after=asks_until, **changes)


def test_a_word_holds_for_the_same_planned_again() -> None:
    hour = timedelta(hours=1)

    assert late(hour).holds_for(late(hour), things.NOW)
    assert not late(hour).holds_for(late(hour, action=Action.UPDATE), things.NOW)
    assert late(hour).is_about(late(hour, action=Action.UPDATE), things.NOW), "half-made meanwhile"
    assert not late(hour).is_about(late(hour, bound="another"), things.NOW)
    assert not late(hour).is_about(replace(late(hour), resource=things.post("<p>別</p>")), things.NOW)


def test_a_word_from_before_its_hour_was_over_does_not_hold_once_it_is() -> None:
    hour, now = timedelta(hours=1), things.NOW + timedelta(hours=2)
    in_time = replace(late(hour), not_after=things.NOW + hour)

    assert in_time.is_about(late(hour), things.NOW + hour)
    assert not in_time.is_about(late(hour), now)
    assert late(hour).is_about(late(hour), now)
    assert CREATE.is_about(CREATE, now), "what has no hour is never late"


@dataclass(frozen=True)
class Asked(Thing):
    """One word is about all of one label's first part."""

    @property
    def asked_with(self) -> str:
        return self.label.partition("-")[0]


def test_each_word_is_about_one_part_in_the_order_of_their_minutes() -> None:
    def change(label: str, minutes: int | None) -> Change:
        opens = None if minutes is None else things.NOW + timedelta(minutes=minutes)
        return Change(Action.CREATE, Asked(label), "", not_before=opens)

    whole = plan(
        change("b-1", 9), change("a-1", 5), change("a-2", None), change("c-1", None), change("b-2", 2)
    )

    assert [[one.resource.name for one in each.changes] for each in whole.parts()] == [
        ["c-1"],
        ["b-1", "b-2"],
        ["a-1", "a-2"],
    ]
    assert {each.at for each in whole.parts()} == {whole.at}


def test_only_what_is_made_in_parts_takes_longer_than_any_run() -> None:
    crowd = [
        Change(Action.CREATE, replace(parts_of(1), label=str(lasts), lasts_=lasts), "")
        for lasts in (5.0, 9.0)
    ]

    assert plan(CREATE, *crowd).lasts == 9.0
    assert plan(CREATE).lasts == 0.0


@pytest.mark.parametrize("missing", ["resources", "changes", "at"])
def test_a_plan_of_another_version_is_told_to_be_planned_anew(missing: str) -> None:
    stored = {name: value for name, value in plan(CREATE).to_json().items() if name != missing}

    with pytest.raises(Unreadable, match="もう一度実行してください"):
        Plan.from_json(stored, things.person)
