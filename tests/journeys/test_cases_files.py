"""Cases from the field, files: names that SharePoint refuses or folds, items that change by themselves."""

import io
import urllib.parse
import urllib.request
import zipfile
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.hand import Hand
from tests.journeys.conftest import COHORT, Desk
from tests.sight import Sight

KICKOFF, RELEASED, NEXT_DAY = "2025-05-07T06:30", "2025-06-13T08:35", "2025-06-16T08:35"
POWERBI = "cohorts/R7/materials/powerbi/"
NEVER = "{folder: powerbi/, release: 3 business days before, withdraw: never}"
GUIDE, COMPOSED = "カ\u3099イド.pdf", "\u30ac\u30a4\u30c9.pdf"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def test_names_that_sharepoint_refuses_are_found_offline_and_all_others_go_out(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C50: a colon, a leading full-width space, a folder that ends in a dot; a full-width colon is fine."""
    refused = ["資料:演習.pdf", "\u3000資料.pdf", "第1回./演習.pdf"]
    fine = ["資料：演習.pdf", "資料 .pdf"]
    for name in refused + fine:
        desk.write(POWERBI + name, f"%PDF {name}")

    checked = bot.says("check", "--json").document["complaints"]
    for name in refused:
        desk.path(POWERBI + name).unlink()
    desk.path(POWERBI + "第1回.").rmdir()
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at=RELEASED)

    told = {one["file"].rpartition("/")[2]: one["words"] + one["hint"] for one in checked}
    assert set(told) == {"資料:演習.pdf", "\u3000資料.pdf", "第1回."}
    assert "使えない文字 :" in told["資料:演習.pdf"]
    assert "全角の空白" in told["\u3000資料.pdf"]
    assert "「.」で終え" in told["第1回."]
    assert {f"powerbi/{name}" for name in fine} <= Sight(tenant).team("dx-leader-R7").files("R7 Power BI")


def test_a_name_from_a_mac_and_the_same_from_windows_are_one_file(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C51: composed and decomposed; the same bytes the next day write nothing."""
    desk.write(POWERBI + GUIDE, b"%PDF guide")
    provisioned.run("distribute", at=RELEASED)
    desk.path(POWERBI + GUIDE).unlink()
    desk.write(POWERBI + COMPOSED, b"%PDF guide")
    before = len(tenant.log())

    again = provisioned.run("distribute", at=NEXT_DAY)

    files = Sight(tenant).team("dx-leader-R7").files("R7 Power BI")
    assert again["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []
    assert len([name for name in files if name.endswith("イド.pdf")]) == 1


def test_two_names_that_sharepoint_takes_for_one_are_one_complaint(bot: Bot, desk: Desk) -> None:
    """C51: 猪 as U+FA16 and as U+732A in one folder."""
    desk.write(POWERBI + "\ufa16.pdf", b"%PDF 1")
    desk.write(POWERBI + "\u732a.pdf", b"%PDF 2")

    (complaint,) = bot.says("check", "--json").document["complaints"]

    assert "同じ名前です" in complaint["words"]
    assert "どちらかの名前を変えてください" in complaint["hint"]


def items(tenant: Sandbox) -> tuple[str, dict[str, Any]]:
    """The address of the folder m365 in its channel's library, and what lies in it."""
    sight = Sight(tenant)
    team = sight.team("dx-leader-R7")
    where = f"/teams/{team.id}/channels/{urllib.parse.quote(team.by_name['R7 Microsoft 365']['id'])}"
    base = sight.get(f"{where}/filesFolder")
    drive = f"/drives/{base['parentReference']['driveId']}/items"
    folder = next(one for one in sight.all(f"{drive}/{base['id']}/children") if one["name"] == "m365")
    place = f"{drive}/{folder['id']}"
    return place, {one["name"]: one for one in sight.all(f"{place}/children")}


def test_an_item_that_the_service_replaced_by_itself_is_known_by_its_path(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C52: another id, a slightly other size, modified by the app: no second copy, no upload, not a person's."""
    provisioned.run("distribute", at=RELEASED)
    tenant.advance(3600)
    place, found = items(tenant)
    guide = found["Microsoft 365 手引.docx"]
    drive = place.rpartition("/")[0]
    stored = Sight(tenant).get(f"{drive}/{guide['id']}")["@microsoft.graph.downloadUrl"]
    with urllib.request.urlopen(stored, timeout=30) as answer:
        package = io.BytesIO(answer.read())
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("customXml/item9.xml", "<enriched/>")
    Hand(tenant).does("DELETE", f"{drive}/{guide['id']}")
    Hand(tenant).does("PUT", f"{place}:/{guide['name']}:/content", package.getvalue())
    before = len(tenant.log())

    run = provisioned.run("distribute", at=RELEASED)

    _, now = items(tenant)
    assert now[guide["name"]]["id"] != guide["id"]
    assert (run["status"], run["counts"]["withheld"]) == ("nothing_to_do", 0)
    assert writes(tenant.log()[before:]) == []
    assert len(now) == len(found)


def test_an_item_that_a_person_edited_is_withheld_even_where_its_source_changed(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C52: the same id, modified by a person."""
    provisioned.run("distribute", at=RELEASED)
    tenant.advance(3600)
    place, found = items(tenant)
    name = "はじめに.txt"
    edited = "受講者の書き込み".encode()
    Hand(tenant, "kenshu@example.jp").does(
        "PUT", f"{place.rpartition('/')[0]}/{found[name]['id']}/content", edited
    )
    desk.write(f"cohorts/R7/materials/m365/{name}", "直した資料\n")
    before = len(tenant.log())

    run = provisioned.run("distribute", at=RELEASED)
    plan = provisioned.plan("distribute", at=RELEASED)

    (withheld,) = plan["withheld"]
    assert (run["status"], run["counts"]["withheld"]) == ("nothing_to_do", 1)
    assert "人がTeams側で編集したファイルです" in withheld["reason"]
    assert "上書きしません" in withheld["reason"]
    assert writes(tenant.log()[before:]) == []


def test_a_material_is_withdrawn_once_somebody_approved_it(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """`withdraw:` takes the files away after its day, asks before, and leaves what a person edited."""
    provisioned.run("distribute", at=RELEASED)
    desk.change(COHORT, NEVER, NEVER.replace("never", "3 business days after"))

    kept = provisioned.run("distribute", at="2025-06-24T08:35")
    asked = provisioned.run("distribute", at="2025-06-25T08:35", exits=4)
    provisioned.approve(asked["run_id"])
    again = provisioned.run("distribute", at="2025-06-26T08:35")

    team = Sight(tenant).team("dx-leader-R7")
    assert kept["status"] == "nothing_to_do"
    assert [name for name in team.files("R7 Power BI") if "." in name] == []
    assert (again["status"], again["counts"]["remove"]) == ("nothing_to_do", 0)
