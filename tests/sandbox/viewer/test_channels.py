"""Posts, tabs and members of a channel, as far as the person may see them."""

from datetime import datetime

from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, is_outside, links, words


async def test_a_post_shows_who_wrote_it_when_and_what(window: Window) -> None:
    window.app.tenant.clock.set(datetime.fromisoformat("2035-06-29T16:00:00+09:00"))
    await window.post(window.secret, "<h2>集計</h2><p>平均は<strong>4.2</strong>です。</p>")

    page = await window.channel(window.secret)

    assert "DX通信 16:00" in words(page).replace("\n", " ")
    assert "2035年6月29日(金)" in words(page)
    assert "平均は<strong>4.2</strong>です。" in page.text


async def test_nothing_in_a_post_can_run_or_load(window: Window) -> None:
    text = (
        '<p onclick="x()" style="color:red">本文</p><script>x()</script><img src="https://e.example/a.png">'
        '<a href="javascript:x()">悪</a><iframe src="https://e.example"></iframe>'
    )
    channel = window.app.tenant.team(window.team).channels[window.secret]  # type: ignore[union-attr]
    key = await window.post(window.secret, "<p>置き換える</p>")
    channel.messages[key].content = text  # past what the service itself would clean

    page = await window.channel(window.secret)

    assert "<p>本文</p>" in page.text
    for bad in ("onclick", "style=", "<script", '<img src="https', "javascript:", "<iframe"):
        assert bad not in page.text


async def test_a_subject_is_escaped_and_plain_text_keeps_its_lines(window: Window) -> None:
    plain = {"body": {"contentType": "text", "content": "一行目 <b>\n二行目"}}
    await window.post(window.secret, "<p>x</p>", subject="<b>題</b>", importance="high")
    await window.graph(
        "POST", f"/teams/{window.team}/channels/{window.secret}/messages", plain, who=w.ACCOUNT
    )

    page = await window.channel(window.secret)

    assert "&lt;b&gt;題&lt;/b&gt;" in page.text
    assert "重要" in words(page)
    assert "一行目 &lt;b&gt;<br>二行目" in page.text


async def test_replies_edits_and_deletions_are_shown(window: Window) -> None:
    posts = f"/teams/{window.team}/channels/{window.secret}/messages"
    first = await window.post(window.secret, "<p>はじめ</p>")
    second = await window.post(window.secret, "<p>消えるもの</p>")
    body = {"body": {"contentType": "html", "content": "<p>返事です</p>"}}
    await window.graph("POST", f"{posts}/{first}/replies", body, who=w.ACCOUNT)
    body["body"]["content"] = "<p>直した</p>"
    await window.graph("PATCH", f"{posts}/{first}", body, who=w.ACCOUNT)
    await window.graph("POST", f"{posts}/{second}/softDelete", who=w.ACCOUNT)

    shown = words(await window.channel(window.secret))

    assert "編集済み" in shown
    assert shown.index("直した") < shown.index("返事です")
    assert "このメッセージは削除されました。" in shown
    assert "消えるもの" not in shown


async def test_many_posts_come_in_pages_newest_first(window: Window) -> None:
    for number in range(35):
        await window.post(window.secret, f"<p>投稿{number:02}番</p>")

    newest = await window.channel(window.secret)
    older = await window.follow(links(newest)["以前の投稿を見る"])

    assert words(newest).index("投稿34番") < words(newest).index("投稿33番")
    assert "投稿04番" not in words(newest)
    assert "投稿04番" in words(older)
    assert "最新の投稿へ" in links(older)


async def test_a_website_tab_opens_elsewhere_and_a_folder_tab_here(window: Window) -> None:
    await window.tab(window.secret, "電子図書", "https://example.jp/library")
    await window.tab(window.secret, "研修計画", (await window.folder(window.secret))["webUrl"])

    page = await window.channel(window.secret)

    assert links(page)["電子図書(別のウィンドウで開きます)"] == "https://example.jp/library"
    assert 'href="https://example.jp/library" target="_blank" rel="noopener noreferrer"' in page.text
    assert links(page)["研修計画"] == links(page)["ファイル"]
    assert not is_outside(links(page)["研修計画"])


async def test_a_link_of_a_post_to_a_channel_leads_to_it_in_the_viewer(window: Window) -> None:
    channel = await window.graph("GET", f"/teams/{window.team}/channels/{window.general}")
    await window.post(window.secret, f'<a href="{channel["webUrl"]}#印">一般を見る</a>')

    page = await window.follow(links(await window.channel(window.secret))["一般を見る"])

    assert page.status_code == 200
    assert "<title>一般 ・ R7 研修" in page.text


async def test_a_link_that_leads_nowhere_says_so(window: Window) -> None:
    url = "https://example.sharepoint.com/sites/elsewhere/x.pdf"

    page = await window.channel(window.secret, "/link", url=url)

    assert page.status_code == 404
    assert "リンク先が見つかりません" in words(page)


async def test_members_stand_by_their_role(window: Window) -> None:
    shown = words(await window.channel(window.general, "/members"))
    private = words(await window.channel(window.secret, "/members"))

    assert shown.index("所有者 1 人") < shown.index("メンバー 2 人") < shown.index("ゲスト 1 人")
    assert "プライベートチャネルの 3 人" in private
    assert w.GUEST not in private


async def test_what_graph_refuses_is_said_in_japanese_with_its_status(window: Window) -> None:
    as_guest = await window.channel(window.secret, who=w.GUEST)
    as_stranger = await window.channel(window.general, who=w.STRANGER)
    nowhere = await window.channel("19:none@thread.tacv2")

    assert (as_guest.status_code, as_stranger.status_code, nowhere.status_code) == (403, 403, 404)
    assert "見る権限がありません" in words(as_guest)
    assert "見つかりません" in words(nowhere)


async def test_a_fault_of_the_service_is_a_page_not_a_crash(window: Window) -> None:
    for then, text in (
        ({"status": 503}, "うまく読めませんでした"),
        ({"status": 429}, "混み合っています"),
        ({"drop": "before"}, "答えが届きませんでした"),
        ({"truncate": 10}, "答えが届きませんでした"),
    ):
        window.app.gateway.faults.replace([{"match": "GET */messages", "times": 1, "then": then}])
        assert text in words(await window.channel(window.secret)), then
