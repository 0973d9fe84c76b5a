"""Answers in a list that a flow fills: read by delta, held against records, stored together with the link."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from m365bot.errors import NotReady, Temporary
from m365bot.journal.writing import Stored
from m365bot.records import AnswersOf
from m365bot.records.freshness import Freshness
from m365bot.records.sources.port import SourceReading, Type
from m365bot.records.sources.sought import Sought
from m365bot.resources import Responses, Team
from m365bot.resources.kind import Extra
from m365bot.resources.kinds import responses
from m365bot.resources.ports.records import Brought
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.sandbox.control import forms
from m365bot.sandbox.weather.weather import Weather
from tests.resources.world import OFFICER, World

TEAM = Team("研修運営", "dx-office", owners=(OFFICER,))
ANSWERS = Responses(TEAM, "R7 powerbi-1", "R7", "after", "powerbi-1")
LINE = {"メール": "a.yamada@example.jp", "研修の満足度": 4}


@dataclass
class Ledger:
    """Records that count items by their ids, and remember every reading they were given."""

    readings: list[SourceReading] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    at: dict[AnswersOf, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    asks: Sought = field(default_factory=Sought)
    kept: SourceReading | None = None

    def links(self, cohort: str) -> dict[AnswersOf, str]:
        return self.at

    def sought(self, asked: AnswersOf) -> Sought:
        return self.asks

    def compare(self, asked: AnswersOf, reading: SourceReading) -> Brought:
        self.readings.append(reading)
        return Brought(len({item.id for item in reading.items} - self.there), self.remarks)

    def compared(self, asked: AnswersOf) -> SourceReading | None:
        return self.kept

    def store(self, asked: AnswersOf, reading: SourceReading) -> Stored:
        new = {item.id for item in reading.items} - self.there
        self.there |= new
        self.at[asked] = reading.link
        self.kept = None
        return Stored(len(new), 0)


@dataclass
class Desk:
    """The officers' site, a list in it, and records."""

    world: World
    ledger: Ledger = field(default_factory=Ledger)

    def view(self) -> View:
        return replace(self.world.view(), records=self.ledger)

    async def see(self, of: Responses = ANSWERS) -> Seen | None:
        view = self.view()
        try:
            return await view.seen(of)
        finally:
            self.world.memory.update(view.learned)

    async def reading(self, of: Responses = ANSWERS) -> SourceReading:
        await self.see(of)
        return self.ledger.readings[-1]

    async def write(self) -> Seen:
        return await ANSWERS.write(Tenant(self.view(), lambda: None), None)

    def answers(self, *lines: dict[str, Any], to: str = ANSWERS.list_name) -> None:
        forms.submit(self.world.app.tenant, {"list": f"研修運営/{to}", "answers": list(lines)})

    def listed(self, name: str = ANSWERS.list_name) -> Any:
        lists = self.world.app.tenant.sites.lists.values()
        return next(one for one in lists if one.display_name == name)

    async def hand(self, method: str, path: str, body: Any = None) -> Any:
        one = self.listed()
        return await self.world.hand(method, f"/sites/{one.site_id}/lists/{one.id}{path}", body)

    def passes(self, time: timedelta) -> None:
        self.world.app.tenant.clock.advance(time.total_seconds())


@pytest.fixture
async def desk(world: World) -> Desk:
    await world.make(TEAM)
    return Desk(world)


def test_it_is_called_by_its_list_and_holds_the_cohorts_records() -> None:
    assert (ANSWERS.name, ANSWERS.title) == ("R7/after/powerbi-1", "リスト『R7 powerbi-1』の回答")
    assert (ANSWERS.lease, ANSWERS.parent, ANSWERS.facts) == ("records/R7", TEAM, {"rows": 0, "deleted": 0})
    assert ANSWERS.asked == AnswersOf("R7", "after", "powerbi-1")
    assert set(Responses.readable) == {"list", "workbook", "drop"}


