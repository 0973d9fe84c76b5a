"""Pages of the team's site behind a tab, and what was shared with one person alone."""

import base64
from urllib.parse import quote, urlsplit

from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, links, words

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
CAST = "microsoft.graph.sitePage"


async def page(window: Window, text: str, *more: dict[str, object]) -> dict[str, str]:
    site = await window.graph("GET", f"/groups/{window.team}/sites/root")
    canvas = {"horizontalSections": [{"columns": [{"webparts": [{"innerHtml": text}, *more]}]}]}
    body = {"@odata.type": f"#{CAST}", "name": "plan.aspx", "title": "研修計画", "canvasLayout": canvas}
    made = await window.graph("POST", f"/sites/{site['id']}/pages", body)
    return {"site": site["id"], "id": made["id"], "url": made["webUrl"]}


async def publish(window: Window, made: dict[str, str]) -> None:
    await window.graph("POST", f"/sites/{made['site']}/pages/{made['id']}/{CAST}/publish")


async def opened(window: Window, who: str = w.TRAINEE):
    return await window.follow(links(await window.channel(window.secret, who=who))["研修計画"])


async def test_a_tab_opens_the_page_as_its_reader_sees_it(window: Window) -> None:
    made = await page(window, "<p>6月18日 <a href='javascript:x()'>悪い</a> <b>演習</b></p>")
    await publish(window, made)
    await window.tab(window.secret, "研修計画", made["url"])

    shown = await opened(window)

    assert shown.status_code == 200
    assert "<b>演習</b>" in shown.text and "6月18日" in words(shown)
    assert "javascript:" not in shown.text


async def test_a_draft_is_shown_to_nobody(window: Window) -> None:
    made = await page(window, "<p>まだ内緒</p>")
    await window.tab(window.secret, "研修計画", made["url"])

    shown = await opened(window)
    direct = await window.channel(window.secret, f"/page/{made['id']}")

    assert shown.status_code == direct.status_code == 404
    assert "まだ内緒" not in shown.text + direct.text


async def test_a_picture_of_the_page_comes_from_the_teams_library_with_its_words(window: Window) -> None:
    await window.file(window.general, "図 1.png", PNG)
    folder = await window.folder(window.general)
    url = f"{folder['webUrl']}/{quote('図 1.png')}"
    part = {
        "webPartType": "d1d91016-032f-456d-98a4-721247c305e8",
        "data": {
            "properties": {"altText": '進捗 "棒"'},
            "serverProcessedContent": {"imageSources": [{"key": "imageSource", "value": url}]},
        },
    }
    made = await page(window, "<p>図</p>", part)
    await publish(window, made)
    await window.tab(window.secret, "研修計画", made["url"])

    shown = await opened(window)
    picture = await window.channel(window.secret, "/picture", url=url)
    hostless = await window.channel(window.secret, "/picture", url=urlsplit(url).path)
    elsewhere = await window.channel(window.secret, "/picture", url="https://example.sharepoint.com/x.png")

    assert "進捗 &#34;棒&#34;" in shown.text
    assert picture.content == PNG and picture.headers["content-type"] == "image/png"
    assert hostless.content == PNG
    assert elsewhere.status_code == 404


async def test_a_file_for_one_person_is_seen_by_that_person_alone(window: Window) -> None:
    drive = (await window.graph("GET", f"/groups/{window.team}/drive"))["id"]
    folder = await window.graph("POST", f"/drives/{drive}/items/root/children", {"name": "x7", "folder": {}})
    await window.graph(
        "POST",
        f"/drives/{drive}/items/{folder['id']}/invite",
        {
            "recipients": [{"email": w.STRANGER}],
            "roles": ["read"],
            "requireSignIn": True,
            "sendInvitation": False,
            "retainInheritedPermissions": False,
        },
    )
    place = f"/drives/{drive}/items/{folder['id']}:/{quote('記録.txt')}:/content"
    await window.graph("PUT", place, "あなたの記録".encode())

    mine = await window.look("/shared", who=w.STRANGER)
    file = await window.follow(links(mine)["記録.txt"])
    address = links(mine)["記録.txt"].partition("?")[0].removeprefix("/viewer")

    assert file.text == "あなたの記録"
    for who in (w.TRAINEE, w.GUEST):
        other = await window.look("/shared", who=who)
        assert "記録.txt" not in other.text
        refused = await window.look(address, who=who)
        assert refused.status_code == 403 and "あなたの記録" not in refused.text
