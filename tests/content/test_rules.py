"""The rules of Markdown one by one: emphasis, line breaks, links, schemes."""

import pytest

from m365bot.content import html, links
from m365bot.content.markdown import to_html
from m365bot.content.schemes import SCHEMES


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("a**b**c", "<p>a<strong>b</strong>c</p>"),
        ("** a**", "<p>** a**</p>"),
        ("a ** b", "<p>a ** b</p>"),
        ("**a **b", "<p>**a **b</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("_a_ _b_", "<p><em>a</em> <em>b</em></p>"),
        ("(_a_)", "<p>(<em>a</em>)</p>"),
        ("***あ***", "<p><em><strong>あ</strong></em></p>"),
        ("a*(b)*c", "<p>a*(b)*c</p>"),
        ("a**(b)**c", "<p>a**(b)**c</p>"),
        ("あ**(b)**c", "<p>あ<strong>(b)</strong>c</p>"),
        ("**あ", "<p>**あ</p>"),
    ],
)
def test_a_run_of_marks_opens_and_closes_where_its_neighbours_allow(source: str, page: str) -> None:
    assert to_html(source) == page


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("あ\nい", "<p>あい</p>"),
        ("a\nい", "<p>a い</p>"),
        ("あ\nb", "<p>あ b</p>"),
        ("a。\nb", "<p>a。b</p>"),
        ("a\n「b", "<p>a「b</p>"),
        ("`あ`\nい", "<p><code>あ</code>い</p>"),
        ("**あ**\n**い**", "<p><strong>あ</strong><strong>い</strong></p>"),
    ],
)
def test_a_break_is_a_blank_only_where_one_is_written(source: str, page: str) -> None:
    assert to_html(source) == page


@pytest.mark.parametrize(
    ("href", "is_allowed"),
    [
        ("https://example.jp", True),
        ("HTTP://example.jp", True),
        ("mailto:a@example.jp", True),
        (" https://example.jp", True),
        ("javascript:x", False),
        ("/a", False),
        ("a", False),
        ("", False),
        ("//example.jp", False),
        ("https://login.microsoftonline.com@evil.example/", False),
        ("https://a:b@example.jp/", False),
        ("https://[::1/", False),
        ("https://example.jp:99999/", False),
        ("https://example.jp:8443/@yamada", True),
    ],
)
def test_an_address_is_absolute_and_of_an_allowed_scheme(href: str, is_allowed: bool) -> None:
    assert links.is_allowed(href) is is_allowed


def test_the_allowed_schemes_are_three() -> None:
    assert {"https", "http", "mailto"} == SCHEMES


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://example.jp/a。", "https://example.jp/a"),
        ("https://example.jp/a).", "https://example.jp/a"),
        ("https://example.jp/(a)", "https://example.jp/(a)"),
        ("https://example.jp/a?!*'", "https://example.jp/a"),
        ("見て:https://example.jp/a:", "https://example.jp/a"),
    ],
)
def test_the_sentences_own_punctuation_is_no_part_of_an_address(source: str, address: str) -> None:
    assert f'<a href="{address}"' in to_html(source)


def test_two_addresses_are_two_links_and_the_words_between_stay() -> None:
    page = to_html("https://a.jp と https://b.jp へ")

    assert page.count("<a ") == 2
    assert "</a> と <a" in page
    assert page.endswith("</a> へ</p>")


def test_an_address_within_a_word_is_none() -> None:
    assert "<a" not in to_html("xhttps://example.jp")


def test_what_teams_does_not_know_is_cleaned_away() -> None:
    assert html.clean("<p>a<script>x</script></p>") == "<p>a</p>"
