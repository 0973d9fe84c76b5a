"""What was done, when and by which app: told from the log, named as far as the person sees it."""

from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import GUEST, OFFICER, TRAINEE, Window, links, words

BEGINS = "2035-04-02T09:00:00+09:00"


@pytest.fixture
def now(window: Window) -> Window:
    move(window, BEGINS)
    return window


def move(window: Window, text: str) -> None:
    window.app.tenant.clock.set(datetime.fromisoformat(text))
    window.forget()


async def tell(window: Window, **more: Any) -> int:
    row = {"title": "DX通信", "began": BEGINS, "ended": "2035-04-02T09:05:00+09:00", **more}
    return (await window.http.post("http://localhost/control/works", json=row)).status_code


async def test_a_post_tells_that_an_app_made_it_and_leads_to_that_days_works(now: Window) -> None:
    await now.post(now.secret, "<p>お知らせ</p>", subject="第1号")

    page = await now.channel(now.secret)
    works = await now.follow(links(page)["m365bot が自動で投稿"])

    assert "この日" in words(page)
    assert "投稿 1" in words(works)
    assert "第1号" in links(works)


async def test_a_work_has_the_name_that_was_told_and_its_minute(now: Window) -> None:
    await now.post(now.secret, "<p>お知らせ</p>")

    assert await tell(now) == 200
    page = await now.look("/works")

    assert "9:00 DX通信" in words(page)


async def test_works_that_are_far_apart_are_two(now: Window) -> None:
    await now.post(now.secret, "<p>a</p>")
    move(now, "2035-04-02T09:30:00+09:00")
    await now.post(now.secret, "<p>b</p>")

    page = await now.look("/works")

    assert page.text.count('<article class="work">') == 2


async def test_what_a_person_does_not_see_has_no_name(now: Window) -> None:
    await now.post(now.secret, "<p>秘密</p>", subject="秘密の題")

    page = await now.look("/works", who=GUEST)

    assert "秘密の題" not in page.text
    assert "このうち 1 件は、この人には見えません。" in words(page)


async def test_a_file_is_marked_on_the_day_it_came_and_not_later(now: Window) -> None:
    await now.file(now.secret, "資料.txt", b"x")
    then = await now.channel(now.secret, "/files/")
    move(now, "2035-04-05T09:00:00+09:00")
    later = await now.channel(now.secret, "/files/")

    assert "資料.txt この日" in words(then)
    assert "この日" not in words(later)


async def test_a_look_leaves_no_work(now: Window) -> None:
    await now.channel(now.secret)

    page = await now.look("/works", day="2035-04-02")

    assert "自動でされたことがありません" in words(page)


@pytest.mark.parametrize("row", [{"title": "x"}, {"began": "yesterday"}, {"more": 1}])
async def test_a_work_that_is_told_wrongly_is_refused(now: Window, row: dict[str, Any]) -> None:
    told = (
        row if len(row) == 1 and "title" in row else {"title": "x", "began": BEGINS, "ended": BEGINS, **row}
    )

    answer = await now.http.post("http://localhost/control/works", json=told)

    assert answer.status_code == 400


async def test_a_title_is_text_whatever_stands_in_it(now: Window) -> None:
    await now.post(now.secret, "<p>a</p>")
    await tell(now, title="<script>x</script>")

    page = await now.look("/works")

    assert "<script>" not in page.text


async def test_parts_are_one_click_away_and_keep_the_page(now: Window) -> None:
    page = await now.channel(now.secret)

    officer = await now.follow(links(page)["研修担当"])

    assert f"as={OFFICER}" in str(officer.url)
    assert "R7 全体" in words(officer)


async def test_who_cannot_sign_in_is_offered_to_nobody(window: Window) -> None:
    window.app.tenant.cast = [{"as": "受講者", "who": TRAINEE}, {"as": "案内人", "who": "nobody@example.jp"}]

    page = await window.look()

    assert "受講者" in links(page)
    assert "案内人" not in links(page)


async def test_the_front_page_leads_through_what_there_is(now: Window) -> None:
    front = await now.look(who="")

    trainee = await now.follow(links(front)["受講者になってみる"])

    assert "山田 葵 さんのチーム" in words(trainee)
    assert "研修担当の画面を開く" not in words(front)


@pytest.mark.parametrize(
    ("url", "leads"),
    [("http://127.0.0.1:8640/", True), ("https://evil.example/", False), ("javascript:alert(1)", False)],
)
async def test_the_front_page_leads_to_a_desk_of_this_machine_alone(
    window: Window, url: str, leads: bool
) -> None:
    window.app.tenant.settings.desk_url = url

    front = await window.look(who="")

    assert ("研修担当の画面を開く" in words(front)) is leads


async def test_without_a_cast_there_is_neither_walk_nor_parts(window: Window) -> None:
    window.app.tenant.cast = []

    front = await window.look(who="")

    assert "はじめての方へ" not in words(front)
    assert "立場で選ぶ" not in words(front)
    assert w.links(front)
