"""The contract kit's examples of sites, drives and lists, replayed: same status, code and header names."""

import json
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.sharepoint.drives import uploads

KIT = Path(__file__).parents[4] / "shared" / "graph" / "examples"
ORIGIN = "https://graph.microsoft.com/v1.0"
SITE = "contoso.sharepoint.com,2C712604-1370-44E7-A1F5-426573FDA80A,2D2244C3-251A-49EA-93A8-39E1C3A060FE"

pytestmark = [
    pytest.mark.kit,
    pytest.mark.skipif(not KIT.exists(), reason="the contract kit ../shared/graph is not here"),
]


def example(number: int) -> dict[str, Any]:
    (path,) = KIT.glob(f"{number}-*.json")
    return json.loads(path.read_text("utf-8"))


def replay(desk, number: int, *, body: Any = None, **headers: str):
    told = example(number)
    request, wanted = told["request"], told["response"]
    answer = desk.ask(
        request["method"],
        request["url"].removeprefix(ORIGIN),
        request["body"] if body is None else body,
        headers={**request["headers"], **headers},
    )
    assert answer.status == wanted["status"], answer.body
    assert set(wanted["headers"]) - {"Content-Type"} <= set(answer.headers)
    if answer.status >= 400:
        assert answer.code == wanted["body"]["error"]["code"]
        assert answer.inner == wanted["body"]["error"]["innerError"].get("code", "")
    return answer


@pytest.fixture
def contoso(desk):
    """The tenant of the examples: one site, one drive of the ids they name."""
    store, now = desk.tenant.sites, desk.tenant.clock.now()
    store.settings.hostname = "contoso.sharepoint.com"
    site = store.make_site("sites/flight157", "Flight 157", now)
    drive = store.drives.pop(site.drive_id)
    del store.sites[site.id]
    site.id, drive.id, drive.site_id, site.drive_id = SITE, "b!abc", SITE, "b!abc"
    store.sites[SITE], store.drives["b!abc"] = site, drive
    root = store.make_site("", "Contoso", now)
    desk.post(f"/sites/{root.id}/lists", example(25)["request"]["body"])
    return desk


def named(desk, name: str, key: str, data: bytes) -> None:
    """A file or folder under the id an example uses."""
    drive = desk.tenant.sites.drives["b!abc"]
    made = desk.put(f"/drives/b!abc/root:/{name}:/content", data)
    item = drive.items.pop(made["id"])
    item.id = key
    drive.items[key] = item
    drive.bumps.clear()
    drive.reindex()


def test_24_a_site_by_its_path(contoso) -> None:
    answer = replay(contoso, 24)

    assert answer["id"] == SITE and answer["displayName"] == "Flight 157"
    assert set(example(24)["response"]["body"]) <= set(answer.body)


def test_25_a_list_with_columns(contoso) -> None:
    answer = replay(contoso, 25)

    assert answer["list"] == example(25)["response"]["body"]["list"]


def test_26_rows_with_chosen_fields(contoso) -> None:
    contoso.post("/sites/root/lists/Books/items", {"fields": {"Title": "Gadget", "PageCount": 503}})

    answer = replay(contoso, 26)

    assert answer["value"][0]["fields"]["PageCount"] == 503


def test_27_a_filter_without_an_index(contoso) -> None:
    answer = replay(contoso, 27)

    assert answer["error"]["message"] == example(27)["response"]["body"]["error"]["message"]


def test_29_a_folder_that_exists(contoso) -> None:
    drive = contoso.tenant.sites.drives["b!abc"]
    root = drive.items.pop(drive.root_id)
    root.id = drive.root_id = "01ROOT"
    drive.items["01ROOT"] = root
    contoso.post("/drives/b!abc/items/01ROOT/children", {"name": "New Folder", "folder": {}})

    replay(contoso, 29)


