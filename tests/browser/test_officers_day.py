"""The officer's day in Chromium, from the sign-in at Entra to what a trainee sees; daemon and tenant are at work."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import desk
from tests.browser.conftest import PATIENCE, executable
from tests.chaos.node import JOBS, NEVER
from tests.desk import APPROVER, OFFICER, TRAINEE, Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SESSION, OTHER = "at: 2025-07-08 13:30", "at: 2025-07-08 13:30\n    moved_to: 2025-07-09 13:30"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    executable()
    others = ("welcome", "changes", "standing", "chiefs", "overview", "announce", "personal", "progress")
    never = "".join(f"{job}: {{when: {NEVER}}}\n" for job in (*JOBS, *others, "remind", "study"))
    with desk.office(never) as begun:
        yield begun


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    """Begun after the bot has run: while it lives, no other event loop can run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


def seat(browser: Browser, office: Office, who: str) -> Page:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    office.signs_in(page, who)
    return page


@pytest.fixture(scope="module")
def officer(browser: Browser, office: Office) -> Page:
    return seat(browser, office, OFFICER)


@pytest.fixture(scope="module")
def approver(browser: Browser, office: Office) -> Page:
    return seat(browser, office, APPROVER)


def goes_to(page: Page, *names: str) -> None:
    """By what leads there, from 今日."""
    page.get_by_role("link", name="今日", exact=True).click()
    for name in names:
        page.get_by_role("main").or_(page.get_by_role("navigation")).get_by_role(
            "link", name=name
        ).first.click()


def tries_out(page: Page, job: str, reason: str) -> None:
    goes_to(page, "自動処理", job)
    page.get_by_label("理由(実行記録に残ります)").first.fill(reason)
    page.get_by_role("button", name="何が変わるかを調べる").click()
    expect(page.get_by_role("button", name="実行する")).to_be_visible()


def test_an_issue_is_tried_out_approved_by_another_and_read_by_a_trainee(
    office: Office, officer: Page, approver: Page
) -> None:
    tries_out(officer, "DX通信の公開", "第13号を公開します")
    shown = officer.get_by_role("main").inner_text()
    officer.get_by_role("button", name="実行する").click()
    expect(officer.get_by_text("承認を待っている内容を見る")).to_be_visible()
    officer.get_by_role("link", name="今日", exact=True).click()
    waits = officer.get_by_role("region", name="承認を待っています").inner_text()

    goes_to(approver, "内容を見て決める")
    approver.get_by_role("button", name="この内容で承認する").click()
    approver.get_by_text("承認した内容の実行:").get_by_role("link").click()
    # two posts, a page, a mail, a file
    expect(approver.get_by_role("heading", name="行ったこと")).to_contain_text("5")

    expect(approver.locator("header .mark.done")).to_be_visible()

    approver.goto(f"{office.sandbox.viewer_url}/?as={quote(TRAINEE)}")
    approver.get_by_role("link", name="R7 全体").first.click()
    assert "承認されるまで行いません" in shown
    assert "DX通信の公開" in waits
    expect(approver.get_by_role("article").filter(has_text="DX通信 第13号")).to_be_visible()
    approver.goto(office.url)


def test_a_session_is_moved_in_the_page_and_the_trainees_are_told(office: Office, officer: Page) -> None:
    goes_to(officer, "日程", "日程を直す")
    text = officer.get_by_label(re.compile("cohort.yaml の内容"))
    text.fill(text.input_value().replace(SESSION, OTHER, 1))
    officer.get_by_role("button", name="保存する").click()
    expect(officer.get_by_role("status")).to_be_visible()

    goes_to(officer, "日程")
    expect(
        officer.get_by_role("cell", name=re.compile("^9.*Power Automate", re.DOTALL)).first
    ).to_be_visible()


def test_a_wrong_answer_is_corrected_from_today(officer: Page) -> None:
    goes_to(officer, "開いて直す")
    expect(officer.get_by_role("main")).to_contain_text("r.satoo@example.jp")
    officer.get_by_role("button", name=re.compile("佐藤 亮.*にする")).click()

    expect(officer.get_by_role("region", name="いままでの訂正")).to_contain_text("r.sato@example.jp")
    officer.get_by_role("link", name="今日", exact=True).click()
    expect(officer.get_by_role("heading", name="今日")).to_be_visible()
    expect(officer.get_by_role("region", name="要確認の行")).to_have_count(0)
