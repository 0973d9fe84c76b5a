"""An issue of DX通信 from its Markdown to everybody who reads it: a post, a page, a mail, a file, each once by one word."""

from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.control import pages
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.delivered import ALL_STAFF
from tests.journeys.conftest import ISSUE, Desk

DX = "https://example.sharepoint.com/sites/dx"
KICKOFF = "2025-05-07T06:30"
EVE, PUBLISH, NEXT = "2025-06-30T08:30", "2025-07-01T09:00", "2025-07-02T08:30"
OUTSIDE = ("/messages", "/send", "/pages", "/publish", "/content")


@pytest.fixture
def editor(bot: Bot, tenant: Sandbox, every_face: Path) -> Bot:
    """R7 has its channels; an issue says what it says to everybody."""
    seed.add(tenant.tenant, {"groups": [ALL_STAFF]})
    bot.run("provision", at=KICKOFF)
    return bot


def sent(tenant: Sandbox, since: int) -> list[str]:
    """What went out, of all that was written: nothing of drafts and folders."""
    found = writes(tenant.log()[since:])
    return [one for one in found if one.endswith(("/send", "/publish"))] + [
        one for one in found if one.startswith("POST") and "/channels/" in one and one.endswith("/messages")
    ]


def status(bot: Bot, number: int = 13) -> dict[str, Any]:
    found = bot.says("newsletter", "status", "--json").document["issues"]
    return next(one for one in found if one["number"] == number)


def test_an_issue_reaches_everybody_once_by_one_word(editor: Bot, tenant: Sandbox) -> None:
    before = len(tenant.log())
    asked = editor.run("newsletter", at=EVE, exits=4)
    plan = editor.says("runs", "show", asked["run_id"], "--json").document["plan"]
    waiting = status(editor)
    not_yet = sent(tenant, before)

    editor.approve(asked["run_id"])
    done = editor.run("newsletter", at=PUBLISH)
    out = sent(tenant, before)
    again = len(tenant.log())
    second = editor.run("newsletter", at=NEXT)

    assert sorted(one["kind"] for one in plan["changes"]) == [
        "IssueFile",
        "Mailing",
        "NewsPage",
        "Post",
        "Post",
    ]
    assert (waiting["status"], waiting["run_id"], not_yet) == ("waiting", asked["run_id"], [])
    assert done["status"] == "done"
    assert len([one for one in out if one.endswith("/messages")]) == 2
    assert len([one for one in out if one.endswith("/send")]) == 1
    assert len([one for one in out if one.endswith("/publish")]) == 2  # with the index of back issues
    assert (second["status"], writes(tenant.log()[again:])) == ("nothing_to_do", [])
    told = {
        one["face"]: (one["planned"], one["sent"], one["failed"], one["unknown"])
        for one in status(editor)["faces"]
    }
    assert told == {"teams": (2, 2, 0, 0), "page": (1, 1, 0, 0), "mail": (1, 1, 0, 0), "export": (1, 1, 0, 0)}
    assert status(editor)["status"] == "published"


