"""Rosters and timetables as offices keep them, none of which was made for m365bot.

Used by the tests of `init`: invented, of an invented city.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

DOMAIN = "city.shiomi.lg.jp"
NAMES = ("青木 蓮", "井上 さくら", "上田 大和", "江口 美月", "大野 陽向", "加納 結菜", "木村 湊", "工藤 凛")
MAILS = ("aoki", "inoue", "ueda", "eguchi", "ohno", "kano", "kimura", "kudo")
BLANK_LINES = 1000


def roster_with_two_headers(path: Path) -> Path:
    """A merged title, two lines of heading, 1,000 blank lines, half-width kana, numbers that are numbers, a note below."""
    book, sheet = _book()
    sheet["A1"] = "令和8年度 ﾃﾞｼﾞﾀﾙ人材研修 受講者名簿"
    sheet.merge_cells("A1:H1")
    sheet["H2"] = "令和8年4月20日現在"
    upper = ("№", "氏名", "ﾌﾘｶﾞﾅ", "所属", None, "連絡先", None, "班")
    lower = (None, None, None, "部", "課", "ﾒｰﾙ", "内線", None)
    _lines(sheet, 4, [upper, lower])
    for span in ("A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:H5"):
        sheet.merge_cells(span)
    rows = [
        (
            n,
            name,
            "ﾌﾘｶﾞﾅ",
            "総務部" if n % 2 else "ﾐﾗｲ戦略部",
            "人事課",
            f"{mail}@{DOMAIN}",
            1000 + n,
            n % 2 + 1,
        )
        for n, (name, mail) in enumerate(zip(NAMES, MAILS, strict=True), 1)
    ]
    _lines(sheet, 6 + BLANK_LINES, rows)
    sheet.cell(20 + BLANK_LINES, 1, "※ 異動により変更する場合があります。")
    return _saved(book, path)


def roster_of_unknown_columns(path: Path) -> Path:
    """A CSV in cp932 with 姓 and 名 apart, a heading nobody knows above the addresses, and people who cannot be taken in."""
    head = "整理番号,姓,名,職員ｺｰﾄﾞ,アカウント情報,所属部局,参加区分,T-シャツ"
    rows = [
        f"1,青木,蓮,001234,aoki@{DOMAIN},総務部,受講者,M",
        f"2,井上,さくら,001235,INOUE@{DOMAIN},総務部,受講者,S",
        f"3,上田,大和,001236,ueda＠{DOMAIN},市民部,メンター,L",
        f"4,江口,美月,001237,aoki@{DOMAIN},市民部,受講者,M",
        "5,大野,陽向,001238,,市民部,受講者,M",
        f'6,"=HYPERLINK(""https://e.example"")",,001239,kano@{DOMAIN},市民部,受講者,M',
        "7,外山,先生,,toyama@partner.example.com,,講師,",
        f"8,木村,湊,001240,kimura@{DOMAIN},市民部,受講者,M",
        f"8,木村,湊,001240,kimura@{DOMAIN},市民部,受講者,M",
    ]
    path.write_bytes("\r\n".join([head, *rows, "," * 7, ""]).encode("cp932"))
    return path


def roster_that_breaks_yaml(path: Path) -> Path:
    """Names and departments that mean something to YAML, to Excel or to a template."""
    book, sheet = _book()
    rows: list[Sequence[Any]] = [("名前", "メールアドレス", "部局名", "区分")]
    odd = ("{cohort}: #1", "- [市] & *", "yes", "null", "'引用\"符", "1e3", "!!str", "%YAML")
    rows += [
        (name, f"{mail}@{DOMAIN}", department, "受講者")
        for name, mail, department in zip(NAMES, MAILS, odd, strict=True)
    ]
    _lines(sheet, 1, rows)
    return _saved(book, path)


def timetable_in_wareki(path: Path) -> Path:
    """Japanese years, times in one cell, groups by 班, a 補講, a footnote, a line without a length."""
    book, sheet = _book()
    sheet["A1"] = "令和8年度 研修日程(案)"
    sheet.merge_cells("A1:G1")
    head = ("回", "講座名", "内容", "期日", "時間", "場所", "対象", "講師", "補講", "摘要")
    rows: list[Sequence[Any]] = [
        head,
        (
            "第1回",
            "ﾃﾞｼﾞﾀﾙ基礎",
            "開講式・DXの考え方",
            "令和8年5月11日(月)",
            "13:30～16:30",
            "本庁舎 大会議室",
            "全員",
        ),
        ("第2回", "ﾃﾞｼﾞﾀﾙ基礎", "データの見方", "R8.5.20", "午後1時半〜午後4時半", "本庁舎", "1班", "外山先生"),
        ("第2回", "ﾃﾞｼﾞﾀﾙ基礎", "データの見方", "R8.5.21", "13時30分から16時30分まで", "本庁舎", "2班"),
        ("第3回", "表計算", "集計とグラフ", date(2026, 6, 17), "9:00-12:00", "オンライン", "全員"),
        (
            "第4回",
            "表計算",
            "集計とグラフ(補)",
            "6月24日(水)",
            "9:00-12:00",
            "オンライン",
            None,
            None,
            "第3回",
        ),
        ("第5回", "表計算", "自動化", "未定", "13:30～16:30"),
        ("第6回", "表計算", "発表", "7/8", None, "本庁舎"),
        ("※ 日程は変更することがあります",),
    ]
    _lines(sheet, 3, rows)
    return _saved(book, path)


def timetable_without_courses(path: Path) -> Path:
    """A CSV with days and times together and without a name for any session."""
    first, second = "5月11日(月) 13:30~16:30,開講式,大会議室,事務局", "2026/6/3 9:00～12:00,演習,,外山先生"
    text = f"日時,研修内容,会場,担当\n{first}\n{second}\n,,,\n"
    path.write_text(text, "utf-8")
    return path


def _book() -> tuple[Workbook, Any]:
    book = Workbook()
    return book, book.active


def _lines(sheet: Any, first: int, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value is not None:
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"


def _saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path
