"""An issue that has everything in it, for the tests of its faces.

Called by this folder's tests and by those who draw the guides' pictures.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PIL import Image as Library
from PIL import ImageDraw

from m365bot.content.chart import Chart, bar
from m365bot.content.issue import manuscript
from m365bot.content.issue.manuscript import Manuscript
from m365bot.content.issue.masthead import Masthead
from m365bot.programme.pictures import Image

HEAD = Masthead(14, "問い合わせに答える<アプリ>", date(2025, 8, 1), "金沢市 デジタル行政推進リーダー育成研修")
BODY = """
**「問い合わせアプリ」**ができました。作ったのは{研修|けんしゅう}の修了生です[^1]。

## これまでと、これから

| 項目 | これまで | これから |
|---|:---:|---:|
| 記録 | 紙の調査票 | 現場で入力 |
| 1回の時間 | 90分 | 25分 |

![問い合わせの画面](screen.png "窓口の端末での画面")

::: caution 申込みの締切
6月20日(金)の正午までに、[フォーム](https://example.jp/form?a=1&b=2)から。
:::

1. 聞く
2. 作る
   - 画面は1枚だけ

> 「電話での確認がなくなりました」

::: chart progress R7

`=A1` と `x < y`

[^1]: 令和6年度の修了生です。
"""
CHARTS = {"progress R7": [Chart("R7 科目", "R7 科目ごとの進み具合", (bar("Power BI", 3, 4, "3 / 4時間"),))]}


def screen(folder: Path) -> Image:
    path = folder / "screen.png"
    picture = Library.new("RGB", (640, 360), "#e8eef6")
    ImageDraw.Draw(picture).rectangle((40, 40, 600, 100), "#4f52b2")
    picture.save(path)
    data = path.read_bytes()
    return Image(
        path.name, path, hashlib.sha256(data).hexdigest(), "", 640, 360, size=len(data), below=folder
    )


def whole(folder: Path, body: str = BODY) -> Manuscript:
    pictures: Mapping[str, Image] = {"screen.png": screen(folder)}
    return manuscript.read(body, pictures, CHARTS)
