"""The report of a year is one file that shows what was found and the pictures that trainees saw, and runs nothing."""

import base64
from datetime import datetime
from html.parser import HTMLParser

from m365bot.cli.rehearsal import report
from m365bot.cli.rehearsal.figures import PNG
from m365bot.cli.rehearsal.finding import Finding
from m365bot.cli.rehearsal.report import Told
from m365bot.cli.rehearsal.seen import Face, Picture, Seen, Shown
from m365bot.cli.rehearsal.stage import Unread

CHART = Picture("提出した人数.png", "提出した人数。Power BI 18人", PNG + b"points", "")
BOARD = Face("自主学習", ((("呼び名", "終えた教材"), ("あおいリス16", "6 / 6")),), "", (), 1)
FACES = (Face("みんなの進捗", (), "", (CHART,), 1), BOARD)


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def page(*findings: Finding, faces: Shown[tuple[Face, ...]] = FACES) -> str:
    seen = Seen({}, {}, {}, posts=(), pages=(), letters=(), book=(), own=(), faces=faces)
    days = (datetime(2025, 4, 30, 6), datetime(2025, 12, 1, 18))
    return report.of(Told("研修", "R7", *days, ["  2025年 5月  実行 3回"], findings, seen))


def test_the_pictures_stand_in_the_file_itself_with_their_words() -> None:
    found = Elements(page(Finding("DX通信", 3, ())))

    (image,) = found.of("img")
    kind, _, content = str(image["src"]).partition(",")
    assert (kind, base64.b64decode(content)) == ("data:image/png;base64", CHART.png)
    assert image["alt"] == CHART.alt
    assert {"呼び名", "あおいリス16", "6 / 6"} <= {*found.texts}
    assert "  2025年 5月  実行 3回" in found.texts


def test_what_is_wrong_stands_at_the_top_and_in_its_place() -> None:
    wrong = Finding("週の集計", 2, ("『<b>集計</b>』が2件",))

    found = Elements(page(Finding("DX通信", 3, ()), wrong))

    words = "".join(found.texts)
    assert (
        words.index("1項目が設定と違います。")
        < words.index("! 週の集計 2件")
        < words.index("『<b>集計</b>』が2件")
    )
    assert found.of("b") == []


def test_all_in_order_is_said() -> None:
    assert "1項目すべて、設定のとおりでした。" in page(Finding("DX通信", 3, ()))


def test_pages_that_could_not_be_read_are_left_to_the_findings() -> None:
    told = page(Finding("進みを見せるページ", 0, ("読めませんでした",)), faces=Unread("/sites/x", 403))

    assert "<img" not in told
    assert "読めませんでした" in told


def test_it_asks_for_no_other_file_and_runs_nothing() -> None:
    names = {name for name, _ in Elements(page()).found}

    assert names.isdisjoint({"script", "link", "iframe", "object"})