def test_a_correction_edits_what_is_out_and_mails_nobody_again(
    editor: Bot, tenant: Sandbox, desk: Desk
) -> None:
    editor.approve(editor.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    editor.run("newsletter", at=NEXT)
    desk.add(ISSUE, "\n訂正しました。\n")
    before = len(tenant.log())

    asked = editor.run("newsletter", at=NEXT, exits=4)
    shown = editor.says("runs", "show", asked["run_id"]).out
    editor.approve(asked["run_id"])

    plan = editor.says("runs", "show", asked["run_id"], "--json").document["plan"]
    assert sorted(one["kind"] for one in plan["changes"]) == ["IssueFile", "NewsPage", "Post", "Post"]
    assert {one["action"] for one in plan["changes"]} == {"update"}
    assert "+ 訂正しました。" in shown
    assert not [one for one in writes(tenant.log()[before:]) if one.endswith("/send")]
    assert not [
        one for one in writes(tenant.log()[before:]) if one.startswith("POST") and one.endswith("/messages")
    ]


def test_a_corrected_mail_goes_only_by_a_word_of_its_own(editor: Bot, tenant: Sandbox, desk: Desk) -> None:
    editor.approve(editor.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    desk.change(ISSUE, "approve: true", "approve: true\nresend: 2025-07-02 09:00")
    before = len(tenant.log())

    asked = editor.run("newsletter", at=NEXT, exits=4)
    plan = editor.says("runs", "show", asked["run_id"], "--json").document["plan"]
    editor.approve(asked["run_id"])
    editor.run("newsletter", at="2025-07-02T09:00")

    assert [(one["kind"], "【訂正 " in one["title"]) for one in plan["changes"]] == [("Mailing", True)]
    assert len([one for one in writes(tenant.log()[before:]) if one.endswith("/send")]) == 1


def test_a_picture_that_changed_after_the_approval_asks_again_and_nothing_goes_out(
    editor: Bot, tenant: Sandbox, desk: Desk
) -> None:
    desk.write("newsletter/app.png", picture("navy"))
    desk.add(ISSUE, "\n![アプリの画面](app.png)\n")
    approved = editor.approve(editor.run("newsletter", at=EVE, exits=4)["run_id"])
    before = len(tenant.log())
    desk.write("newsletter/app.png", picture("crimson"))

    run = editor.run("newsletter", at=PUBLISH, exits=4)

    rows = {one["run_id"]: one["status"] for one in editor.runs()}
    assert (run["status"], rows[approved["run_id"]]) == ("awaiting_approval", "rejected")
    assert sent(tenant, before) == []


def test_a_page_that_somebody_has_open_at_its_minute_goes_out_once_it_is_free_and_nothing_else_waits(
    editor: Bot, tenant: Sandbox
) -> None:
    asked = editor.run("newsletter", at=EVE, exits=4)
    editor.approve(asked["run_id"])
    before, page = len(tenant.log()), {"site": DX, "page": "dx-013.aspx", "by": "kenshu@example.jp"}
    pages.act(tenant.tenant, {**page, "editing": True})

    first = editor.run("newsletter", at=PUBLISH, exits=3)
    out = sent(tenant, before)
    pages.act(tenant.tenant, {**page, "editing": False})
    second = editor.run("newsletter", at="2025-07-01T09:30")

    words = " ".join(error["words"] for error in first["errors"])
    faces = {one["face"]: (one["planned"], one["sent"]) for one in status(editor)["faces"]}
    assert "ページを編集しています" in words
    assert len([one for one in out if one.endswith("/send")]) == 1
    assert second["status"] == "done"
    assert faces == {"teams": (2, 2), "page": (1, 1), "mail": (1, 1), "export": (1, 1)}


def test_another_group_of_the_approved_ones_name_asks_again_and_nothing_goes_out(
    editor: Bot, tenant: Sandbox
) -> None:
    asked = editor.run("newsletter", at=EVE, exits=4)
    shown = editor.says("runs", "show", asked["run_id"]).out
    approved = editor.approve(asked["run_id"])
    before = len(tenant.log())
    named = next(one for one in tenant.tenant.groups.values() if one.mail == ALL_STAFF["mail"])
    named.display_name = "全職員(旧)"
    seed.add(tenant.tenant, {"groups": [{**ALL_STAFF, "mail": "everybody@example.jp"}]})

    run = editor.run("newsletter", at=PUBLISH, exits=4)

    rows = {one["run_id"]: one for one in editor.runs()}
    again = editor.says("runs", "show", run["run_id"]).out
    why = editor.says("runs", "show", approved["run_id"]).out
    assert (run["status"], rows[approved["run_id"]]["status"]) == ("awaiting_approval", "rejected")
    assert ("宛先は zenshokuin@example.jp です" in shown, "宛先は everybody@example.jp です" in again) == (
        True,
        True,
    )
    assert "同じ名前の別のもの" in why
    assert sent(tenant, before) == []


@pytest.mark.parametrize(
    "hurt", ["POST */messages/*/send", "POST */publish", "POST */channels/*/messages", "PUT */content"]
)
def test_c57_a_face_whose_answer_is_lost_is_there_once(editor: Bot, tenant: Sandbox, hurt: str) -> None:
    asked = editor.run("newsletter", at=PUBLISH, exits=4)
    before = len(tenant.log())
    tenant.faults([{"match": hurt, "nth": [1], "then": {"status": 504}, "after_commit": True}])

    editor.approve(asked["run_id"])

    faces = {one["face"]: (one["planned"], one["sent"]) for one in status(editor)["faces"]}
    assert faces == {"teams": (2, 2), "page": (1, 1), "mail": (1, 1), "export": (1, 1)}
    assert len([one for one in sent(tenant, before) if one.endswith("/send")]) == 1


def picture(colour: str) -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "PNG")
    return file.getvalue()


def test_a_test_goes_to_one_who_has_to_do_with_the_issue_once_and_to_nobody_else(
    editor: Bot, tenant: Sandbox
) -> None:
    before = len(tenant.log())

    first = editor.says("newsletter", "send-test", "13", "--to", "kacho@example.jp", "--json")
    second = editor.says("newsletter", "send-test", "13", "--to", "kacho@example.jp", "--json")
    stranger = editor.says("newsletter", "send-test", "13", "--to", "a.yamada@example.jp", "--json")

    assert (first.exit, first.document["status"]) == (0, "done"), first.err
    assert second.document["status"] == "nothing_to_do"
    assert (stranger.exit, "テスト送信できません" in stranger.err) == (2, True)
    assert len([one for one in writes(tenant.log()[before:]) if one.endswith("/send")]) == 1
    assert status(editor)["faces"][2]["sent"] == 0