def test_30_and_31_an_upload_session_and_its_first_fragment(contoso) -> None:
    drive = contoso.tenant.sites.drives["b!abc"]
    root = drive.items.pop(drive.root_id)
    root.id = drive.root_id = "01ROOT"
    drive.items["01ROOT"] = root

    made = replay(contoso, 30)

    told = example(31)["request"]["headers"]
    token = made["uploadUrl"].rpartition(uploads.ROOT)[2]
    headers = {"content-range": told["Content-Range"]}
    reply = uploads.answer(contoso.tenant, token, "PUT", headers, bytes(327680), ORIGIN)
    assert set(made.body) == set(example(30)["response"]["body"])
    assert reply.status == example(31)["response"]["status"]
    assert reply.body["nextExpectedRanges"] == example(31)["response"]["body"]["nextExpectedRanges"]


def test_32_a_delta_token_that_is_too_old(contoso) -> None:
    answer = replay(contoso, 32)

    assert contoso.follow(answer.headers["Location"]).status == 200


def test_33_a_stale_etag(contoso) -> None:
    named(contoso, "a.docx", "01ABC", b"x")

    replay(contoso, 33)


def test_67_delta_shows_what_the_example_shows_and_no_ctag(contoso) -> None:
    contoso.tenant.sites.settings.office_files_are_rewritten = False
    start = contoso.get("/drives/b!abc/root/delta?token=latest")
    named(contoso, "answers.xlsx", "01ABCXLSX", b"x")
    gone = contoso.put("/drives/b!abc/root:/gone.txt:/content", b"x")
    contoso.delete(f"/drives/b!abc/items/{gone['id']}")

    answer = contoso.follow(start["@odata.deltaLink"])

    wanted = example(67)["response"]["body"]["value"]
    assert "cTag" not in answer["value"][0]
    assert set(wanted[0]) <= set(answer["value"][0])
    assert set(wanted[1]) == set(answer["value"][1])


def test_68_an_office_file_comes_back_with_another_size(contoso) -> None:
    named(contoso, "answers.xlsx", "01ABCXLSX", b"x")

    answer = replay(contoso, 68, body=b"x" * 25257)

    assert answer["size"] > 25257


PAGE = "0dd6ddd6-45bd-4acd-b683-de0e6e7231b7"


def page_made(contoso) -> str:
    """The page of the examples, under the id they name."""
    made = contoso.post(f"/sites/{SITE}/pages", example(63)["request"]["body"])
    pages = contoso.tenant.sites.pages
    page = pages[PAGE] = pages.pop(made["id"])
    page.id = PAGE
    return PAGE


def test_28_and_63_pages_are_made_as_drafts(contoso) -> None:
    for number in (28, 63):
        answer = replay(contoso, number)
        wanted = example(number)["response"]["body"]
        assert set(wanted) <= set(answer.body)
        assert answer["publishingState"]["level"] == wanted["publishingState"]["level"]
        assert answer["publishingState"]["versionId"] == wanted["publishingState"]["versionId"]


def test_64_a_page_is_published(contoso) -> None:
    page_made(contoso)

    replay(contoso, 64)


def test_65_a_page_is_published_before_it_was_read(contoso) -> None:
    page_made(contoso)
    contoso.tenant.weather = contoso.tenant.weather.changed({"profile": "harsh"})

    replay(contoso, 65)


def test_66_a_page_that_somebody_edits(contoso) -> None:
    page_made(contoso)
    contoso.tenant.sites.pages[PAGE].edited_by = {"user": {"id": "1", "displayName": "Robin"}}

    replay(contoso, 66)


def test_71_an_app_is_let_into_one_site(contoso) -> None:
    answer = replay(contoso, 71)

    wanted = example(71)["response"]["body"]
    assert set(wanted) <= set(answer.body)
    assert answer["roles"] == wanted["roles"]
    assert answer["grantedToIdentities"][0]["application"]["id"] == APP


APP = "89ea5c94-7736-4e25-95ad-3fa95f62b66e"
