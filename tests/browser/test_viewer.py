"""The viewer in Chromium: what an officer, a trainee and an outside instructor do there."""

import re
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from m365bot.sandbox.server import Sandbox
from tests.browser import accessible

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRAINEE, OFFICER, OUTSIDE = "a.yamada@example.jp", "kenshu@example.jp", "koushi@partner.example.com"


def opened(page: Page, year: Sandbox, who: str = TRAINEE, channel: str = "") -> Page:
    page.goto(f"{year.viewer_url}/?as={quote(who)}")
    if channel:
        page.get_by_role("navigation", name="チームとチャネル").get_by_role("link", name=channel).click()
        expect(page).to_have_title(re.compile(re.escape(channel)))
    return page


def channels(page: Page) -> list[str]:
    links = page.get_by_role("navigation", name="チームとチャネル").get_by_role("group").get_by_role("link")
    return [text.removesuffix("(プライベート)").strip() for text in links.all_inner_texts()]


def test_a_person_is_found_by_name_and_looked_as_by_keyboard_alone(page: Page, year: Sandbox) -> None:
    page.goto(year.viewer_url)

    page.get_by_label("名前・メール・チーム").focus()
    page.keyboard.type("山田 葵")
    page.keyboard.press("Enter")
    found = page.locator(".people").get_by_role("link")
    expect(found).to_have_count(1)
    found.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="山田 葵 さんのチーム")).to_be_visible()
    assert channels(page)[0] == "一般"


def test_a_trainee_reads_the_newsletter_in_the_cohorts_channel(page: Page, year: Sandbox) -> None:
    opened(page, year, channel="R7 全体")

    post = page.get_by_role("article").filter(has_text="DX通信 第13号")
    expect(page.get_by_role("heading", name="2025年7月1日(火)")).to_be_visible()
    expect(post).to_contain_text("9:0")
    expect(post.get_by_role("table")).to_contain_text("プロジェクター")
    expect(page.get_by_role("link", name="R7 全体").first).to_have_attribute("aria-current", "page")


def test_a_trainee_opens_the_materials(page: Page, year: Sandbox) -> None:
    opened(page, year, channel="R7 Microsoft 365")
    page.get_by_role("navigation", name="タブ").get_by_role("link", name="ファイル").click()
    page.get_by_role("link", name="m365").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="手引.docx").click()
    page.get_by_role("link", name="はじめに.txt").click()

    assert download.value.suggested_filename == "Microsoft 365 手引.docx"
    assert download.value.path().read_bytes()[:2] == b"PK"
    expect(page.locator("body")).to_contain_text("Microsoft 365 演習では")


def test_a_page_tab_leads_to_the_page_and_a_website_tab_elsewhere(page: Page, year: Sandbox) -> None:
    opened(page, year, channel="R7 全体")
    tabs = page.get_by_role("navigation", name="タブ")

    expect(tabs.get_by_role("link", name="電子図書")).to_have_attribute("target", "_blank")
    tabs.get_by_role("link", name="研修計画").click()

    expect(page.get_by_role("heading", name="研修計画")).to_be_visible()
    assert urlsplit(page.url).hostname == "127.0.0.1"


def test_an_outside_instructor_sees_general_and_the_channels_of_own_sessions(
    page: Page, year: Sandbox
) -> None:
    opened(page, year, OUTSIDE)

    assert channels(page) == ["一般", "R7 Power Apps", "R7 Power BI"]


def test_an_outside_instructor_with_the_address_of_another_channel_is_refused(
    page: Page, year: Sandbox
) -> None:
    opened(page, year, channel="R7 全体")
    page.goto(re.sub(r"as=[^&]*", f"as={quote(OUTSIDE)}", page.url))

    expect(page.get_by_role("status")).to_contain_text("見る権限がありません")


def test_an_officer_sees_every_channel_and_who_is_in_it(page: Page, year: Sandbox) -> None:
    opened(page, year, OFFICER, channel="R7 班3")
    page.get_by_role("navigation", name="タブ").get_by_role("link", name="メンバー").click()

    expect(page.get_by_role("heading", name=re.compile("所有者"))).to_be_visible()
    assert {"R7 全体", "R7 班1", "R7 班5"} <= set(channels(page))


def test_a_script_in_a_post_does_nothing(page: Page, year: Sandbox) -> None:
    (message,) = (
        message
        for team in year.tenant.live_teams()
        for channel in team.live()
        for message in channel.messages.values()
        if channel.display_name == "R7 全体"
    )
    before = message.content
    message.content = '<p>印</p><script>document.title="x"</script><img src=x onerror="document.title=1">'
    try:
        opened(page, year, channel="R7 全体")
        expect(page.get_by_role("article")).to_contain_text("印")
        assert "R7 全体" in page.title()
    finally:
        message.content = before


def test_pages_ask_nobody_else_and_break_none_of_their_own_rules(page: Page, year: Sandbox) -> None:
    asked: set[str | None] = set()
    wrong: list[str] = []
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))

    page.goto(year.viewer_url)
    opened(page, year, channel="R7 全体")
    for tab in ("ファイル", "メンバー", "投稿"):
        page.get_by_role("navigation", name="タブ").get_by_role("link", name=tab).click()

    assert asked == {"127.0.0.1"}
    assert wrong == []


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(page: Page, year: Sandbox) -> None:
    opened(page, year)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_sticks_out_at_any_width(page: Page, year: Sandbox, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, year, channel="R7 全体")

    for tab in ("投稿", "ファイル", "メンバー"):
        with page.expect_navigation():
            page.get_by_role("navigation", name="タブ").get_by_role("link", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab


def test_no_page_has_a_barrier_light_or_dark_on_a_phone_or_on_a_desk(
    browser: Browser, page: Page, year: Sandbox
) -> None:
    addresses = [*every_page(page, year)]

    assert len(addresses) > 12
    assert [str(one) for one in accessible.complaints(browser, addresses)] == []


def every_page(page: Page, year: Sandbox) -> list[str]:
    """One of each kind that there is, found as a reader finds them: by what leads there."""
    found = [year.viewer_url, f"{year.viewer_url}/?as=nobody@example.jp", f"{year.viewer_url}/nowhere"]
    opened(page, year, channel="R7 全体")
    here = page.url
    channel = here.partition("?")[0]
    tabs = page.get_by_role("navigation", name="タブ").get_by_role("link")
    tab_pages = [str(tab.get_attribute("href")) for tab in tabs.all()]
    inner = [f"{year.place.origin}{href}" for href in tab_pages if href.startswith("/")]
    own = ["/", "/mail", "/mail?folder=sentitems", "/chats", "/shared", "/works", "/news", "/?on=2025-05-07"]
    page.goto(f"{year.viewer_url}/news?as={TRAINEE}")
    news = page.get_by_role("main").get_by_role("link").all()
    inner += [f"{year.place.origin}{one.get_attribute('href')}" for one in (*news[:1], *news[-1:])]
    found += [f"{year.viewer_url}{path}{'&' if '?' in path else '?'}as={TRAINEE}" for path in own]
    found += [here, *inner, f"{channel}?as={quote(OUTSIDE)}", f"{channel}/files/nothing?as={TRAINEE}"]
    return [*dict.fromkeys(found)]
