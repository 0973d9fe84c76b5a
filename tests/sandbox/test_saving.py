"""Dataclasses come back from JSON as they were."""

import json
from dataclasses import asdict

from m365bot.sandbox.saving import revive
from m365bot.sandbox.stored.directory import App, Group, Joined, Secret
from m365bot.sandbox.stored.teams import Channel, Message, Tab, Team

POST = Message("1", "p", "<p>a</p>", "html", "t", "t", "1", 7, mentions=[{"id": 0}])
CHANNEL = Channel(
    "19:c",
    "全体",
    "t",
    members={"p": ["owner"]},
    tabs={"t": Tab("t", "図書", "web", {})},
    messages={"1": POST},
)


def again(thing: object) -> object:
    return revive(type(thing), json.loads(json.dumps(asdict(thing))))  # type: ignore[call-overload]


def test_whatever_lies_within_comes_back_as_its_own_kind() -> None:
    team = Team("1", "t", "19:c", settings={"fun": {"gifs": True}}, channels={"19:c": CHANNEL})

    back = again(team)

    assert back == team
    assert isinstance(back, Team)
    assert back.channels["19:c"].messages["1"] == POST


def test_lists_of_kinds_and_what_is_not_there_come_back_too() -> None:
    app = App("1", "a", "p", "bot", "t", secrets=[Secret("1", "x", "n", "a", "b", 1.5)])
    group = Group("1", "班", "han", "t", mail=None, members={"p": Joined(1.0, 2.0)})

    assert again(app) == app
    assert again(group) == group


def test_what_an_older_state_held_and_nobody_knows_now_is_left_out() -> None:
    assert revive(Joined, {"in_group_at": 1.0, "in_team_at": 2.0, "gone": 3}) == Joined(1.0, 2.0)
