"""A plan is a value: it survives JSON, and its digest covers what is wanted and nothing else."""

import json
from dataclasses import replace
from datetime import timedelta

from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources import Gone
from m365bot.resources.kind import Extra
from m365bot.resources.seen import Seen
from tests.reconcile import things


def plan(*changes: Change) -> Plan:
    return Plan("provision", "R7", things.NOW, changes)


CREATE = Change(Action.CREATE, things.TEAM, "まだありません。")
POST = Change(Action.CREATE, things.post(), "まだありません。", asks="承認", not_before=things.NOW)


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
