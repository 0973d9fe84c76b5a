"""The viewer on a day that is over: the same pages, the same rights, what there was then."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from tests.sandbox.viewer.conftest import GUEST, Window, links, words


@pytest.fixture
async def past(window: Window) -> AsyncIterator[Window]:
    """A post each on Monday and Tuesday; it is Wednesday."""
    window.app.moments.wanted = True
    for day, text in (("02", "月曜の投稿"), ("03", "火曜の投稿")):
        move(window, f"2035-04-{day}T09:00")
        await window.post(window.secret, f"<p>{text}</p>")
    move(window, "2035-04-04T09:00")
    await window.look()
    yield window


def move(window: Window, text: str) -> None:
    window.app.tenant.clock.set(datetime.fromisoformat(f"{text}+09:00"))
    window.forget()


async def test_a_channel_is_as_it_was_on_that_day(past: Window) -> None:
    then = await past.channel(past.secret, on="2035-04-02")
    now = await past.channel(past.secret)

    assert "月曜の投稿" in words(then)
    assert "火曜の投稿" not in words(then)
    assert "2035年4月2日(月)の終わりのようす" in words(then)
    assert "火曜の投稿" in words(now)
    assert "今のようす" in words(now)


async def test_links_stay_on_the_day_that_is_looked_at(past: Window) -> None:
    page = await past.channel(past.secret, on="2035-04-02")

    files = await past.follow(links(page)["ファイル"])

    assert "on=2035-04-02" in str(files.url)
    assert "2035年4月2日(月)の終わりのようす" in words(files)


async def test_the_days_before_and_after_are_one_click_away(past: Window) -> None:
    page = await past.channel(past.secret, on="2035-04-02")

    later = await past.follow(links(page)["次の日 ▶"])
    now = await past.follow(links(later)["今"])

    assert "火曜の投稿" in words(later)
    assert "今のようす" in words(now)


async def test_months_and_days_are_on_a_line_of_time(past: Window) -> None:
    page = await past.channel(past.secret, on="2035-04-02")

    line = links(page)

    assert "2035年4月" in line
    assert "on=2035-04-03" in line["3"]
    assert 'aria-current="date">2</a>' in page.text


@pytest.mark.parametrize("text", ["x", "2035-13-01", "", "９", "2035-04-02' --"])
async def test_what_is_no_day_is_now(past: Window, text: str) -> None:
    page = await past.channel(past.secret, on=text)

    assert page.status_code == 200
    assert "今のようす" in words(page)


async def test_a_day_on_which_nothing_happened_is_as_the_one_before(past: Window) -> None:
    page = await past.channel(past.secret, on="2035-04-09")

    assert "2035年4月3日(火)の終わりのようす" in words(page)


async def test_rights_are_those_of_that_day(past: Window) -> None:
    page = await past.channel(past.secret, on="2035-04-02", who=GUEST)

    assert page.status_code == 403
    assert "月曜の投稿" not in page.text


async def test_files_of_that_day_open(past: Window) -> None:
    move(past, "2035-04-05T09:00")
    await past.file(past.secret, "a.txt", "はじめ".encode())
    move(past, "2035-04-06T09:00")
    await past.file(past.secret, "a.txt", "あと".encode())

    then = await past.channel(past.secret, "/open/a.txt", on="2035-04-05")
    now = await past.channel(past.secret, "/open/a.txt")

    assert (then.text, now.text) == ("はじめ", "あと")


async def test_people_are_chosen_as_they_were(past: Window) -> None:
    page = await past.look(who="", on="2035-04-02")

    assert isinstance(page, httpx.Response)
    assert "2035年4月2日(月)の終わりのようす" in words(page)
    assert all("on=2035-04-02" in href for text, href in links(page).items() if "山田" in text)


@pytest.mark.parametrize(
    ("place", "is_then"),
    [("1", "2035年4月2日(月)"), ("2", "2035年4月3日(火)"), ("9", ""), ("-1", ""), ("x", ""), ("9" * 99, "")],
)
async def test_a_slider_leads_to_each_day_and_to_now(past: Window, place: str, is_then: str) -> None:
    page = await past.channel(past.secret, place=place)

    shown = f"{is_then}の終わりのようす" if is_then else "今のようす"
    assert shown in words(page)
    assert 'type="range"' in page.text


async def test_the_slider_stands_where_the_page_is_and_keeps_who_looks(past: Window) -> None:
    page = (await past.channel(past.secret, on="2035-04-03")).text

    assert 'name="place" min="0" max="3" value="2"' in page
    assert '<input type="hidden" name="as"' in page
