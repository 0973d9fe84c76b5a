"""Lists, the names of their columns, rows, and delta of rows."""

import pytest

from m365bot.sandbox import seed

BOOKS = {
    "displayName": "Books",
    "columns": [{"name": "Author2", "text": {}}, {"name": "PageCount", "number": {}}],
    "list": {"template": "genericList"},
}


@pytest.fixture
def books(desk) -> str:
    made = desk.post(f"/sites/{desk.site.id}/lists", BOOKS)
    assert made.status == 201
    return f"/sites/{desk.site.id}/lists/{made['id']}"


def row(desk, books: str, **fields):
    return desk.post(f"{books}/items", {"fields": fields})


def test_a_list_is_found_by_id_and_by_title_and_made_once(desk, books: str) -> None:
    again = desk.post(f"/sites/{desk.site.id}/lists", BOOKS)

    assert desk.get(f"/sites/{desk.site.id}/lists/Books")["id"] == desk.get(books)["id"]
    assert (again.status, again.code) == (409, "nameAlreadyExists")
    assert [each["displayName"] for each in desk.get(f"/sites/{desk.site.id}/lists")["value"]] == ["Books"]


def test_columns_show_name_display_name_and_type(desk, books: str) -> None:
    shown = {each["name"]: each for each in desk.get(f"{books}/columns")["value"]}

    assert "number" in shown["PageCount"] and "text" in shown["Author2"]
    assert shown["Title"]["displayName"] == "タイトル"


def test_two_columns_that_shorten_alike_stay_apart(desk, books: str) -> None:
    names = [
        desk.post(f"{books}/columns", {"displayName": shown, "text": {}})["name"]
        for shown in ("業務で使えそうな場面", "業務で使えた場面")
    ]

    assert names[0] == "_x696d__x52d9__x3067__x4f7f__x30"
    assert names[1] != names[0] and len(names[1]) == 32


def test_fields_come_by_expand_only_and_empty_ones_not_at_all(desk, books: str) -> None:
    row(desk, books, Title="Gadget", Author2="Red", PageCount=503)
    row(desk, books, Title="Widget", Author2="")

    plain = desk.get(f"{books}/items")["value"]
    full = desk.get(f"{books}/items?$expand=fields")["value"]
    some = desk.get(f"{books}/items?$expand=fields($select=Title,PageCount)")["value"]

    assert "fields" not in plain[0]
    assert full[0]["fields"]["PageCount"] == 503 and "Author2" not in full[1]["fields"]
    assert {key for key in some[0]["fields"] if "@" not in key} == {"id", "Title", "PageCount"}


def test_an_unknown_field_and_a_key_without_its_prefix_are_refused(desk, books: str) -> None:
    desk.post(f"{books}/columns", {"displayName": "世界", "text": {}})
    made = row(desk, books, Title="a")

    wrong = desk.patch(f"{books}/items/{made['id']}/fields", {"_x4e16__x754c_": "b"})
    right = desk.patch(f"{books}/items/{made['id']}/fields", {"OData__x4e16__x754c_": "b"})

    assert (wrong.status, wrong.code) == (400, "invalidRequest")
    assert right["OData__x4e16__x754c_"] == "b"
    assert row(desk, books, Farbe="rot").status == 400
    assert row(desk, books, PageCount="many").status == 400


def test_a_row_changes_by_its_etag(desk, books: str) -> None:
    made = row(desk, books, Title="a")
    address = f"{books}/items/{made['id']}/fields"

    passed = desk.patch(address, {"Title": "b"}, headers={"If-Match": made["eTag"]})
    stale = desk.patch(address, {"Title": "c"}, headers={"If-Match": made["eTag"]})

    assert passed["Title"] == "b"
    assert (stale.status, stale.code) == (412, "resourceModified")


