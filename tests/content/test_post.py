"""A post's body, and its marker found again in what the service gives back."""

from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.content import markdown, post
from m365bot.errors import ConfigError
from tests.examples import drawn

LINK = "https://teams.microsoft.com/l/channel/19%3aabc%40thread.tacv2/R7%20%E5%85%A8%E4%BD%93?groupId=1&tenantId=2"
KEY = "newsletter:012"


def body_of(title="DX通信 第12号", body="<p>本文</p>", key=KEY):
    return post.render(title, body, marker=post.marker(key, title, body), link=LINK)


def test_the_title_stands_beside_the_link_that_leads_to_the_channel():
    body = body_of()

    assert body.endswith("</a> ・ DX通信 第12号</p>")
    assert f'href="{escape(LINK)}#' in body


def test_a_title_of_html_is_shown_as_written():
    assert " ・ &lt;script&gt;&amp;</p>" in body_of("<script>&")


def test_a_body_is_cleaned_once_more():
    assert "onclick" not in body_of(body='<p onclick="x()">本文</p><script>x</script>')


@drawn()
@given(st.text("abcXYZ019:/ .-_~R7全体", min_size=1, max_size=30))
def test_the_marker_is_found_again_whatever_the_key(key):
    marker = post.marker(key, "題", "<p>x</p>")

    assert post.marker_of(post.render("題", "<p>x</p>", marker=marker, link=LINK)) == marker


@pytest.mark.parametrize(
    "altered",
    [
        lambda body: body.replace("<h2>", '<h2 style="color:red">').replace("\n", ""),
        lambda body: body.replace('"', "'"),
        lambda body: body.replace("<a href=", '<a rel="noreferrer" title="x" href='),
        lambda body: body.replace("#newsletter", "#Newsletter".lower()).replace("%3A", ":"),
        lambda body: body.replace("&amp;", "&#38;"),
        lambda body: body.replace(
            escape(LINK + "#" + quote(post.marker(KEY, "DX通信 第12号", "<p>本文</p>"), safe="")),
            "https://jpn01.safelinks.protection.outlook.com/?url="
            + quote(LINK + "#" + quote(post.marker(KEY, "DX通信 第12号", "<p>本文</p>"), safe=""), safe="")
            + "&amp;data=05%7C02",
        ),
    ],
)
def test_the_marker_survives_what_services_do_to_html(altered):
    assert post.marker_of(altered(body_of())) == post.marker(KEY, "DX通信 第12号", "<p>本文</p>")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>こんにちは</p>",
        '<a href="https://example.jp/#top">x</a>',
        "#newsletter:012.0123456789ab",
        "<a href>x</a>",
    ],
)
def test_a_post_of_somebody_else_has_no_marker(body):
    assert post.marker_of(body) is None


def test_a_post_that_quotes_another_is_known_by_its_own_marker():
    quoted = body_of(key="newsletter:011")

    assert post.marker_of(quoted + body_of()) == post.marker(KEY, "DX通信 第12号", "<p>本文</p>")


def test_the_marker_changes_with_title_and_body_only():
    assert post.marker(KEY, "a", "b") == post.marker(KEY, "a", "b")
    assert len({post.marker(KEY, *parts) for parts in (("a", "b"), ("a", "c"), ("ab", ""))}) == 3


def test_a_fragment_of_the_link_gives_way_to_the_marker():
    body = post.render("題", "", marker="k.0123456789ab", link="https://example.jp/x#y")

    assert 'href="https://example.jp/x#k.0123456789ab"' in body


@pytest.mark.parametrize("link", ["www.example.jp", "http://example.jp", "/sites/dx", ""])
def test_a_link_that_would_become_dead_text_is_refused(link):
    with pytest.raises(ConfigError):
        post.render("題", "", marker="k.0123456789ab", link=link)


def test_the_size_is_known_before_teams_refuses_it():
    assert not post.is_too_large(body_of(body=markdown.to_html("研修" * 4_000)))
    assert post.is_too_large(body_of(body=markdown.to_html("研修" * 5_000)))
