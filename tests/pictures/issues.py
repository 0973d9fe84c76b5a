"""The faces of an issue, light and dark, and its preview, as the guide shows them.

Called by the main of pictures. What is shown is an issue of the reference instance's own, with everything in it that
one may hold.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from m365bot import settings
from m365bot.app import proofs
from m365bot.app.proofs import Proof
from tests import stage

FRONT = """---
number: 14
title: 貸出の窓口を、スマートフォンに
author: kenshu@example.jp
publish: 2025-08-01 09:00
to: [teams, page, mail, export]
audience: {channels: ["R7 全体"], group: 全職員, mail: list}
---
"""
BODY = """
**「機器貸出アプリ」**ができました。作ったのは、昨年度の{研修|けんしゅう}の修了生です[^1]。予約から返却まで、窓口に来ずに済みます。

![貸出アプリの予約の画面。機器ごとに空きが色で分かる](app.png "予約の画面。空きが一目で分かります")

## 何が変わったか

| 項目 | これまで | これから |
|---|---|---:|
| 空きの確認 | 電話 | 画面で、いつでも |
| 貸出の記録 | 紙の台帳 | 自動 |
| 1回あたりの時間 | 20分 | 3分 |

::: tip 使うには
Teams の左の「アプリ」で「機器貸出」を検索します。くわしくは[電子図書](https://example.jp/library)をご覧ください。
:::

1. 困りごとを聞く
2. 画面を1枚だけ作る
3. 使ってもらい、直す

> 「電話での空き確認がなくなりました」(利用した職員)

## 研修の進み具合

::: chart progress R7

::: important 次回の説明会
8月20日(水)13時30分から、第二本庁舎 研修室です。
:::

[^1]: 令和6年度(第4期)の修了生2名です。
"""
FACES = {
    "Teams": "teams",
    "SharePoint のニュース": "page",
    "メール": "mail",
    "庁内グループウェア(HTML・PDF)": "export",
}


def draw(folder: Path, executable: str) -> None:
    with _issue() as proof, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        _draw_faces(browser, folder, proof)
        _draw_preview(browser, folder, proof)
        browser.close()


def _draw_faces(browser: Browser, folder: Path, proof: Proof) -> None:
    page = browser.new_page(locale="ja-JP", viewport={"width": 760, "height": 600})
    shown = [(FACES[pane.name], pane) for pane in proofs.panes(proof) if pane.name in FACES]
    for name, pane in shown:
        for look in ("light", "dark"):
            page.set_content(getattr(pane, look))
            page.screenshot(path=folder / f"issue-{name}-{look}.png", full_page=True)
    page.close()


def _draw_preview(browser: Browser, folder: Path, proof: Proof) -> None:
    page = browser.new_page(locale="ja-JP", viewport={"width": 1900, "height": 900})
    page.set_content(proofs.preview(proof))
    page.locator("iframe.light").last.content_frame.locator("body").wait_for()
    page.screenshot(path=folder / "issue-preview.png")
    page.close()


@contextmanager
def _issue() -> Iterator[Proof]:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        instance = Path(place)
        for name in ("config", "jobs"):
            shutil.copytree(stage.REPOSITORY / name, instance / name)
        beside = instance / "config" / "newsletter"
        (beside / "014-app.md").write_text(FRONT + BODY, "utf-8")
        _screen().save(beside / "app.png")
        patch.setenv("M365BOT_INSTANCE", place)
        yield proofs.found(settings.read_to_check(), "14")


def _screen() -> Image.Image:
    """What a picture of an app may look like; words in it are for nobody to read."""
    picture = Image.new("RGB", (1200, 620), "#f3f4f8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1200, 96), "#4f52b2")
    draw.rounded_rectangle((40, 30, 320, 66), 10, "#8f91d6")
    for row in range(4):
        top = 132 + row * 118
        draw.rounded_rectangle((40, top, 1160, top + 94), 12, "#ffffff", "#d0d0d8", 2)
        draw.rounded_rectangle((64, top + 22, 114, top + 72), 8, "#c8cbe8")
        draw.rounded_rectangle((140, top + 36, 420, top + 58), 8, "#9a9aa8")
        for day in range(7):
            colour = "#f2c1bd" if (row * 3 + day * 5) % 4 == 0 else "#bfe3c2"
            draw.rounded_rectangle((470 + day * 96, top + 20, 548 + day * 96, top + 74), 8, colour)
    return picture
