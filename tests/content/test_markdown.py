"""Markdown as an officer writes it, HTML as Teams shows it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from m365bot.content import html, rendering
from m365bot.content.markdown import to_html
from m365bot.records import richtext
from tests.examples import drawn


# docs/facts.md C53 and its kind
@pytest.mark.parametrize(
    ("source", "bold"),
    [
        ("**「施設点検アプリ」**を作りました", "「施設点検アプリ」"),
        ("新しい**「施設点検アプリ」**です", "「施設点検アプリ」"),
        ("これは**日程：**6月18日です", "日程："),
        ("**日程:**6月18日です", "日程:"),
        ("**重要。**Teamsで見られます", "重要。"),
        ("**(注)**Teamsで", "(注)"),
        ("Teams**(注)**を", "(注)"),
        ("**Power Apps(アプリ)**を", "Power Apps(アプリ)"),
        ("今日は**“特別”**です", "“特別”"),
        ("**【至急】**ご確認ください", "【至急】"),
        ("**100%**達成", "100%"),
        ("**葛\U000e0100**さん", "葛\U000e0100"),
        ("**plain**", "plain"),
    ],
)
def test_c53_bold_beside_japanese_punctuation_is_bold(source, bold):
    page = to_html(source)

    assert f"<strong>{bold}</strong>" in page
    assert "*" not in page


def test_c53_italic_beside_brackets_is_italic():
    assert to_html("*「点検」*を") == "<p><em>「点検」</em>を</p>"


@pytest.mark.parametrize("source", ["2 * 3 ** 4", "snake_case_name", "a * b", "5*6", "課_係_班"])
def test_other_asterisks_and_underscores_stay(source):
    assert richtext.plain(to_html(source)) == source


# docs/facts.md C55
@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("研修の\n資料は Teams\nにあります。", "研修の資料は Teams にあります。"),
        ("終わりました。\nTeamsで", "終わりました。Teamsで"),
        ("**研修の**\n*資料*", "研修の資料"),
        ("[研修の](https://example.jp)\n資料", "研修の資料"),
        ("first\nsecond", "first second"),
        ("- 研修の\n  資料", "研修の資料"),
        ("𠮷野\n﨑山", "𠮷野﨑山"),
    ],
)
def test_c55_a_line_break_in_the_source_is_no_blank_between_japanese(source, shown):
    assert richtext.plain(to_html(source)) == shown


@pytest.mark.parametrize("source", ["一行目  \n二行目", "一行目\\\n二行目", "一行目<br>二行目"])
def test_c55_a_break_that_is_meant_stays(source):
    assert richtext.plain(to_html(source)) == "一行目\n二行目"


def test_a_break_inside_a_cell_stays():
    assert "1<br>" in to_html("| a | b |\n|---|---|\n| 1<br>2 | 3 |")


@pytest.mark.parametrize(
    ("source", "address", "rest"),
    [
        ("https://example.jp/libraryをご覧ください", "https://example.jp/library", "をご覧ください"),
        ("(https://example.jp/a)です", "https://example.jp/a", ")です"),
        ("https://example.jp/a_(b)、", "https://example.jp/a_(b)", "、"),
        ("https://example.jp/a.", "https://example.jp/a", "."),
        ("https://example.jp/?a=1&b=2　へ", "https://example.jp/?a=1&amp;b=2", "　へ"),
        ("<https://example.jp/>です", "https://example.jp/", "です"),
    ],
)
def test_a_bare_address_ends_where_japanese_begins(source, address, rest):
    assert f'<a href="{address}">{address}</a>{rest}' in to_html(source)


def test_an_address_in_code_or_in_a_link_is_left_alone():
    assert "<a" not in to_html("`https://example.jp`")
    assert to_html("[https://a.jp](https://b.jp)").count("<a") == 1


@pytest.mark.parametrize(
    "source",
    [
        "[資料](javascript:alert(1))",
        "[資料](data:text/html,x)",
        "[資料](vbscript:x)",
        "[資料](JaVaScRiPt:x)",
        "[資料](/a)",
    ],
)
def test_a_link_that_leads_nowhere_good_leaves_its_words(source):
    assert to_html(source) == "<p>資料</p>"


def test_links_to_pages_and_mailboxes_stay():
    assert 'href="https://example.jp/%E8%B3%87"' in to_html("[資料](https://example.jp/資)")
    assert 'href="mailto:kenshu@example.jp"' in to_html("<kenshu@example.jp>")


def test_a_picture_stands_as_its_description():
    assert to_html("![施設の写真](a.png)") == "<p>【図: 施設の写真】</p>"
    assert to_html("![](a.png)") == "<p></p>"


def test_html_in_the_source_is_shown_as_written():
    source = '<script>alert(1)</script> <b onclick="x()">太字</b>'

    assert richtext.plain(to_html(source)) == source


def test_headings_lists_tables_quotes_and_code_are_what_teams_knows():
    page = to_html("# 一\n\n#### 四\n\n> 引用\n\n1. a\n   - b\n\n|x|\n|-|\n|`y`|\n\n---\n\n```\n<z>\n```")

    assert set(re.findall(r"<(\w+)", page)) <= html.TAGS
    assert "<h3>四</h3>" in page
    assert "<pre><code>&lt;z&gt;\n</code></pre>" in page


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


PIECES = st.sampled_from(
    [
        *(
            "**",
            "*",
            "_",
            "`",
            "[",
            "](",
            ")",
            "<",
            ">",
            '"',
            "'",
            "&",
            "\\",
            "\n",
            " ",
            "|",
            "#",
            "- ",
            "1. ",
            "~~",
        ),
        *(
            "javascript:",
            "JAVA\tSCRIPT:",
            "data:",
            "https://a.jp/",
            "onclick=",
            "onerror=x",
            "<script>",
            "</script>",
        ),
        *(
            "<img src=x onerror=alert(1)>",
            "<style>",
            "<a href='javascript:x'>",
            "<svg/onload=x>",
            "&#106;avascript:",
        ),
        *(
            "「",
            "」",
            "。",
            "研修",
            "Teams",
            "\x00",
            "\ud800",
            "😀",
            "　",
            "![",
            "<br>",
            "<!--",
            "-->",
            "]]>",
        ),
    ]
)
SOURCES = st.lists(PIECES, max_size=14).map("".join)


@drawn()
@given(SOURCES)
@example("[x](javascript:alert(1))<script>alert(1)</script>")
def test_no_source_whatever_makes_script_handlers_or_other_schemes(source):
    page = _Page(to_html(source))

    assert page.tags <= html.TAGS
    assert {name for name, _ in page.attributes} <= {"href", "start"}
    assert all(re.match(r"https?:|mailto:", value) for name, value in page.attributes if name == "href")


@drawn()
@given(st.text("あ点検「」。、（）ABc12 <>&\"'", min_size=1, max_size=30))
def test_the_words_survive(source):
    shown = richtext.plain(to_html(source))

    assert _letters(shown) == _letters(source)


def _letters(words: str) -> str:
    return re.sub(r"^\s*(>\s*|\d+[.)])*", "", "".join(words.split())).replace(">", "")


def test_a_letter_that_is_made_again_each_day_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    letter, long = "**今週**の予定です。(この試験だけの文)", "長い文です。" * 1000
    first = to_html(letter), to_html(long)
    taken_apart: list[str] = []
    read = rendering._rendered

    def counted(text: str) -> str:
        taken_apart.append(text)
        return read(text)

    monkeypatch.setattr(rendering, "_rendered", counted)

    assert (to_html(letter), to_html(long)) == first
    assert taken_apart == [long]  # what is kept is bounded
