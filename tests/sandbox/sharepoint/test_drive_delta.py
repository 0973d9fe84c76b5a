"""Delta of a drive: whole, then what changed, until a token is too old."""

from m365bot.sandbox.stored.sharepoint_settings import SharePointSettings


def put(desk, name: str, data: bytes = b"x"):
    return desk.put(f"/drives/{desk.drive.id}/root:/{name}:/content", data)


def read(desk, link: str) -> tuple[list[dict], str]:
    rows = []
    page = desk.get(link) if link.startswith("/") else desk.follow(link)
    while "@odata.nextLink" in page.body:
        rows += page["value"]
        page = desk.follow(page["@odata.nextLink"])
    return rows + page["value"], page["@odata.deltaLink"]


def test_delta_gives_all_and_then_only_what_changed(desk) -> None:
    made = put(desk, "a.txt")
    put(desk, "b.txt")
    whole, link = read(desk, f"/drives/{desk.drive.id}/root/delta")
    desk.delete(f"/drives/{desk.drive.id}/items/{made['id']}")
    put(desk, "c.txt")

    changed, link = read(desk, link)
    nothing, _ = read(desk, link)

    assert [each["name"] for each in whole] == ["root", "a.txt", "b.txt"]
    assert changed[0]["id"] == made["id"] and changed[0]["deleted"] == {"state": "deleted"}
    assert [each.get("name") for each in changed] == [None, "c.txt"]
    assert nothing == []


def test_delta_leaves_out_ctag_and_path(desk) -> None:
    put(desk, "a.txt")

    rows, _ = read(desk, f"/drives/{desk.drive.id}/root/delta()")

    assert not any("cTag" in each or "path" in each["parentReference"] for each in rows)
    assert rows[-1]["file"]["hashes"]["quickXorHash"]


def test_delta_comes_in_pages_and_misses_nothing_that_changes_meanwhile(desk) -> None:
    for index in range(5):
        put(desk, f"{index}.txt")
    first = desk.get(f"/drives/{desk.drive.id}/root/delta?$top=2")
    put(desk, "0.txt", b"changed")

    rest, link = read(desk, first["@odata.nextLink"])
    later, _ = read(desk, link)

    seen = {each["name"] for each in [*first["value"], *rest, *later]}
    assert seen == {"root", *(f"{index}.txt" for index in range(5))}
    assert [each["name"] for each in later] == ["0.txt"]


def test_from_now_on_starts_empty(desk) -> None:
    put(desk, "a.txt")

    rows, link = read(desk, f"/drives/{desk.drive.id}/root/delta?token=latest")
    put(desk, "b.txt")

    assert rows == []
    assert [each["name"] for each in read(desk, link)[0]] == ["b.txt"]


def test_an_unknown_token_means_a_fresh_start_at_the_location_given(desk) -> None:
    put(desk, "a.txt")

    gone = desk.get(f"/drives/{desk.drive.id}/root/delta?token=old")
    rows, _ = read(desk, gone.headers["Location"])

    assert (gone.status, gone.code, gone.inner) == (410, "resyncRequired", "resyncChangesApplyDifferences")
    assert [each["name"] for each in rows] == ["root", "a.txt"]


def test_a_token_expires(desk) -> None:
    desk.tenant.sites.settings = SharePointSettings(delta_token_days=1)
    _, link = read(desk, f"/drives/{desk.drive.id}/root/delta")
    desk.wait(2 * 86400)

    assert desk.follow(link).status == 410


def test_delta_of_a_folder_holds_what_lies_in_it_and_of_the_root_all(desk) -> None:
    put(desk, "a.txt")
    inside = put(desk, "folder/b.txt")
    folder = inside["parentReference"]["id"]
    rows, link = read(desk, f"/drives/{desk.drive.id}/items/{folder}/delta()")
    put(desk, "c.txt")
    desk.delete(f"/drives/{desk.drive.id}/items/{inside['id']}")

    changed, _ = read(desk, link)
    whole, _ = read(desk, f"/drives/{desk.drive.id}/items/root/delta")

    assert [each["name"] for each in rows] == ["folder", "b.txt"]
    assert [each["id"] for each in changed] == [inside["id"]]
    assert {each["name"] for each in whole} == {"root", "a.txt", "folder", "c.txt"}
