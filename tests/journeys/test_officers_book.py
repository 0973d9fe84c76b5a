"""The officers' workbook: in the officers' site alone, new when the records are, and left alone where somebody edited it."""

import io
import urllib.parse
import urllib.request
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.hand import Hand
from tests.journeys.conftest import Desk
from tests.sight import Sight

KICKOFF, FRIDAY, NEXT = "2025-05-07T06:30", "2025-06-20T17:00", "2025-06-27T17:00"
ATTENDANCE = "cohorts/R7/attendance.csv"


def item_of(tenant: Sandbox) -> tuple[str, dict[str, Any]]:
    """Its drive's address and itself."""
    sight = Sight(tenant)
    team = sight.team("dx-office")
    folder = sight.get(
        f"/teams/{team.id}/channels/{urllib.parse.quote(team.by_name['General']['id'])}/filesFolder"
    )
    drive = f"/drives/{folder['parentReference']['driveId']}"
    (below,) = [
        one for one in sight.all(f"{drive}/items/{folder['id']}/children") if one["name"] == "研修記録"
    ]
    (found,) = sight.all(f"{drive}/items/{below['id']}/children")
    return drive, found


def book_of(tenant: Sandbox) -> Workbook:
    drive, item = item_of(tenant)
    found = Sight(tenant).get(f"{drive}/items/{item['id']}")
    with urllib.request.urlopen(found["@microsoft.graph.downloadUrl"], timeout=30) as answer:
        return load_workbook(io.BytesIO(answer.read()))


def hours(tenant: Sandbox, name: str) -> object:
    sheet = book_of(tenant)["一覧 R7"]
    return next(row[5].value for row in sheet if row[0].value == name)


def test_officers_find_everybody_at_a_glance_and_what_they_write_in_it_stays(
    bot: Bot, tenant: Sandbox, desk: Desk
) -> None:
    bot.run("provision", at=KICKOFF)

    planned = bot.says("plan", "overview", "--cohort", "R7", "--at", FRIDAY, "--json").out
    first = bot.run("overview", at=FRIDAY)
    before = len(tenant.log())
    again = bot.run("overview", at=FRIDAY)

    assert (first["status"], first["counts"]["create"]) == ("done", 2)
    assert (again["status"], writes(tenant.log()[before:])) == ("nothing_to_do", [])
    assert book_of(tenant).sheetnames == ["一覧 R7", "提出 R7", "取込状況 R7"]
    assert hours(tenant, "𠮷田 美咲") == 19
    for word in ("𠮷田", "m.yoshida", "足りません", "あと"):
        assert word not in planned + str(bot.asks("SELECT plan, report FROM runs"))

    desk.change(ATTENDANCE, "班2,𠮷田 美咲,m.yoshida@example.jp,○", "班2,𠮷田 美咲,m.yoshida@example.jp,×")
    assert bot.run("overview", at=FRIDAY)["counts"]["update"] == 1
    assert hours(tenant, "𠮷田 美咲") == 17

    bot.forgets_everything()
    bot.run("overview", at=FRIDAY)
    assert bot.run("overview", at=FRIDAY)["status"] == "nothing_to_do"

    drive, item = item_of(tenant)
    tenant.advance(3600)
    Hand(tenant, "kenshu@example.jp").does("PUT", f"{drive}/items/{item['id']}/content", b"notes")
    later = bot.run("overview", at=NEXT)
    assert (later["status"], later["counts"]["withheld"]) == ("nothing_to_do", 1)
    reason = bot.plan("overview", at=NEXT)["withheld"][0]["reason"]
    whose = (
        "同じ名前の別のファイルがあります" if bot.late else "人が手を入れた一覧表です"
    )  # where nobody is named
    assert f"{whose}。上書きしません。" in reason


@pytest.mark.weather("harsh")
@pytest.mark.parametrize("unclear", ["the first", "a later one"])
def test_a_book_whose_storing_was_never_answered_is_still_ours_where_the_service_names_nobody(
    unclear: str, bot: Bot, tenant: Sandbox, desk: Desk
) -> None:
    bot.run("provision", at=KICKOFF)
    lost = {"match": "PUT */content", "nth": [1], "after_commit": True, "then": {"status": 504}}
    if unclear == "a later one":
        bot.run("overview", at=FRIDAY)
    tenant.faults([lost])

    desk.change(ATTENDANCE, "班2,𠮷田 美咲,m.yoshida@example.jp,○", "班2,𠮷田 美咲,m.yoshida@example.jp,×")
    first = bot.run("overview", at=FRIDAY)
    tenant.advance(3600)
    desk.change(ATTENDANCE, "班2,𠮷田 美咲,m.yoshida@example.jp,×", "班2,𠮷田 美咲,m.yoshida@example.jp,○")
    later = bot.run("overview", at=NEXT)

    assert (first["counts"]["withheld"], later["counts"]["withheld"]) == (0, 0), (first, later)
    assert hours(tenant, "𠮷田 美咲") == 19
