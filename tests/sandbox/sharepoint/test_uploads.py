"""Upload sessions take what the reference says they take, in its order, and refuse the rest by name."""

from dataclasses import dataclass
from typing import Any

import pytest

from m365bot.sandbox.sharepoint.drives import uploads
from m365bot.sandbox.stored.drive import Item
from m365bot.sandbox.stored.sharepoint import SharePoint
from m365bot.sandbox.wire.call import Reply
from m365bot.sandbox.wire.problems import GraphProblem

PIECE = 320 * 1024
WHOLE = bytes(range(256)) * (PIECE // 256) * 2 + b"end"


@dataclass
class Session:
    """One upload's address, asked without a server."""

    desk: Any
    address: str

    def ask(self, method: str, body: bytes = b"", **headers: str) -> Reply:
        token = self.address.rpartition(uploads.ROOT)[2]
        named = {name.lower().replace("_", "-"): value for name, value in headers.items()}
        return uploads.answer(self.desk.tenant, token, method, named, body, "http://here")

    def put(self, first: int, last: int, total: int = len(WHOLE), body: bytes | None = None) -> Reply:
        sent = WHOLE[first : last + 1] if body is None else body
        return self.ask("PUT", sent, Content_Range=f"bytes {first}-{last}/{total}")

    def refused(self, *told: Any, **more: Any) -> tuple[int, str, str]:
        with pytest.raises(GraphProblem) as problem:
            self.put(*told, **more)
        return problem.value.status, problem.value.code, problem.value.inner

    def put_all(self) -> Reply:
        self.put(0, PIECE - 1)
        self.put(PIECE, 2 * PIECE - 1)
        return self.put(2 * PIECE, len(WHOLE) - 1)


def begun(desk, name: str = "slides.bin", body: dict[str, Any] | None = None, **headers: str) -> Session:
    where = f"/drives/{desk.drive.id}/root:/{name}:/createUploadSession"
    made = desk.post(where, body or {}, headers=headers)
    assert made.status == 200
    return Session(desk, made["uploadUrl"])


def content(desk, item_id: str) -> bytes:
    item: Item = desk.drive.items[item_id]
    return bytes(desk.tenant.sites.blobs[item.blob])


def test_fragments_in_order_make_a_file_at_the_last_byte(desk) -> None:
    session = begun(desk)

    first = session.put(0, PIECE - 1)
    before = desk.drive.at_path(["slides.bin"])
    second = session.put(PIECE, 2 * PIECE - 1)
    last = session.put(2 * PIECE, len(WHOLE) - 1)

    assert (first.status, first.body["nextExpectedRanges"]) == (202, [f"{PIECE}-"])
    assert (second.status, second.body["nextExpectedRanges"]) == (202, [f"{2 * PIECE}-"])
    assert (before, last.status, last.body["size"]) == (None, 201, len(WHOLE))
    assert content(desk, last.body["id"]) == WHOLE


def test_the_status_says_what_is_missing_and_the_session_can_be_cancelled(desk) -> None:
    session = begun(desk)
    session.put(0, PIECE - 1)

    status, gone = session.ask("GET"), session.ask("DELETE")

    assert (status.status, status.body["nextExpectedRanges"]) == (200, [f"{PIECE}-"])
    assert gone.status == 204
    assert session.refused(PIECE, 2 * PIECE - 1) == (404, "itemNotFound", "uploadSessionNotFound")
    assert desk.drive.at_path(["slides.bin"]) is None


def test_a_fragment_that_came_already_or_too_early_is_out_of_range(desk) -> None:
    session = begun(desk)
    session.put(0, PIECE - 1)

    assert session.refused(0, PIECE - 1) == (416, "invalidRange", "fragmentOverlap")
    assert session.refused(2 * PIECE, len(WHOLE) - 1)[:2] == (416, "invalidRange")


@pytest.mark.parametrize(
    ("first", "last", "total", "body"),
    [
        (0, 99_999, len(WHOLE), None),  # no multiple of 320 KiB
        (0, PIECE - 1, PIECE - 1, None),  # beyond the end
        (0, PIECE - 1, len(WHOLE), b"less"),
        (0, -1, 0, b""),  # an empty file has no range
    ],
)
def test_a_fragment_of_a_wrong_size_is_refused(desk, first: int, last: int, total: int, body: Any) -> None:
    session = begun(desk)

    assert session.refused(first, last, total, body)[:2] == (400, "invalidRequest")


def test_another_total_is_refused_and_so_is_a_fragment_of_60_mib(desk) -> None:
    session = begun(desk)
    session.put(0, PIECE - 1)
    desk.tenant.sites.settings.fragment_below_bytes = PIECE

    assert session.refused(PIECE, 2 * PIECE - 1, len(WHOLE) + 1)[:2] == (400, "invalidRequest")
    assert session.refused(PIECE, 2 * PIECE - 1)[0] == 413


def test_a_token_is_refused_at_the_uploads_own_address(desk) -> None:
    session = begun(desk)

    with pytest.raises(GraphProblem) as problem:
        session.ask("GET", Authorization="Bearer x")

    assert problem.value.status == 401


def test_a_session_ends_by_itself_unless_fragments_come(desk) -> None:
    session, life = begun(desk), desk.tenant.sites.settings.upload_session_s
    desk.wait(life - 60)
    session.put(0, PIECE - 1)
    desk.wait(life - 60)
    session.put(PIECE, 2 * PIECE - 1)
    desk.wait(life + 60)

    assert session.refused(2 * PIECE, len(WHOLE) - 1)[0] == 404
    assert desk.tenant.sites.uploads == {}


def test_a_name_taken_meanwhile_is_told_at_the_last_fragment_and_the_session_lives_on(desk) -> None:
    session = begun(desk)
    session.put(0, PIECE - 1)
    session.put(PIECE, 2 * PIECE - 1)
    desk.put(f"/drives/{desk.drive.id}/root:/slides.bin:/content", b"somebody's")

    refused = session.refused(2 * PIECE, len(WHOLE) - 1)

    assert refused[:2] == (409, "nameAlreadyExists")
    assert session.ask("GET").body["nextExpectedRanges"] == []


def test_a_name_that_is_taken_is_told_at_once_unless_another_wish_is_named(desk) -> None:
    desk.put(f"/drives/{desk.drive.id}/root:/slides.bin:/content", b"somebody's")
    where = f"/drives/{desk.drive.id}/root:/slides.bin:/createUploadSession"
    wish = "@microsoft.graph.conflictBehavior"

    plain = desk.post(where, {})
    renamed = begun(desk, body={"item": {wish: "rename"}}).put_all()
    replaced = begun(desk, body={"item": {wish: "replace"}}).put_all()

    assert (plain.status, plain.code) == (409, "nameAlreadyExists")
    assert (renamed.status, renamed.body["name"]) == (201, "slides 1.bin")
    assert (replaced.status, content(desk, replaced.body["id"])) == (200, WHOLE)


def test_a_replacement_is_held_against_its_etag_at_both_ends(desk) -> None:
    there = desk.put(f"/drives/{desk.drive.id}/root:/slides.bin:/content", b"first")
    where = f"/drives/{desk.drive.id}/items/{there['id']}/createUploadSession"
    stale = desk.post(where, {}, headers={"If-Match": '"{x},1"'})
    good = desk.post(where, {}, headers={"If-Match": there["eTag"]})
    desk.put(f"/drives/{desk.drive.id}/items/{there['id']}/content", b"a person's")

    session = Session(desk, good["uploadUrl"])
    session.put(0, PIECE - 1)
    session.put(PIECE, 2 * PIECE - 1)

    assert (stale.status, stale.code) == (412, "resourceModified")
    assert session.refused(2 * PIECE, len(WHOLE) - 1)[:2] == (412, "resourceModified")
    assert content(desk, there["id"]) == b"a person's"


def test_a_locked_file_is_told_at_the_beginning_and_at_the_end(desk) -> None:
    there = desk.put(f"/drives/{desk.drive.id}/root:/slides.bin:/content", b"first")
    where = f"/drives/{desk.drive.id}/items/{there['id']}/createUploadSession"
    session = Session(desk, desk.post(where, {})["uploadUrl"])
    desk.drive.items[there["id"]].locked = True

    assert desk.post(where, {}).status == 423
    session.put(0, PIECE - 1)
    session.put(PIECE, 2 * PIECE - 1)
    assert session.refused(2 * PIECE, len(WHOLE) - 1)[0] == 423


def test_a_full_drive_is_told_at_the_beginning_where_the_size_is_named_else_at_the_end(desk) -> None:
    desk.tenant.sites.settings.quota_bytes = len(WHOLE) - 1
    where = f"/drives/{desk.drive.id}/root:/slides.bin:/createUploadSession"
    told = desk.post(where, {"item": {"fileSize": len(WHOLE)}})
    session = begun(desk)
    session.put(0, PIECE - 1)
    session.put(PIECE, 2 * PIECE - 1)

    assert (told.status, told.code) == (507, "insufficientStorage")
    assert session.refused(2 * PIECE, len(WHOLE) - 1)[0] == 507


def test_a_deferred_file_is_made_by_an_empty_post(desk) -> None:
    session = begun(desk, body={"deferCommit": True})
    with pytest.raises(GraphProblem):
        session.ask("POST")

    last, before = session.put_all(), desk.drive.at_path(["slides.bin"])
    made = session.ask("POST")

    assert (last.status, last.body["nextExpectedRanges"], before) == (202, [], None)
    assert (made.status, content(desk, made.body["id"])) == (201, WHOLE)


def test_only_a_deferred_upload_takes_a_post(desk) -> None:
    with pytest.raises(GraphProblem) as problem:
        begun(desk).ask("POST")

    assert problem.value.status == 400


def test_an_office_file_is_rewritten_here_too(desk) -> None:
    made = begun(desk, "slides.pptx").put_all()

    assert made.body["size"] != len(WHOLE)


def test_a_body_that_names_another_file_or_an_unknown_property_is_refused(desk) -> None:
    where = f"/drives/{desk.drive.id}/root:/slides.bin:/createUploadSession"

    assert desk.post(where, {"item": {"name": "other.bin"}}).status == 400
    assert desk.post(where, {"item": {"size": 3}}).status == 400
    assert desk.post(f"/drives/{desk.drive.id}/items/root/createUploadSession", {}).status == 400


def test_an_upload_under_way_outlives_the_sandbox(desk) -> None:
    session = begun(desk)
    session.put(0, PIECE - 1)
    kept = desk.tenant.sites.dump()

    later = SharePoint(desk.tenant.sites.chance)
    later.load(kept)
    desk.tenant.sites.uploads = later.uploads

    assert session.ask("GET").body["nextExpectedRanges"] == [f"{PIECE}-"]
