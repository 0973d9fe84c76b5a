"""Files and folders: put, read, changed, refused."""

import io
from urllib.parse import quote

import openpyxl
import pytest

FAIL = "@microsoft.graph.conflictBehavior=fail"


def content(desk, path: str, query: str = "") -> str:
    return f"/drives/{desk.drive.id}/root:/{quote(path)}:/content" + (f"?{query}" if query else "")


def item(desk, key: str) -> str:
    return f"/drives/{desk.drive.id}/items/{key}"


def test_a_file_put_by_path_is_new_once_and_replaced_after(desk) -> None:
    first = desk.put(content(desk, "第1回/資料 #1 50%.pdf"), b"one")
    second = desk.put(content(desk, "第1回/資料 #1 50%.pdf"), b"two")

    assert (first.status, second.status) == (201, 200)
    assert first["id"] == second["id"]
    assert first["eTag"] != second["eTag"] and first["cTag"] != second["cTag"]
    assert second["parentReference"]["name"] == "第1回"


def test_a_name_is_taken_also_in_another_case(desk) -> None:
    desk.put(content(desk, "Guide.pdf"), b"one")

    again = desk.put(content(desk, "GUIDE.pdf", FAIL), b"two")
    renamed = desk.put(content(desk, "GUIDE.pdf", "@microsoft.graph.conflictBehavior=rename"), b"two")

    assert (again.status, again.code) == (409, "nameAlreadyExists")
    assert (renamed.status, renamed["name"]) == (201, "GUIDE 1.pdf")


def test_a_file_is_put_by_its_parent(desk) -> None:
    folder = desk.post(f"{item(desk, 'root')}/children", {"name": "回", "folder": {}})

    put = desk.put(f"{item(desk, folder['id'])}:/{quote('a.txt')}:/content?{FAIL}", b"x")

    assert put.status == 201
    assert desk.get(f"/drives/{desk.drive.id}/root:/{quote('回/A.TXT')}")["id"] == put["id"]


def test_a_stale_etag_is_refused_and_the_right_one_passes(desk) -> None:
    made = desk.put(content(desk, "a.txt"), b"one")
    address = f"{item(desk, made['id'])}/content"

    passed = desk.put(address, b"two", headers={"If-Match": made["eTag"]})
    stale = desk.put(address, b"three", headers={"If-Match": made["eTag"]})

    assert passed.status == 200
    assert (stale.status, stale.code, stale.inner) == (412, "resourceModified", "entityTagDoesNotMatch")


def test_a_rename_moves_the_etag_but_not_the_ctag(desk) -> None:
    made = desk.put(content(desk, "a.txt"), b"one")

    renamed = desk.patch(item(desk, made["id"]), {"name": "b.txt"})

    assert renamed["eTag"] != made["eTag"] and renamed["cTag"] == made["cTag"]
    assert desk.get(f"/drives/{desk.drive.id}/root:/a.txt").status == 404


def test_what_has_not_changed_is_not_sent_again(desk) -> None:
    made = desk.put(content(desk, "a.txt"), b"one")

    assert desk.get(item(desk, made["id"]), headers={"If-None-Match": made["eTag"]}).status == 304


def test_a_folder_made_twice_is_a_conflict_unless_it_may_be_replaced(desk) -> None:
    address = f"/drives/{desk.drive.id}/items/root/children"
    body = {"name": "New Folder", "folder": {}}
    first = desk.post(address, body)

    fail = desk.post(address, {**body, "name": "new folder"})
    replace = desk.post(address, {**body, "@microsoft.graph.conflictBehavior": "replace"})
    rename = desk.post(address, {**body, "@microsoft.graph.conflictBehavior": "rename"})

    assert (first.status, fail.status, fail.code) == (201, 409, "nameAlreadyExists")
    assert replace["id"] == first["id"]
    assert rename["name"] == "New Folder 1"


@pytest.mark.parametrize(
    "name", ["資料:演習.pdf", "　資料.pdf", "a|b.txt", "CON", "x_vti_y", "~$a.docx", "回."]
)
def test_a_name_that_sharepoint_refuses_is_refused(desk, name: str) -> None:
    body = {"name": name, "folder": {}}

    refused = desk.post(f"/drives/{desk.drive.id}/items/root/children", body)

    assert (refused.status, refused.code, refused.inner) == (400, "invalidRequest", "invalidPath")


@pytest.mark.parametrize("name", ["資料：演習.pdf", "資料 .pdf", "第1回 ＃.pdf"])
def test_full_width_twins_pass_as_written(desk, name: str) -> None:
    assert desk.put(content(desk, name), b"x")["name"] == name


def test_a_path_over_400_characters_is_refused(desk) -> None:
    long = "/".join(["長" * 130] * 3)

    refused = desk.put(content(desk, f"{long}/a.pdf"), b"x")

    assert (refused.status, refused.inner) == (400, "pathIsTooLong")
    assert desk.get(f"/drives/{desk.drive.id}/root/children")["value"] == []