async def test_what_records_lack_is_counted_and_stored_with_the_link(desk: Desk) -> None:
    desk.answers(LINE, LINE)

    seen = await desk.see()
    stored = await desk.write()
    again = await desk.see()

    assert seen == Seen("", facts={"rows": 2, "deleted": 0})
    assert again == Seen("", facts={"rows": 0, "deleted": 0})
    assert stored == Seen("", stored=Stored(2, 0))
    assert "token=" in desk.ledger.at[ANSWERS.asked]


async def test_a_reading_that_was_compared_is_stored_without_asking_again(desk: Desk) -> None:
    desk.answers(LINE)
    desk.ledger.kept = await desk.reading()
    before = len(desk.world.asked())

    await desk.write()

    assert len(desk.world.asked()) == before
    assert len(desk.ledger.there) == 1


async def test_an_item_is_known_by_its_list_and_number_and_read_by_what_people_see(desk: Desk) -> None:
    desk.answers({**LINE, "業務で使えそうな場面": "橋の点検"})

    found = await desk.reading()

    (item,) = found.items
    assert item.id == f"{desk.listed().id}/1"
    assert item.cells == {"タイトル": None, **LINE, "業務で使えそうな場面": "橋の点検"}
    assert item.created is not None
    assert {column.header: column.type for column in found.columns}["研修の満足度"] is Type.NUMBER
    assert (found.origin, found.gone, found.there) == ("R7 powerbi-1", frozenset(), {item.id})


async def test_what_changed_since_the_link_is_read_alone(desk: Desk) -> None:
    desk.answers(LINE, LINE, LINE)
    await desk.write()
    await desk.hand(
        "PATCH", "/items/2/fields", {desk.listed().column_shown("研修の満足度").name.join(["OData_", ""]): 1}
    )
    await desk.hand("DELETE", "/items/3")

    found = await desk.reading()

    assert [item.id.rpartition("/")[2] for item in found.items] == ["2"]
    assert found.gone == {f"{desk.listed().id}/3"}
    assert found.there is None


