"""Times, faces and posts as the viewer's pages show them."""

from datetime import UTC, datetime

import pytest

from m365bot.sandbox.viewer import faces, safe_html, times
from m365bot.sandbox.viewer.addresses import Addresses

FRIDAY = times.local("2025-06-12T23:35:00Z")


def test_times_are_japans_with_the_day_of_the_week() -> None:
    assert times.full(FRIDAY) == "2025年6月13日(金) 8:35"
    assert times.day(FRIDAY) == "2025年6月13日(金)"
    assert times.short(FRIDAY) == "2025/06/13 8:35"
    assert times.minute(times.local("2025-06-13T00:05:00Z")) == "9:05"


def test_no_time_is_shown_as_nothing() -> None:
    assert times.local(None) is None
    assert times.of_header("") is None
    assert (times.day(None), times.minute(None), times.full(None), times.short(None)) == ("", "", "", "")


def test_a_date_header_is_read() -> None:
    assert times.of_header("Fri, 13 Jun 2025 00:00:00 GMT") == datetime(2025, 6, 13, tzinfo=UTC)


def test_a_person_has_the_same_face_everywhere() -> None:
    assert faces.face("山田 葵") == faces.face(" 山田 葵 ")
    assert faces.face("山田 葵").letter == "山"
    assert faces.face("taro").letter == "T"
    assert faces.face(" ").letter == "?"
    assert {faces.face(str(n)).tone for n in range(60)} == set(range(8))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p onclick='x'>a</p>", "<p>a</p>"),
        ("<script>alert(1)</script>b", "b"),
        ("<img src='https://example.jp/a.png'>c", "c"),
        ("<p style='color:red'>d</p>", "<p>d</p>"),
        ("<td colspan='2'>e</td>", "e"),
    ],
)
def test_a_post_keeps_only_what_is_harmless(html: str, shown: str) -> None:
    assert str(safe_html.cleaned(html, str)) == shown


def test_a_link_leads_where_the_page_says_and_opens_apart() -> None:
    link = str(safe_html.cleaned("<a href='https://example.jp/a'>x</a>", lambda url: f"/to?{url}"))

    assert 'href="/to?https://example.jp/a"' in link
    assert 'target="_blank"' in link
    assert 'rel="noopener noreferrer"' in link
    assert "href" not in str(safe_html.cleaned("<a href='javascript:x'>x</a>", str))


def test_plain_text_keeps_its_lines_and_is_no_markup() -> None:
    assert str(safe_html.of_text("a <b>\nc")) == "a &lt;b&gt;<br>c"


def test_addresses_carry_who_looks_and_quote_what_they_hold() -> None:
    to = Addresses("a@example.jp")

    assert to.posts("t", "19:x@thread").endswith("/teams/t/channels/19%3Ax%40thread?as=a@example.jp")
    assert to.files("t", "c", "資料/a b.pdf").endswith("/files/%E8%B3%87%E6%96%99/a%20b.pdf?as=a@example.jp")
    assert to.link("t", "c", "https://e.jp/?a=1").endswith(
        "/link?as=a@example.jp&url=https%3A%2F%2Fe.jp%2F%3Fa%3D1"
    )
