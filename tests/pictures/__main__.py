"""Draws every picture that docs/ shows: `make pictures`.

Plays the reference instance up to July, and looks at it in Chromium as an officer and as a trainee would.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, sync_playwright

from tests import stage
from tests.bot import Bot
from tests.pictures import issues, officers, progress, terminal

PICTURES = stage.REPOSITORY / "docs" / "pictures"
TRAINEE = "a.yamada@example.jp"


def main() -> None:
    executable = stage.chromium()
    if executable is None:
        sys.exit("Chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk")
    with stage.july() as played:
        shown = _said(played.bot)
        played.posts()
        with progress.october() as autumn, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            page = browser.new_page(locale="ja-JP", viewport={"width": 1000, "height": 100})
            for name, said in shown.items():
                page.set_content(terminal.page(said))
                page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
            page.set_viewport_size({"width": 1100, "height": 720})
            _draw_looking_back(page, played.sandbox.viewer_url)
            _draw_viewer(page, f"{played.sandbox.viewer_url}/?as={quote(TRAINEE)}")
            _draw_progress(page, f"{autumn.viewer_url}/?as={quote(TRAINEE)}")
            browser.close()
    officers.draw(PICTURES, executable)
    issues.draw(PICTURES, executable)


def _said(bot: Bot) -> dict[str, list[tuple[str, str]]]:
    """Picture → commands and what they print."""
    asked = _says(bot, "run newsletter", at=stage.NOW.isoformat())
    waits = next(run["run_id"] for run in bot.runs() if run["status"] == "awaiting_approval")
    return {
        "check": [_mistaken(bot)],
        "plan": [_says(bot, "plan distribute --cohort R7", at="2025-08-01T08:35"), asked],
        "approve": [_says(bot, f"runs show {waits}")],
    }


def _says(bot: Bot, command: str, *, at: str = "") -> tuple[str, str]:
    """What is shown leaves `--at` out: the reader's now is today."""
    said = bot.says(*command.split(), *(("--at", at) if at else ()))
    return command, said.out + said.err


def _mistaken(bot: Bot) -> tuple[str, str]:
    """`check` of an instance in which somebody mistyped a word and a date."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        instance = Path(folder)
        for name in ("config", "jobs"):
            shutil.copytree(stage.REPOSITORY / name, instance / name)
        cohort = instance / "config/cohorts/R7/cohort.yaml"
        text = cohort.read_text(encoding="utf-8").replace("channels:", "chanels:", 1)
        cohort.write_text(text.replace("2025-11-20", "2025-11-31", 1), encoding="utf-8")
        patch.setenv("M365BOT_INSTANCE", folder)
        command, text = _says(bot, "check")
        return command, "\n".join(["…", *text.rstrip().splitlines()[-4:]])  # the remarks before are many


def _draw_looking_back(page: Page, address: str) -> None:
    """The walk of the front page, and what was done on a day, seen on that day."""
    page.goto(address)
    page.screenshot(path=PICTURES / "walk.png")
    page.goto(f"{address}/works?as={quote(TRAINEE)}&on=2025-06-13")
    page.screenshot(path=PICTURES / "works.png")


def _draw_viewer(page: Page, address: str) -> None:
    page.goto(address)
    page.screenshot(path=PICTURES / "viewer.png")
    channels = page.get_by_role("navigation", name="チームとチャネル")
    channels.get_by_role("link", name="R7 全体").click()
    page.screenshot(path=PICTURES / "post.png")
    channels.get_by_role("link", name="R7 Microsoft 365").click()
    page.get_by_role("navigation", name="タブ").get_by_role("link", name="ファイル").click()
    page.get_by_role("link", name="m365").click()
    page.screenshot(path=PICTURES / "files.png")


def _draw_progress(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1100, "height": 2400})  # the whole page, which scrolls within Teams
    page.goto(address)
    page.get_by_role("navigation", name="チームとチャネル").get_by_role("link", name="R7 全体").click()
    page.get_by_role("navigation", name="タブ").get_by_role("link", name="みんなの進捗").click()
    page.locator(".site-page section").last.screenshot(path=PICTURES / "progress.png")


if __name__ == "__main__":
    main()
