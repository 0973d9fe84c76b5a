"""Answers in the workbook of a form: downloaded when its content changed, known to be fresh up to then."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from m365bot.errors import Locked, M365BotError, NotReady, Permanent
from m365bot.records.freshness import Confirmed
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.sought import Sought
from m365bot.resources import Channel, Responses
from m365bot.sandbox.control import files, forms
from tests.records.sources.sheets import HEADER, book, line
from tests.resources.test_responses import TEAM, Desk
from tests.resources.world import World

PATH = "フォーム/R7 事後.xlsx"
BOOK = Responses(TEAM, PATH, "R7", "after", "powerbi-1", read_as="workbook")
ANSWER = {"メール": "a.yamada@example.jp", "研修の満足度": 4, "業務で使えそうな場面": "橋"}


@dataclass
class Shelf(Desk):
    """The officers' documents, a workbook in them, and records."""

    drive: dict[str, str] = field(default_factory=dict)

    def answered(self, *answers: dict[str, Any]) -> None:
        self._form({"workbook": f"研修運営:/{PATH}", "answers": list(answers)})

    def opened(self) -> None:
        self._form({"open": f"研修運営:/{PATH}"})

    async def look(self, due: datetime | None = None) -> SourceReading:
        self.ledger.asks = Sought("メール", ("研修の満足度", "業務で使えそうな場面"), due=due)
        await self.see(BOOK)
        return self.ledger.readings[-1]

    async def taken(self) -> SourceReading:
        found = await self.look()
        self.ledger.store(BOOK.asked, found)
        return found

    async def put(self, data: bytes, path: str = PATH) -> None:
        await self.act("PUT", f"/root:/{path}:/content", data)

    async def act(self, method: str, path: str, body: Any = None) -> Any:
        site = next(one for one in self.world.app.tenant.sites.sites.values() if one.group_id)
        return await self.world.hand(method, f"/drives/{site.drive_id}{path}", body)

    async def refusal(self) -> M365BotError:
        with pytest.raises(M365BotError) as caught:
            await self.look()
        return caught.value

    def asked(self) -> int:
        return len(self.world.asked())

    def _form(self, body: dict[str, Any]) -> None:
        self.drive = forms.submit(self.world.app.tenant, body)


@pytest.fixture
async def shelf(world: World) -> Shelf:
    await world.make(TEAM)
    return Shelf(world)


async def test_what_people_answer_is_read_once_somebody_opened_the_workbook(shelf: Shelf) -> None:
    shelf.answered(ANSWER, ANSWER)
    before = await shelf.taken()
    shelf.opened()

    after = await shelf.taken()

    assert (len(before.items), len(after.items)) == (0, 2)
    assert [item.id.rpartition("/")[2] for item in after.items] == ["1", "2"]
    assert after.there == {item.id for item in after.items}
    assert after.origin == PATH


async def test_with_nothing_new_one_request_is_asked_and_nothing_downloaded(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    before = shelf.asked()

    again = await shelf.look()

    (asked,) = shelf.world.asked()[before:]
    assert "content" not in asked
    assert (len(again.items), again.there) == (0, None)


async def test_a_new_name_of_a_folder_or_a_description_is_no_new_content(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    fresh = (await shelf.taken()).fresh_until
    shelf.passes(timedelta(hours=1))
    await shelf.act("PATCH", f"/root:/{PATH}", {"description": "回答"})

    assert (await shelf.look()).fresh_until == fresh


async def test_past_its_due_date_an_unchanged_workbook_is_unknown_until_it_moved(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    due = shelf.world.graph.service_now() + timedelta(hours=1)
    shelf.passes(timedelta(hours=2))

    told = await _told(shelf, due)
    shelf.answered(ANSWER)
    shelf.opened()
    moved = await _told(shelf, due)

    assert "回答がそろっているか分かりません" in told
    assert "m365bot records confirm --cohort R7 --form after --session powerbi-1" in told
    assert moved == ""


async def test_what_somebody_confirmed_is_known_from_the_next_look_on(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    due = shelf.world.graph.service_now() + timedelta(hours=1)
    shelf.passes(timedelta(hours=2))
    now = shelf.world.graph.service_now().isoformat()
    said = Confirmed(BOOK.asked, now, "officer")
    shelf.world.memory[said.key] = said.to_memo()

    assert await _told(shelf, due) == ""
    assert shelf.world.memory["answers:R7/after/powerbi-1"]["confirmed"] == now


async def _told(shelf: Shelf, due: datetime) -> str:
    await shelf.look(due)
    view = shelf.view()
    return " ".join(extra.reason for extra in await Responses.others(view, [BOOK]))


async def test_one_that_was_moved_is_read_where_it_lies_and_told(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    await shelf.act("PATCH", f"/root:/{PATH}", {"name": "別名 100%.xlsx"})

    found = await shelf.look()

    assert "いま『フォーム/別名 100%.xlsx』にあります" in found.remarks[0]


async def test_one_below_a_channels_folder_is_told_by_the_channel_and_read(shelf: Shelf) -> None:
    place = replace(BOOK, channel="R7 全体", list_name="回答/R7 事後.xlsx")
    await shelf.world.make(Channel(TEAM, "R7 全体"))
    with pytest.raises(NotReady, match="研修運営/R7 全体"):
        await shelf.see(place)
    where = "R7 全体/回答/R7 事後.xlsx"
    forms.submit(shelf.world.app.tenant, {"workbook": where, "answers": [ANSWER, ANSWER]})
    forms.submit(shelf.world.app.tenant, {"open": where})

    assert len((await shelf.reading(place)).items) == 2


async def test_one_that_took_its_place_is_read_instead(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    first = await shelf.taken()
    await shelf.act("PATCH", f"/root:/{PATH}", {"name": "古い.xlsx"})
    await shelf.put(book(HEADER, line(1), line(2), line(3)))

    found = await shelf.look()

    assert (len(found.items), found.remarks) == (3, ())
    assert found.of != first.of


async def test_one_that_is_not_there_yet_is_told_once_and_a_deleted_one_each_time(shelf: Shelf) -> None:
    with pytest.raises(NotReady, match="にまだありません"):
        await shelf.look()
    await shelf.see(BOOK)
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    await shelf.act("DELETE", f"/root:/{PATH}")

    assert "ごみ箱から戻し" in str(await shelf.refusal())
    assert isinstance(await shelf.refusal(), Permanent)


async def test_one_that_cannot_be_read_is_told_each_time_and_fetched_once(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    await shelf.put(b"PK broken")

    first, downloads = await shelf.refusal(), len(shelf.world.asked("/content"))
    second = await shelf.refusal()

    assert str(first) == str(second)
    assert "壊れているか" in str(first)
    assert len(shelf.world.asked("/content")) == downloads


async def test_another_forms_workbook_in_its_place_takes_nothing_away(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    await shelf.taken()
    await shelf.put(book((*HEADER[:6], "昼食は何がよいですか"), line(1)[:7]))

    assert "別の様式のブック" in str(await shelf.refusal())


async def test_one_that_somebody_has_open_is_told_and_read_later(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    shelf.opened()
    shelf.world.fails("GET */content", then=423)

    first = await shelf.refusal()
    later = await shelf.look()

    assert isinstance(first, Locked)
    assert len(later.items) == 1


async def test_a_lock_lets_nobody_fill_it_but_everybody_read_it(shelf: Shelf) -> None:
    shelf.answered(ANSWER)
    files.act(shelf.world.app.tenant, {"site": "研修運営", "path": PATH, "locked": True})

    assert len((await shelf.look()).items) == 0