def test_a_file_somebody_has_open_is_locked(desk) -> None:
    made = desk.put(content(desk, "a.txt"), b"one")
    desk.drive.items[made["id"]].locked = True

    locked = desk.put(content(desk, "a.txt"), b"two")

    assert (locked.status, locked.code, locked.inner) == (423, "notAllowed", "resourceLocked")


def test_a_deleted_folder_takes_its_files_along(desk) -> None:
    made = desk.put(content(desk, "回/a.txt"), b"one")
    folder = desk.get(f"/drives/{desk.drive.id}/root:/{quote('回')}")

    gone = desk.delete(item(desk, folder["id"]))

    assert gone.status == 204
    assert desk.get(item(desk, made["id"])).status == 404


def test_children_come_in_pages_each_once(desk) -> None:
    for index in range(5):
        desk.put(content(desk, f"{index}.txt"), b"x")
    names: list[str] = []
    page = desk.get(f"/drives/{desk.drive.id}/root/children?$top=2&$select=name")
    while True:
        names += [each["name"] for each in page["value"]]
        if "@odata.nextLink" not in page.body:
            break
        page = desk.follow(page["@odata.nextLink"])

    assert names == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert set(page["value"][0]) == {"name"}


def test_exactly_one_full_page_offers_no_second(desk) -> None:
    for index in range(2):
        desk.put(content(desk, f"{index}.txt"), b"x")

    assert "@odata.nextLink" not in desk.get(f"/drives/{desk.drive.id}/root/children?$top=2").body


def test_an_unknown_property_in_select_is_named(desk) -> None:
    refused = desk.get(f"/drives/{desk.drive.id}/root?$select=id,farbe")

    assert refused.status == 400 and "'farbe'" in refused["error"]["message"]


def workbook(text: str) -> bytes:
    book, stored = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = text
    book.save(stored)
    return stored.getvalue()


def test_an_office_file_is_stored_otherwise_than_it_was_sent_and_still_opens(desk) -> None:
    sent = workbook("橋")

    first = desk.put(content(desk, "a.xlsx"), sent)
    second = desk.put(content(desk, "b.xlsx"), sent)

    hashes = {each["file"]["hashes"]["quickXorHash"] for each in (first, second)}
    stored = desk.tenant.sites.blobs[desk.drive.items[first["id"]].blob]
    assert len(hashes) == 2 and first["size"] != len(sent)
    assert openpyxl.load_workbook(io.BytesIO(stored)).active["A1"].value == "橋"


def test_an_office_file_keeps_its_own_parts_when_put_again_and_again(desk) -> None:
    made = desk.put(content(desk, "a.xlsx"), workbook("橋"))
    stored = desk.tenant.sites.blobs[desk.drive.items[made["id"]].blob]

    again = desk.put(content(desk, "a.xlsx"), stored)

    assert openpyxl.load_workbook(io.BytesIO(stored)).active["A1"].value == "橋"
    assert again["file"]["hashes"] != made["file"]["hashes"]


def test_bytes_with_an_office_name_grow_and_others_stay(desk) -> None:
    office = desk.put(content(desk, "a.docx"), b"x" * 25257)
    plain = desk.put(content(desk, "a.pdf"), b"x" * 25257)

    assert 33900 < office["size"] < 34100
    assert plain["size"] == 25257


def test_the_etag_of_an_office_file_moves_once_more_by_itself(desk) -> None:
    made = desk.put(content(desk, "a.docx"), b"x")
    desk.wait(10)

    later = desk.get(item(desk, made["id"]))

    assert later["eTag"] != made["eTag"] and later["cTag"] == made["cTag"]


def test_earlier_contents_stay_as_versions(desk) -> None:
    made = desk.put(content(desk, "a.txt"), b"one")
    desk.put(content(desk, "a.txt"), b"three")

    versions = desk.get(f"{item(desk, made['id'])}/versions")["value"]

    assert [(each["id"], each["size"]) for each in versions] == [("2.0", 5), ("1.0", 3)]


def test_a_path_may_be_closed_by_a_colon(desk) -> None:
    made = desk.put(content(desk, "回/a.txt"), b"x")

    assert desk.get(f"/drives/{desk.drive.id}/root:/{quote('回/a.txt')}:")["id"] == made["id"]


@pytest.mark.parametrize(
    ("order", "status"),
    [("name desc", 200), ("name", 200), ("size", 501), ("createdDateTime desc", 501), ("shoeSize", 400)],
)
def test_children_are_sorted_by_what_is_simulated_and_no_sorting_is_refused_in_the_services_name(
    desk, order: str, status: int
) -> None:
    assert desk.get(f"/drives/{desk.drive.id}/root/children?$orderby={order}").status == status