def test_a_filter_needs_an_index_or_the_callers_risk(desk, books: str) -> None:
    row(desk, books, Title="x")
    row(desk, books, Title="y")
    address = f"{books}/items?$expand=fields&$filter=fields/Title eq 'x'"

    refused = desk.get(address)
    taken = desk.get(address, headers={"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"})

    assert (refused.status, refused.code) == (400, "invalidRequest")
    assert "is not indexed" in refused["error"]["message"]
    assert [each["fields"]["Title"] for each in taken["value"]] == ["x"]


@pytest.mark.parametrize("count", [4, 5])
def test_rows_come_in_pages_each_once(desk, books: str, count: int) -> None:
    for index in range(count):
        row(desk, books, Title=str(index))
    ids: list[str] = []
    page = desk.get(f"{books}/items?$top=2")
    while "@odata.nextLink" in page.body:
        ids += [each["id"] for each in page["value"]]
        page = desk.follow(page["@odata.nextLink"])
    ids += [each["id"] for each in page["value"]]

    assert ids == [str(index + 1) for index in range(count)]


def test_delta_of_rows_gives_all_then_changes_and_deletions(desk, books: str) -> None:
    first, second = row(desk, books, Title="a"), row(desk, books, Title="b")
    whole = desk.get(f"{books}/items/delta?$expand=fields")
    desk.patch(f"{books}/items/{first['id']}/fields", {"Title": "A"})
    desk.delete(f"{books}/items/{second['id']}")

    changed = desk.follow(whole["@odata.deltaLink"])

    assert [each["fields"]["Title"] for each in whole["value"]] == ["a", "b"]
    assert changed["value"][0]["fields"]["Title"] == "A"
    assert changed["value"][1]["deleted"] == {"state": "deleted"}
    assert desk.follow(changed["@odata.deltaLink"])["value"] == []


def test_delta_of_rows_starts_from_now_or_afresh(desk, books: str) -> None:
    row(desk, books, Title="a")

    latest = desk.get(f"{books}/items/delta()?token=latest")
    old = desk.get(f"{books}/items/delta?token=old&$expand=fields")

    assert latest["value"] == []
    assert (old.status, old.code) == (410, "resyncRequired")
    assert [each["fields"]["Title"] for each in desk.follow(old.headers["Location"])["value"]] == ["a"]


def test_a_list_is_reached_by_its_sites_path_and_pages_go_on_there(desk, books: str) -> None:
    for title in ("a", "b"):
        row(desk, books, Title=title)

    page = desk.get("/sites/example.sharepoint.com:/sites/dx-r7:/lists/Books/items?$top=1")

    assert [each["id"] for each in desk.follow(page["@odata.nextLink"])["value"]] == ["2"]
    assert desk.get("/sites/example.sharepoint.com:/sites/dx-r7:").status == 200


def test_a_sites_users_are_a_system_list_that_is_shown_where_it_is_asked_for(desk) -> None:
    seed.add(
        desk.tenant, {"users": [{"userPrincipalName": f"{name}@example.jp"} for name in ("A.Yamada", "b")]}
    )
    lists = f"/sites/{desk.site.id}/lists"
    plain = desk.get(lists)["value"]
    (users,) = [one for one in desk.get(f"{lists}?$select=id,webUrl,system")["value"] if "system" in one]
    items = desk.get(f"{lists}/{users['id']}/items?$expand=fields")["value"]
    numbers = {one["fields"]["UserName"]: int(one["id"]) for one in items}

    assert not [one for one in plain if "system" in one or one["name"] == "users"]
    assert users["webUrl"].endswith("/_catalogs/users")
    assert numbers == {"A.Yamada@example.jp": 12, "b@example.jp": 13}
    assert all(one["fields"]["Name"].endswith(f"|{one['fields']['UserName'].lower()}") for one in items)
    assert desk.post(f"{lists}/{users['id']}/items", {"fields": {"Title": "x"}}).status == 404


def test_what_expand_cannot_bring_here_is_not_refused_in_the_services_name(desk, books: str) -> None:
    answers = [desk.get(f"{books}?$expand={each}").status for each in ("columns", "drive", "columns($top=1)")]

    assert answers == [200, 501, 501]