async def test_with_nothing_new_one_request_is_enough(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    await desk.write()
    before = len(desk.world.asked())

    await desk.see()

    (asked,) = desk.world.asked()[before:]
    assert "delta" in asked


async def test_with_one_more_answer_too(desk: Desk) -> None:
    desk.answers(LINE, LINE)
    await desk.see()
    await desk.write()
    desk.answers({**LINE, "研修の満足度": 1})
    before = len(desk.world.asked())

    found = await desk.reading()

    (asked,) = desk.world.asked()[before:]
    assert "delta" in asked
    assert [item.cells["研修の満足度"] for item in found.items] == [1]


async def test_a_column_that_was_added_is_seen_with_its_first_answer(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    await desk.write()
    desk.answers({**LINE, "改善してほしい点": "空調"})

    found = await desk.reading()

    assert [item.cells["改善してほしい点"] for item in found.items] == ["空調"]


async def test_a_column_is_taken_to_bear_its_name_for_half_an_hour(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    await desk.write()
    desk.listed().column_shown("研修の満足度").display_name = "満足度"
    desk.answers({"メール": "a.yamada@example.jp", "満足度": 4})

    before = await desk.reading()
    desk.passes(timedelta(minutes=31))
    after = await desk.reading()

    assert ["満足度" in found.headers for found in (before, after)] == [False, True]


async def test_when_it_was_read_is_learned_by_itself(desk: Desk) -> None:
    desk.answers(LINE)

    await desk.see()

    fresh = desk.world.memory["answers:R7/after/powerbi-1"]
    assert (fresh["cohort"], fresh["form"], fresh["session"]) == ("R7", "after", "powerbi-1")
    assert datetime.fromisoformat(fresh["read"]) <= desk.world.graph.service_now()
    assert "stored" not in desk.world.memory[ANSWERS.key]


async def test_a_list_that_is_not_there_is_told_with_what_to_look_at(desk: Desk) -> None:
    with pytest.raises(NotReady, match="リスト『R7 powerbi-1』が『研修運営』のサイトにまだありません"):
        await desk.see()


async def test_o2_a_list_that_was_deleted_is_not_told_as_one_that_nobody_has_answered(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    await desk.hand("DELETE", "")

    with pytest.raises(NotReady, match="なくなりました。消されたか、名前が変わっています"):
        await desk.see()

    assert await desk.see() == Seen("", facts={"rows": 0, "deleted": 0})


async def test_o3_a_form_that_nobody_answers_is_told_once_and_read_once_somebody_does(desk: Desk) -> None:
    with pytest.raises(NotReady):
        await desk.see()

    quiet = await desk.see()
    desk.answers(LINE)
    desk.passes(timedelta(hours=2))
    answered = await desk.see()

    assert quiet == Seen("", facts={"rows": 0, "deleted": 0})
    assert answered.facts["rows"] == 1


async def test_o3_a_list_that_disappears_after_it_was_there_is_told_anew(desk: Desk) -> None:
    with pytest.raises(NotReady):
        await desk.see()
    desk.answers(LINE)
    await desk.see()
    desk.listed().display_name = "別の名前"
    desk.passes(timedelta(hours=2))

    with pytest.raises(NotReady):
        await desk.see()


async def test_a_team_without_a_site_yet_is_waited_for(desk: Desk) -> None:
    desk.world.fails("GET */sites/root*", 404)

    with pytest.raises(NotReady, match="サイトがまだありません") as refused:
        await desk.see()

    assert refused.value.after == 20


async def test_a_list_is_taken_to_bear_its_name_for_half_an_hour(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.write()
    await desk.see()
    old = desk.listed()
    old.display_name = "old"
    desk.answers(LINE, LINE)

    desk.passes(timedelta(minutes=29))
    soon = await desk.reading()
    desk.passes(timedelta(minutes=2))
    later = await desk.reading()

    assert soon.items == []
    assert old.id in soon.link
    assert [item.id for item in later.items] == [f"{desk.listed().id}/{n}" for n in (1, 2)]
    assert later.there == {item.id for item in later.items}
    assert later.lost([f"{old.id}/1", f"{desk.listed().id}/9"]) == {f"{desk.listed().id}/9"}


async def test_answers_are_asked_for_while_names_are_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same tick, so that both go in one trip."""
    desk.answers(LINE)
    await desk.write()
    await desk.see()
    desk.passes(timedelta(minutes=31))
    graph, told = desk.world.graph, list[str]()
    plain_pages, plain_delta = graph.pages, graph.delta

    async def pages(*args: Any, **others: Any) -> Any:
        told.append("names are asked for")
        await asyncio.sleep(0)
        told.append("names are there")
        return await plain_pages(*args, **others)

    async def delta(*args: Any, **others: Any) -> Any:
        told.append("answers are asked for")
        return await plain_delta(*args, **others)

    monkeypatch.setattr(graph, "pages", pages)
    monkeypatch.setattr(graph, "delta", delta)
    await desk.reading()

    assert told == ["names are asked for", "answers are asked for", "names are there"]


async def test_another_name_in_config_is_looked_for_at_once(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    desk.answers(LINE, LINE, to="R7 新")

    found = await desk.reading(replace(ANSWERS, list_name="R7 新"))

    assert len(found.items) == 2


async def test_a_list_that_was_deleted_gives_way_to_another_of_its_name(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.write()
    await desk.see()
    await desk.hand("DELETE", "")
    desk.answers(LINE, LINE)

    assert len((await desk.reading()).items) == 2


# docs/facts.md C62
@pytest.fixture
async def picked(desk: Desk) -> Desk:
    """Two items that point at the site's people 12 and 13."""
    desk.answers({"研修の満足度": 4})
    await desk.hand("POST", "/columns", {"name": "Who", "displayName": "メール", "personOrGroup": {}})
    await desk.hand("PATCH", "/items/1/fields", {"WhoLookupId": "12"})
    await desk.hand("POST", "/items", {"fields": {"WhoLookupId": "13"}})
    return desk


async def test_people_are_known_by_the_sites_list_of_users(picked: Desk) -> None:
    first, second = list(picked.world.app.tenant.users.values())[:2]

    found = await picked.reading()

    assert [item.cells["メール"] for item in found.items] == [
        {"LookupId": "12", "mail": first.upn.lower()},
        {"LookupId": "13", "mail": second.upn.lower()},
    ]


async def test_where_the_list_of_users_cannot_be_read_they_are_numbers(picked: Desk) -> None:
    await picked.see()
    picked.world.fails("GET */lists", 403)

    found = await picked.reading()

    assert [item.cells["メール"] for item in found.items] == [{"LookupId": "12"}, {"LookupId": "13"}]


async def test_while_the_list_of_users_does_not_answer_nothing_is_stored_without_names(picked: Desk) -> None:
    await picked.see()
    picked.world.fails("GET */lists", 503)

    with pytest.raises(Temporary):
        await picked.reading()


async def test_once_the_list_of_users_can_be_read_all_is_read_again_with_names(picked: Desk) -> None:
    await picked.see()
    await picked.write()
    picked.world.fails("GET */lists", 403)
    picked.ledger.at.clear()
    unnamed = await picked.reading()
    await picked.write()

    found = await picked.reading()
    after = await picked.reading()

    assert not any(item.cells["メール"].get("mail") for item in unnamed.items)
    assert all(item.cells["メール"]["mail"] for item in found.items)
    assert after.items == []


@pytest.fixture
async def forgetful(desk: Desk) -> Desk:
    """One answer is read, by a service whose links forget that fields were asked for."""
    desk.world.app.tenant.weather = Weather("harsh", {"replication_s": 0, "delta_keeps_options": False})
    desk.answers(LINE)
    await desk.see()
    await desk.write()
    return desk


async def test_r9_changed_items_that_come_without_their_fields_are_read_by_id(forgetful: Desk) -> None:
    forgetful.answers(LINE | {"研修の満足度": 2})

    found = await forgetful.reading()

    assert [item.cells["研修の満足度"] for item in found.items] == [2]


async def test_r9_many_of_them_are_read_afresh(forgetful: Desk) -> None:
    forgetful.answers(*[LINE] * 21)

    found = await forgetful.reading()

    assert len(found.items) == len(found.there or ()) == 22


async def test_r9_one_that_nobody_tells_is_no_success(forgetful: Desk) -> None:
    forgetful.answers(LINE)
    forgetful.world.fails("GET */items/2*", 503)

    with pytest.raises(Temporary):
        await forgetful.see()


async def test_the_link_moves_on_also_where_nothing_is_stored(desk: Desk) -> None:
    desk.answers(LINE)
    await desk.see()
    await desk.write()
    desk.ledger.at[ANSWERS.asked] = desk.ledger.at[ANSWERS.asked].replace("token=", "token=gone")
    whole = await desk.reading()

    after = await desk.reading()

    assert (whole.there is not None, after.there) == (True, None)


async def test_a_list_without_person_columns_asks_for_no_users(desk: Desk) -> None:
    desk.answers(LINE)

    await desk.see()

    assert not desk.world.asked("system")


async def test_remarks_are_told_beside_what_is_wanted(desk: Desk) -> None:
    desk.answers(LINE)
    desk.ledger.remarks = ("列『a』が2つあります。", "消されました。")
    missing = replace(ANSWERS, list_name="R7 none", session="none")
    view = desk.view()

    told = await Responses.others(view, [ANSWERS, missing])
    await view.seen(ANSWERS)

    assert told == [Extra.of(ANSWERS, words) for words in desk.ledger.remarks]
    assert len(desk.ledger.readings) == 1


LOG = replace(ANSWERS, list_name="自主学習", form="self-study", session="", logged=True)


async def test_a_log_that_is_not_there_yet_holds_nothing_and_is_sought_again_after_a_while(
    desk: Desk,
) -> None:
    """Nobody logs anything for days: a request a look is too much for that."""
    asked = [len(desk.world.asked())]

    async def looked() -> Seen | None:
        found = await desk.see(LOG)
        asked.append(len(desk.world.asked()))
        return found

    first = await looked()
    again = await looked()
    desk.passes(responses.SOUGHT_AGAIN)
    later = await looked()

    assert first == again == later == Seen("", facts={"rows": 0, "deleted": 0})
    assert asked[0] < asked[1] == asked[2] < asked[3]
    assert desk.world.memory[Freshness.key_of(LOG.asked)]["until"]
