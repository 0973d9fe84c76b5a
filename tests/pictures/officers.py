"""The desk's pictures: an officer looks at hours and tries an issue out, an approver looks at it, a wrong answer waits.

Called by the main of pictures.
"""

from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests import desk
from tests.desk import APPROVER, OFFICER, Office

PATIENCE = 120_000  # milliseconds
SEAT: ViewportSize = {"width": 1100, "height": 760}


def draw(folder: Path, executable: str) -> None:
    with desk.office() as office, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        officer = _seat(browser, office, OFFICER)
        _looks_at_hours(officer, folder)
        _tries_out(officer, folder)
        _decides(_seat(browser, office, APPROVER), folder)
        browser.close()


def _seat(browser: Browser, office: Office, who: str) -> Page:
    page = browser.new_context(locale="ja-JP", viewport=SEAT).new_page()
    page.set_default_timeout(PATIENCE)
    office.signs_in(page, who)
    return page


def _looks_at_hours(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 760})  # with every course
    page.goto(f"{page.url.rstrip('/')}/cohorts/R7/hours")
    page.get_by_role("region", name="科目ごとの時間").screenshot(path=folder / "desk-hours.png")
    page.set_viewport_size(SEAT)
    page.get_by_role("link", name="今日", exact=True).click()


def _tries_out(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="自動処理", exact=True).click()
    page.get_by_role("link", name="DX通信の公開").click()
    page.get_by_label("理由(実行記録に残ります)").first.fill("第13号を公開します")
    page.get_by_role("button", name="何が変わるかを調べる").click()
    page.get_by_role("button", name="実行する").wait_for()
    page.screenshot(path=folder / "desk-trial.png")
    page.get_by_role("button", name="実行する").click()
    page.get_by_text("承認を待っている内容を見る").wait_for()
    page.get_by_role("link", name="今日", exact=True).click()
    page.screenshot(path=folder / "desk-today.png")
    page.get_by_role("link", name="要確認の行", exact=True).click()
    page.screenshot(path=folder / "desk-rows.png")


def _decides(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="内容を見て決める").click()
    page.set_viewport_size({"width": 1100, "height": 1500})
    page.frame_locator("iframe.face").first.get_by_text("第13号").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "desk-approval.png")
