"""A look reads each thing once and remembers; a write notes its intent just before bytes go."""

import asyncio
import traceback
from dataclasses import dataclass
from typing import Any

import pytest

from m365bot.errors import NotFound, OutcomeUnknown
from m365bot.resources import Team
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent
from tests.resources.world import OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
ME = "/users/kenshu@example.jp"


@dataclass(frozen=True)
class Thing(Kind):
    """found: what a look finds; an error is raised."""

    label: str
    found: Any = None

    @property
    def name(self) -> str:
        return self.label

    async def see(self, view: Any) -> Any:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def write(self, tenant: Any, was: Any) -> Any:
        raise AssertionError("nothing is written here")


# a look


async def test_what_was_remembered_and_what_was_learned_are_one_memo(world: World) -> None:
    world.memory["thing:a"] = {"id": "1", "mark": "old"}
    view = world.view()

    view.learn("thing:a", mark="new")

    assert view.memo("thing:a") == {"id": "1", "mark": "new"}
    assert view.memo("thing:b") == {}
    assert view.learned == {"thing:a": {"id": "1", "mark": "new"}}
    assert world.memory["thing:a"]["mark"] == "old"


async def test_what_is_remembered_already_is_nothing_learned(world: World) -> None:
    world.memory["thing:a"] = {"id": "1", "mark": ["old"]}
    view = world.view()

    view.learn("thing:a", id="1", mark=["old"])
    assert view.learned == {}

    view.learn("thing:a", id="")
    view.learn("thing:a", id="1")
    assert view.memo("thing:a") == {"id": "1", "mark": ["old"]}


async def test_a_collection_is_read_once_under_its_name(world: World) -> None:
    view = world.view()

    first = await view.pages("users", "/users", {"$select": "id", "$top": "999"})
    again = await view.pages("users", "/users", {"$select": "id", "$top": "999"})
    one = await view.read("me", ME)

    assert first is again
    assert len(first) > 20
    assert one["userPrincipalName"] == "kenshu@example.jp"
    assert len(world.asked("GET")) == 2


async def test_a_failed_read_fails_for_all_who_ask(world: World) -> None:
    world.fails("GET */users/*", 404)
    view = world.view()

    for _ in range(2):
        with pytest.raises(NotFound):
            await view.read("me", ME)

    assert len(world.asked("GET")) == 1


class Slow:
    """What a look reads: it begins, and takes until it may go on."""

    def __init__(self, found: Any = "found") -> None:
        self.begun, self.may_go_on, self.found = 0, asyncio.Event(), found

    async def read(self) -> Any:
        self.begun += 1
        await self.may_go_on.wait()
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


async def test_where_who_reads_for_all_is_cancelled_another_who_waits_reads(world: World) -> None:
    view, slow = world.view(), Slow()
    first, *others = [asyncio.ensure_future(view.once("slow", slow.read)) for _ in range(4)]
    await asyncio.sleep(0)
    assert slow.begun == 1

    first.cancel()
    await asyncio.sleep(0)
    slow.may_go_on.set()

    assert await asyncio.gather(*others) == ["found"] * 3
    assert slow.begun == 2
    assert first.cancelled()


async def test_who_waits_and_is_cancelled_leaves_the_others_what_is_read(world: World) -> None:
    view, slow = world.view(), Slow()
    first, second, third = [asyncio.ensure_future(view.once("slow", slow.read)) for _ in range(3)]
    await asyncio.sleep(0)

    second.cancel()
    await asyncio.sleep(0)
    slow.may_go_on.set()

    assert await asyncio.gather(first, third) == ["found"] * 2
    assert slow.begun == 1
    assert second.cancelled()


async def test_an_error_that_hundreds_are_told_of_does_not_grow_with_them(world: World) -> None:
    view, slow = world.view(), Slow(NotFound("", status=404))
    asking = [asyncio.ensure_future(view.once("slow", slow.read)) for _ in range(200)]
    await asyncio.sleep(0)
    slow.may_go_on.set()

    told = await asyncio.gather(*asking, return_exceptions=True)

    assert told == [slow.found] * 200
    assert len(traceback.extract_tb(slow.found.__traceback__)) < 10


async def test_a_second_look_reads_anew_and_keeps_what_was_learned(world: World) -> None:
    view = world.view()
    view.learn("thing:a", id="1")
    await view.read("me", ME)

    again = view.again()
    await again.read("me", ME)
    again.learn("thing:b", id="2")

    assert again.memo("thing:a") == {"id": "1"}
    assert view.learned.keys() == {"thing:a", "thing:b"}
    assert len(world.asked("GET")) == 2


async def test_a_resource_is_looked_at_once_under_its_key(world: World) -> None:
    view = world.view()

    assert await view.seen(Thing("a", Seen("1"))) == Seen("1")
    assert await view.seen(Thing("a", Seen("2"))) == Seen("1")
    assert await view.seen(Thing("b")) is None


async def test_an_id_is_remembered_or_looked_for(world: World) -> None:
    world.memory["thing:a"] = {"id": "1"}
    view = world.view()

    assert await view.id_of(Thing("a", Seen("2"))) == "1"
    assert await view.id_of(Thing("b", Seen("2"))) == "2"


@pytest.mark.parametrize("found", [None, NotFound("", status=404)])
async def test_what_is_not_there_is_an_absent_parent_of_others(world: World, found: Any) -> None:
    world.memory["thing:a"] = {"id": ""}

    with pytest.raises(ParentAbsent) as raised:
        await world.view().id_of(Thing("a", found))

    assert str(raised.value) == "a"
    assert raised.value.key == "thing:a"


async def test_any_other_error_is_its_own(world: World) -> None:
    with pytest.raises(OutcomeUnknown):
        await world.view().id_of(Thing("a", OutcomeUnknown("?")))


async def test_by_itself_nothing_was_written_and_nothing_is_young(world: World) -> None:
    view = world.view()

    assert view.unsettled(Thing("a")) == 0.0
    assert type(view)(view.graph, {}, view.now, view.records).written_before("thing:a") is None


# a write


async def test_a_write_says_that_it_leaves_and_gives_the_answer(world: World) -> None:
    group = {"displayName": "g", "mailNickname": "g", "mailEnabled": False, "securityEnabled": True}

    answer = await world.acting(lambda tenant: tenant.write("POST", "/groups", group))
    made = await world.acting(lambda tenant: tenant.create("POST", "/groups", {**group, "mailNickname": "h"}))

    assert answer.status == 201
    assert made["mailNickname"] == "h"
    assert world.intents == 2


async def test_a_creation_that_answers_nothing_tells_nothing(world: World) -> None:
    world.fails("POST /groups", 204)

    with pytest.raises(OutcomeUnknown, match="作成の返事に中身がありませんでした"):
        await world.acting(lambda tenant: tenant.create("POST", "/groups", {}))


async def test_a_write_has_what_its_look_has(world: World) -> None:
    view = world.view()
    tenant = Tenant(view, lambda: None)

    assert (tenant.graph, tenant.root, tenant.records) == (view.graph, view.graph.root, view.records)
    assert view.root is view.graph.root
    world.memory["thing:a"] = {"id": "1"}
    assert await tenant.id_of(Thing("a")) == "1"
