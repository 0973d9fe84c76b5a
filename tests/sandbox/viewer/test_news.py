"""News of a site that all staff read, as a reader sees it: the list, a page with its picture, and the links between them."""

import base64
from urllib.parse import quote

from m365bot.content.issue import manuscript, page
from m365bot.sandbox import seed
from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, links, words

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
CAST = "microsoft.graph.sitePage"
PLACE = "/sites/news/Shared Documents/図.png"


async def made(
    window: Window, name: str, text: str, *, publish: bool = True, **more: object
) -> dict[str, str]:
    seed.add(window.app.tenant, {"sites": [{"path": "news", "title": "DX通信"}]})
    site = await window.graph("GET", "/sites/example.sharepoint.com:/sites/news")
    canvas = {"horizontalSections": [{"columns": [{"webparts": [{"innerHtml": text}]}]}]}
    body = {"@odata.type": f"#{CAST}", "name": f"{name}.aspx", "title": name, "canvasLayout": canvas, **more}
    page = await window.graph("POST", f"/sites/{site['id']}/pages", body)
    if publish:
        await window.graph("POST", f"/sites/{site['id']}/pages/{page['id']}/{CAST}/publish")
    return {"site": site["id"], "id": page["id"], "url": page["webUrl"]}


async def test_what_is_published_as_news_stands_in_the_list_and_opens(window: Window) -> None:
    await made(window, "第12号", "<p>施設点検アプリ</p>", promotionKind="newsPost", description="作りました")
    await made(window, "一覧", "<p>これまでの号</p>")

    front = await window.look("/news", who=w.STRANGER)
    shown = await window.follow(links(front)["第12号"])

    assert "作りました" in words(front) and "一覧" in links(front)
    assert "施設点検アプリ" in words(shown)


async def test_the_cells_of_a_table_lean_to_the_side_that_the_manuscript_says(window: Window) -> None:
    rows = "| 項目 | これまで | これから |\n|---|:---:|---:|\n| 1回 | 90分 | 25分 |"
    (text,) = page.of(manuscript.read(rows, {}), "第12号").texts
    await made(window, "第12号", text, promotionKind="newsPost")

    shown = await window.follow(links(await window.look("/news", who=w.STRANGER))["第12号"])

    assert '<th class="center">これまで</th>' in shown.text
    assert "<td>1回</td>" in shown.text
    assert '<td class="right">25分</td>' in shown.text


async def test_a_draft_is_in_no_list_and_opens_for_nobody(window: Window) -> None:
    draft = await made(window, "第13号", "<p>まだ内緒</p>", publish=False, promotionKind="newsPost")

    front = await window.look("/news", who=w.STRANGER)
    direct = await window.look(f"/news/{quote(draft['site'], safe='')}/{draft['id']}", who=w.STRANGER)

    assert "第13号" not in front.text and direct.status_code == 404
    assert "まだ内緒" not in direct.text


async def test_a_guest_reads_no_news_of_the_office(window: Window) -> None:
    await made(window, "第12号", "<p>庁内だけ</p>", promotionKind="newsPost")

    front = await window.look("/news", who=w.GUEST)

    assert "第12号" not in front.text


async def test_the_picture_beside_the_title_comes_from_the_sites_own_library(window: Window) -> None:
    seed.add(window.app.tenant, {"sites": [{"path": "news", "title": "DX通信"}]})
    site = await window.graph("GET", "/sites/example.sharepoint.com:/sites/news")
    drive = await window.graph("GET", f"/sites/{site['id']}/drive")
    item = await window.graph("PUT", f"/drives/{drive['id']}/root:/{quote('図.png')}:/content", PNG)
    area = {"layout": "imageAndTitle", "imageWebUrl": item["webUrl"], "alternativeText": "点検のようす"}
    page = await made(window, "第12号", "<p>本文</p>", promotionKind="newsPost", titleArea=area)

    shown = await window.look(f"/news/{quote(page['site'], safe='')}/{page['id']}", who=w.STRANGER)
    place = f"/news-picture/{quote(site['id'], safe='')}"
    picture = await window.look(place, who=w.STRANGER, url=item["webUrl"])
    elsewhere = await window.look(place, who=w.STRANGER, url="https://example.sharepoint.com/x.png")

    assert 'alt="点検のようす"' in shown.text
    assert picture.content == PNG and elsewhere.status_code == 404


async def test_a_link_on_a_page_leads_to_the_page_it_names(window: Window) -> None:
    page = await made(window, "第12号", "<p>本文</p>", promotionKind="newsPost")
    await made(window, "一覧", f'<p><a href="{page["url"]}">12号へ</a></p>')
    front = await window.look("/news", who=w.STRANGER)

    index = await window.follow(links(front)["一覧"])
    there = await window.follow(links(index)["12号へ"])
    lost = await window.look("/news-link", who=w.STRANGER, url=f"{page['url']}x")

    assert "本文" in words(there)
    assert lost.status_code == 404


async def test_who_read_it_and_liked_it_is_counted(window: Window) -> None:
    page = await made(window, "第12号", "<p>本文</p>", promotionKind="newsPost")
    address = f"/news/{quote(page['site'], safe='')}/{page['id']}"
    for who in (w.STRANGER, w.STRANGER, w.TRAINEE):
        await window.look(address, who=who)
    lists = (await window.graph("GET", f"/sites/{page['site']}/lists"))["value"]
    library = next(one["id"] for one in lists if one["list"]["template"] == "webPageLibrary")

    where = f"/sites/{page['site']}/lists/{library}/items/{page['id']}/analytics/allTime"

    assert (await window.graph("GET", where))["access"] == {"actionCount": 3, "actorCount": 2}
