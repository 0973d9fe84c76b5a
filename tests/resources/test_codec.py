"""Resources go to JSON and come back: each once, people by opaque id, kinds by their names."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from m365bot.content.chart import Chart, bar
from m365bot.content.issue.images import Drawing
from m365bot.programme import Person
from m365bot.programme.pictures import Image
from m365bot.records.told import Told
from m365bot.resources import (
    Agenda,
    Channel,
    ChannelFolder,
    File,
    Folder,
    General,
    Guest,
    Member,
    Post,
    Responses,
    Tab,
    Team,
    Window,
    kinds,
)
from m365bot.resources.codec import Decoder, Encoder
from m365bot.resources.kind import Kind
from tests.resources.world import ACCOUNT, OFFICER, SENSEI, YAMADA

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 1班", "private", "", (OFFICER,), (ACCOUNT, YAMADA))
BASE = ChannelFolder(CHANNEL)
PICTURE = Image("app.png", Path("newsletter/app.png"), "0" * 64, "画面", 40, 30, below=Path("newsletter"))
DRAWING = Drawing(Chart("進み具合", "題", (bar("科目", 1, 2, "1 / 2"),)))
WINDOW = Window(datetime(2025, 6, 2, 9, tzinfo=UTC), datetime(2025, 6, 2, 17, tzinfo=UTC))
EACH = [
    TEAM,
    CHANNEL,
    BASE,
    General(TEAM),
    Folder(BASE, "資料"),
    File(Folder(BASE, "資料"), "手引.txt", Path("materials/手引.txt"), "0" * 64, 5),
    Guest(SENSEI),
    Member(TEAM, YAMADA),
    Member(CHANNEL, YAMADA, owner=True, account="u0"),
    Post(CHANNEL, "dx-012", "第12号", "<p>本文</p>", ACCOUNT, WINDOW, approve=True),
    Post(CHANNEL, "dx-013", "第13号", "<p>本文</p>", ACCOUNT),
    Post(CHANNEL, "dx-014", "第14号", "<p>本文</p>", ACCOUNT, pictures=(PICTURE, DRAWING)),
    Responses(TEAM, "回答", "R7", "powerbi", "s1"),
    Tab(CHANNEL, "資料"),
    Tab(CHANNEL, "手引", "https://example.jp"),
]
PEOPLE = {person.id: person for person in (ACCOUNT, OFFICER, SENSEI, YAMADA)}


def person(person_id: str) -> Person:
    return PEOPLE[person_id]


def stored(*things: Any) -> dict[str, Any]:
    encoder = Encoder()
    for thing in things:
        encoder.add(thing)
    found: dict[str, Any] = json.loads(json.dumps(encoder.resources))
    return found


@pytest.mark.parametrize("thing", EACH, ids=lambda one: f"{one.kind} {one.name}")
def test_a_resource_comes_back_as_it_was(thing: Kind) -> None:
    back = Decoder(stored(thing), person).resource(thing.key)

    assert back == thing
    assert type(back) is type(thing)


def test_parents_are_stored_once_under_their_keys() -> None:
    found = stored(*EACH)

    assert set(found) == {one.key for one in EACH}
    assert found[CHANNEL.key]["fields"]["team"] == {"$resource": TEAM.key}
    assert found[TEAM.key]["kind"] == "Team"


def test_what_is_shared_comes_back_as_one() -> None:
    decoder = Decoder(stored(*EACH), person)

    assert decoder.resource(BASE.key).channel is decoder.resource(CHANNEL.key)
    assert decoder.resource(CHANNEL.key) is decoder.resource(CHANNEL.key)


def test_people_are_named_by_an_opaque_id_alone() -> None:
    text = json.dumps(stored(*EACH), ensure_ascii=False)

    assert "山田" not in text
    assert "a.yamada" not in text
    assert {"$person": "yamada"} in stored(CHANNEL)[CHANNEL.key]["fields"]["members"]["$tuple"]


def test_a_key_that_is_not_stored_finds_nothing() -> None:
    decoder = Decoder(stored(TEAM), person)

    assert decoder.find("team:another") is None
    assert decoder.find(TEAM.key) == TEAM


def test_a_kind_is_found_by_its_file() -> None:
    for one in EACH:
        assert kinds.known()[one.kind] is type(one)


def test_what_kinds_are_made_of_is_none() -> None:
    assert not {"Kind", "Peopled"} & set(kinds.known())


def test_what_somebody_was_told_comes_back() -> None:
    agenda = Agenda(YAMADA, Told("R7", YAMADA.id, datetime(2025, 6, 2, 9, tzinfo=UTC), ()))
    encoder = Encoder()
    encoder.add(agenda)

    assert Decoder(json.loads(json.dumps(encoder.resources)), person).resource(agenda.key) == agenda


def test_a_kind_of_value_that_another_version_knew_is_not_taken_for_a_value() -> None:
    stored = {"tab:a": {"kind": "Tab", "fields": {"channel": {"$sealed": "x"}, "display_name": "a"}}}

    with pytest.raises(ValueError, match="another version"):
        Decoder(stored, person).resource("tab:a")
