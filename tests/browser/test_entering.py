"""Attendance kept in Excel, entered in Chromium: on a phone, without scripts, and by two officers at once."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright

from m365bot.console import app
from m365bot.console.roles import Role
from tests.browser import accessible
from tests.browser.conftest import PATIENCE, executable
from tests.console import hall
from tests.reading.conftest import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATH, FILE = "/cohorts/R7/attendance/powerbi-1", "config/cohorts/R7/attendance.xlsx"
LINES = (
    ("氏名", "メール", "powerbi-1"),
    ("山田 葵", "a.yamada@example.jp", "○"),
    ("佐藤 亮", "r.sato@example.jp", None),
)


@pytest.fixture
def browser() -> Iterator[Browser]:
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    """The desk's address."""
    for name, text in FILES.items():
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    book = Workbook()
    for line in LINES:
        book.active.append(line)
    book.save(tmp_path / FILE)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        patch.setenv("M365BOT_INSTANCE", str(tmp_path))
        patch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
        with hall.sitting(hall.visitor(Role.OFFICER)) as sitting:
            server = uvicorn.Server(
                uvicorn.Config(app.create(sitting.desk, sitting.hall), port=0, log_config=None)
            )
            thread = threading.Thread(target=server.run)
            thread.start()
            while not server.started:
                time.sleep(0.05)
            host, port = server.servers[0].sockets[0].getsockname()[:2]
            yield f"http://{host}:{port}"
            server.should_exit = True
            thread.join()
    shutil.rmtree(tmp_path)


def opened(browser: Browser, address: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        locale="ja-JP",
        viewport={"width": 360, "height": 800},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    return page


def marks(folder: Path) -> list[object]:
    return [row[2] for row in load_workbook(folder / FILE).active.iter_rows(min_row=2, values_only=True)]


def test_marks_are_entered_on_a_phone_without_scripts_and_taken_back(
    browser: Browser, office: str, tmp_path: Path
) -> None:
    page = opened(browser, f"{office}/cohorts/R7/attendance", scripts=False)
    page.get_by_role("link", name="Power BI").first.click()

    page.get_by_label("佐藤 亮 の出欠").select_option("遅")
    page.get_by_label("佐藤 亮 の時間").fill("1:30")
    page.get_by_role("button", name="保存する").click()

    expect(page.get_by_role("status")).to_contain_text("出欠を保存しました")
    assert marks(tmp_path) == ["○", "遅1.5"]

    page.goto(f"{office}/cohorts/R7/attendance")
    page.get_by_role("button", name="最後の変更を元に戻す").click()

    expect(page.get_by_role("status")).to_be_visible()
    assert marks(tmp_path) == ["○", None]


def test_what_a_second_officer_is_told_keeps_nobody_from_reading_it(
    browser: Browser, office: str, tmp_path: Path
) -> None:
    first, second = opened(browser, office + PATH), opened(browser, office + PATH)
    first.get_by_label("佐藤 亮 の出欠").select_option("×")
    first.get_by_role("button", name="保存する").click()
    expect(first.get_by_role("status")).to_contain_text("出欠を保存しました")

    second.get_by_label("山田 葵 の出欠").select_option("公")
    second.get_by_role("button", name="保存する").click()

    expect(second.get_by_role("alert")).to_contain_text("先に保存した人がいます")
    assert [str(one) for one in accessible.of_shown(second, "conflict")] == []
    second.get_by_role("button", name="保存する").click()
    expect(second.get_by_role("status")).to_contain_text("出欠を保存しました")
    assert marks(tmp_path) == ["公", "×"], "both stand"


def test_what_cannot_be_written_is_told_where_it_can_be_read(
    browser: Browser, office: str, tmp_path: Path
) -> None:
    book = load_workbook(tmp_path / FILE)
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / FILE)
    page = opened(browser, office + PATH)

    page.get_by_label("佐藤 亮 の出欠").select_option("公")
    page.get_by_role("button", name="保存する").click()

    expect(page.get_by_role("alert")).to_contain_text("C3")
    assert [str(one) for one in accessible.of_shown(page, "refusal")] == []
