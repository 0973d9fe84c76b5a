"""What kinds share, and what each says of itself to the generic code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from m365bot.resources import (
    Channel,
    ChannelFolder,
    File,
    Folder,
    General,
    Gone,
    Guest,
    Member,
    Post,
    Responses,
    Tab,
    Team,
    kinds,
)
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.capabilities import Removable, Storing, Surveying, WrittenTogether
from m365bot.resources.kind import Extra, Kind, not_here, root_of
from m365bot.resources.ports.graph import Answer, Delta, FileBody
from m365bot.resources.seen import Seen, differs
from tests.resources.world import ACCOUNT, OFFICER, YAMADA

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
CHANNEL = Channel(TEAM, "R7 全体")
BASE = ChannelFolder(CHANNEL)
EACH: dict[type[Kind], Any] = {
    Team: TEAM,
    Channel: CHANNEL,
    General: General(TEAM),
    ChannelFolder: BASE,
    Folder: Folder(BASE, "資料"),
    File: File(BASE, "手引.txt", Path("手引.txt"), "0" * 64, 1),
    Guest: Guest(YAMADA),
    Member: Member(TEAM, YAMADA),
    Post: Post(CHANNEL, "dx-012", "第12号", "", ACCOUNT),
    Responses: Responses(TEAM, "回答", "R7", "powerbi"),
    Tab: Tab(CHANNEL, "手引", "https://example.jp"),
}


@dataclass(frozen=True)
class Plain(Kind):
    """Says no more than it must."""

    label: str
    of: Any = None

    @property
    def name(self) -> str:
        return self.label

    @property
    def parent(self) -> Any:
        return self.of

    async def see(self, view: Any) -> None:
        return None

    async def write(self, tenant: Any, was: Seen | None) -> Seen:
        return Seen("")


def test_a_plain_kind_needs_to_say_only_its_name() -> None:
    plain = Plain("a")

    assert (plain.kind, plain.key, plain.title, plain.nameless) == ("Plain", "plain:a", "a", "a")
    assert (plain.parent, plain.lease, plain.counted_as) == (None, "plain:a", "a")
    assert (plain.facts, list(plain.after), list(plain.cannot_do_without)) == ({}, [], [])
    assert (plain.together, plain.window) == (None, None)
    assert (plain.asks, plain.conflict, plain.preview) == ("", "", "")
    assert plain.outdated == "設定と違います。"
    assert (plain.needs, plain.settles_in, plain.pace) == ((), 0.0, Pace())
    assert (plain.removals, plain.updates, plain.comes_with_parent) == (None, None, False)


def test_a_child_is_keyed_below_its_parent_and_leased_with_it() -> None:
    child = Plain("c", Plain("b", Plain("a")))

    assert child.key == "plain:a/plain:b/plain:c"
    assert child.lease == "plain:a"
    assert root_of(child) == Plain("a")


def test_it_is_not_made_without_what_it_comes_after() -> None:
    class After(Plain):
        @property
        def after(self) -> Any:
            return [Plain("first")]

    assert After("a").cannot_do_without == [Plain("first")]


def test_a_kind_without_a_name_is_a_mistake() -> None:
    with pytest.raises(TypeError, match=r"abstract methods?.*name"):
        Kind()


def test_facts_that_differ_are_found_and_wanted() -> None:
    assert differs({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": (3, 2)}
    assert differs({}, {"a": 1}) == {}
    with pytest.raises(KeyError):
        differs({"a": 1}, {})


def test_what_is_listed_is_known_by_key_and_title() -> None:
    extra = Extra.of(Plain("a"), "なぜ", error="NotReady")

    assert extra == Extra("plain:a", "a", "なぜ", error="NotReady")
    assert extra.resource == Plain("a")
    assert Extra.of(Plain("a"), "なぜ").error == ""


def test_what_is_seen_is_plain_until_more_is_known() -> None:
    seen = Seen("1")

    assert (seen.facts, seen.memo, seen.kept) == ({}, {}, {})
    assert (seen.withheld, seen.half_made, seen.stored) == ("", False, None)


def test_words_for_what_others_wait_for() -> None:
    assert not_here("チーム") == "チームがまだありません。"


@pytest.mark.parametrize(
    "value", [Seen, Extra, Gone, Pace, Limit, Window, Answer, Delta, FileBody, *kinds.known().values()]
)
def test_values_are_handed_about_and_never_changed(value: Any) -> None:
    assert value.__dataclass_params__.frozen


# each kind


def said(name: str) -> dict[type[Kind], Any]:
    return {
        kind: getattr(one, name)
        for kind, one in EACH.items()
        if getattr(one, name) != getattr(Plain("a"), name)
    }


def test_the_permissions_that_each_asks_for() -> None:
    assert {kind: one.needs for kind, one in EACH.items()} == {
        Team: ("app:Group.ReadWrite.All", "app:User.Read.All"),
        Channel: ("app:Channel.Create", "app:Channel.ReadBasic.All", "app:Group.ReadWrite.All"),
        General: ("app:Channel.ReadBasic.All",),
        ChannelFolder: ("app:Files.ReadWrite.All",),
        Folder: ("app:Files.ReadWrite.All",),
        File: ("app:Files.ReadWrite.All",),
        Guest: ("app:User.Invite.All", "app:User.Read.All"),
        Member: ("app:TeamMember.ReadWrite.All",),
        Post: (
            "account:ChannelMessage.Send",
            "account:ChannelMessage.ReadWrite",
            "account:ChannelMessage.Read.All",
        ),
        Responses: ("app:Sites.Read.All",),
        Tab: ("app:TeamsTab.ReadWrite.All",),
    }


def test_r18_who_only_looks_for_a_team_or_a_channel_asks_for_no_permission_to_write() -> None:
    assert said("reads") == {
        Team: ("app:Group.Read.All", "app:User.Read.All"),
        Channel: ("app:Channel.ReadBasic.All",),
    }


def test_an_absence_is_believed_at_once_but_of_what_the_service_would_double() -> None:
    assert said("settles_in") == {Post: 120.0, Tab: 120.0}


def test_what_a_creation_costs() -> None:
    assert said("pace") == {
        Team: Pace(requests=3, ready=30.0),
        Channel: Pace(beats=1),
        Member: Pace(shared=True),
    }


def test_how_many_a_plan_may_remove_or_replace() -> None:
    withdrawn = Limit("files_replaced", "引き上げるファイル")
    assert said("removals") == {Member: Limit("members_removed", "外れる人", "人"), File: withdrawn}
    assert said("updates") == {File: Limit("files_replaced", "置き換わるファイル")}


def test_what_a_parent_may_bring_along() -> None:
    assert said("comes_with_parent") == {Member: True}


def test_what_each_may_be_besides() -> None:
    capable = {
        one: {kind for kind in EACH if issubclass(kind, one)}
        for one in (Removable, WrittenTogether, Surveying, Storing)
    }

    assert capable == {
        Removable: {Member, File},
        WrittenTogether: {Member},
        Surveying: {Member, Responses},
        Storing: {Responses},
    }


def test_each_is_named_without_a_person_where_it_is_stored() -> None:
    naming = {kind for kind, one in EACH.items() if "山田" in one.title}

    assert naming == {Guest, Member}
    assert not [one for one in EACH.values() if "山田" in one.nameless]
