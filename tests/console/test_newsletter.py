"""DX通信: how each issue stands, as readers will see it, and nothing that a text could do to the page."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from m365bot.app import newsletters
from m365bot.app.newsletters import Stage
from m365bot.console import face
from m365bot.console.roles import Role
from m365bot.content import post
from m365bot.content.markdown import to_html
from m365bot.database import tables
from m365bot.journal import Outcome, Status
from m365bot.programme import Issue
from m365bot.resources.kind import Extra
from tests.console import hall, rows
from tests.console.hall import Sitting


def issue(sitting: Sitting, number: int = 13) -> Issue:
    programme = sitting.desk.known().programme
    assert programme is not None
    one = next(one for one in programme.issues if one.number == number)
    return replace(one, to=("teams",))  # an issue's other faces have tests of their own


def stage(sitting: Sitting, one: Issue, **later: float) -> Stage:
    programme = sitting.desk.known().programme
    assert programme is not None
    programme = replace(programme, issues=(one,))
    now = one.publish + timedelta(**later)
    (found,) = newsletters.standings(programme, sitting.desk.looking, now)
    return found.stage


def went_out(sitting: Sitting, one: Issue, digest: str, *channels: str) -> None:
    with sitting.desk.books.engine.begin() as connection:
        for channel in channels:
            key = f"team:x/channel:{channel}/post:dx-{one.number:03}"
            memo = f'{{"id": "1", "digest": "{digest}"}}'
            values = {"instance": sitting.desk.books.instance, "key": key, "memo": memo}
            connection.execute(insert(tables.memory).values(values))


def digest(one: Issue) -> str:
    return post.fingerprint(post.said(one.subject, to_html(one.body)))


def test_an_issue_of_later_is_a_draft_and_one_that_nobody_has_to_approve_is_to_come(officer: Sitting) -> None:
    one = issue(officer)

    assert stage(officer, one, days=-3) is Stage.DRAFT
    assert stage(officer, replace(one, approve=False), days=-3) is Stage.SCHEDULED
    assert stage(officer, one, days=3) is Stage.MISSED


def test_what_was_withheld_until_its_time_was_over_is_not_to_come(
    officer: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = issue(officer)
    withheld = {f"team:x/channel:y/post:{one.key}": "時間を過ぎました。"}
    told = newsletters._Books({}, {}, {}, {}, {}, withheld)
    monkeypatch.setattr(newsletters, "_told", lambda books: told)

    assert stage(officer, one, days=-1) is Stage.WITHHELD
    assert stage(officer, one, days=3) is Stage.MISSED


def test_one_that_waits_leads_to_its_approval(officer: Sitting) -> None:
    run = rows.asks(officer)

    page = officer.reads("/newsletter")

    assert "承認待ち" in page
    assert f"/approvals/{run.id}" in page
    assert "承認の画面を開く" in officer.reads("/newsletter/13")


def test_one_that_is_approved_waits_for_its_time(officer: Sitting) -> None:
    due = rows.NOW + timedelta(days=1)
    plan = rows.plan(rows.issue())
    rows.run(officer, "newsletter", Status.REQUESTED, cohort=None, plan=plan, due=due, applies="x")

    assert stage(officer, issue(officer), days=-3) is Stage.SCHEDULED


def test_one_that_is_withheld_says_why(officer: Sitting) -> None:
    left = Extra(rows.issue().key, "", "投稿を人が削除しています。")
    rows.run(officer, "newsletter", Status.DONE, cohort=None, plan=rows.plan(withheld=(left,)))

    assert "投稿を人が削除しています。" in officer.reads("/newsletter")


@pytest.mark.parametrize(("error", "is_told"), [("FaultyConfig", True), ("Temporary", False)])
def test_one_that_waits_for_a_mended_setting_says_why(error: str, is_told: bool, officer: Sitting) -> None:
    unseen = Extra(rows.issue().key, "", "そのグループがありません。", error=error)
    rows.run(officer, "newsletter", Status.PARTLY_FAILED, cohort=None, plan=rows.plan(unknown=(unseen,)))

    assert ("そのグループがありません。" in officer.reads("/newsletter")) is is_told


def test_one_that_went_out_everywhere_is_published_and_one_edited_since_is_told(officer: Sitting) -> None:
    one = issue(officer)
    went_out(officer, one, digest(one), "A")
    assert stage(officer, one, days=3) is Stage.PARTLY

    went_out(officer, one, digest(one), "B")

    assert stage(officer, one, days=3) is Stage.PUBLISHED
    assert stage(officer, replace(one, body="別の文"), days=3) is Stage.CHANGED
    assert "一部だけ公開" in officer.reads("/newsletter")  # config/ wants a page and a mail as well


def test_when_it_went_out_is_what_its_run_noted(officer: Sitting) -> None:
    one = issue(officer)
    went_out(officer, one, digest(one), "A", "B")
    with officer.desk.books.engine.begin() as connection:
        done = {"instance": officer.desk.books.instance, "run_id": "newsletter-20250701-090000:apply"}
        made = {"outcome": Outcome.MADE.value, "words": "", "error": "", "at": "2025-07-01T00:03:00+00:00"}
        key = f"team:x/channel:A/post:dx-{one.number:03}"
        connection.execute(insert(tables.results).values(key=key, **done, **made))

    assert "7月1日(火) 09:03" in officer.reads("/newsletter/13")


def test_an_issue_is_shown_as_readers_will_see_it(officer: Sitting) -> None:
    page = officer.reads("/newsletter/12")

    assert "<strong>「施設点検アプリ」</strong>" in page
    assert '<a rel="noopener noreferrer" target="_blank" href="https://example.jp/library">' in page
    assert "style=" not in page
    assert "<ol>" in page


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        '<iframe src="https://example.com"></iframe>',
        '<form action="https://example.com"><input name="csrf"></form>',
        "<svg onload=alert(1)>",
        "<td style=\"text-align:left;background:url('x')\">x</td>",
        '<a href="//example.com">x</a>',
    ],
)
def test_what_an_author_writes_is_a_text_and_no_page(written: str) -> None:
    shown = face.as_read(written)

    for mark in (
        "<script",
        "onerror",
        "javascript:",
        "style=",
        "<iframe",
        "<form",
        "<input",
        "<svg",
        "//example.com",
    ):
        assert mark not in shown


def test_a_table_keeps_its_sides_without_a_style() -> None:
    shown = face.as_read('<table><tr><td style="text-align:right">1</td></tr></table><h1>題</h1>')

    assert '<td class="to-right">1</td>' in shown
    assert "<h4>題</h4>" in shown


@pytest.mark.parametrize("number", ["99", "x", "1%27", "-13", "013"])
def test_an_issue_that_is_not_there_is_told_so(officer: Sitting, number: str) -> None:
    assert "この号はありません" in officer.reads(f"/newsletter/{number}", status=409)


def test_the_draft_is_opened_where_it_is_edited_by_those_who_may(officer: Sitting) -> None:
    (draft,) = re.findall(r'href="(/settings/file/[^"]*)"', officer.reads("/newsletter/12"))
    assert "施設点検アプリ" in officer.reads(draft)

    officer.hall.guest = hall.visitor(Role.VIEWER)

    assert "まだ公開されていません" in officer.reads("/newsletter/12", status=409)
    assert "まだ公開されていません" in officer.reads("/newsletter/12/faces/0", status=409)


def test_the_page_asks_the_database_the_same_few_times_however_much_ran(
    officer: Sitting, queries: list[str]
) -> None:
    for number in range(60):
        rows.run(officer, "newsletter", Status.DONE, number=number, cohort=None, plan=rows.plan())
    officer.reads("/newsletter")
    queries.clear()

    officer.reads("/newsletter")

    assert len([one for one in queries if one.startswith("SELECT")]) <= 9


def test_each_face_is_told_with_its_counts_and_who_read_it_or_that_nobody_knows(officer: Sitting) -> None:
    one = issue(officer)
    went_out(officer, one, digest(one), "A", "B")
    with officer.desk.books.engine.begin() as connection:
        kept = {"instance": officer.desk.books.instance, "key": "newspage:dx-013"}
        connection.execute(insert(tables.memory).values(memo='{"id": "p", "out": true}', **kept))
        read = {"instance": officer.desk.books.instance, "key": "readers:dx-013"}
        told = '{"page": {"views": 120, "readers": 45}, "posts": {"why": "refused"}}'
        connection.execute(insert(tables.memory).values(memo=told, **read))

    page = officer.reads("/newsletter/13")

    assert "閲覧 120" in page
    assert "読んだ人 45" in page
    assert "わかりません" in page


def test_it_says_where_readers_meet_each_face(officer: Sitting) -> None:
    page = " ".join(officer.reads("/newsletter/12").split())

    for title, where in (
        ("Teams への投稿", "デジタル行政推進リーダー / 一般"),
        ("ページ", "dx"),
        ("メール", "全職員(一通をあて先の一覧へ)"),
        ("書き出し", "研修運営"),
    ):
        assert re.search(f"<dt>{re.escape(title)}</dt><dd>[^<]*{re.escape(where)}", page), title


@pytest.mark.parametrize("place", ["0", "1", "2", "3", "4"])
def test_each_face_is_shown_in_a_frame_that_runs_and_loads_nothing(officer: Sitting, place: str) -> None:
    answer = officer.browser.get(f"/newsletter/12/faces/{place}")

    policy = answer.headers["content-security-policy"]
    assert "施設点検アプリ" in answer.text
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_a_face_that_is_not_there_is_told_so(officer: Sitting) -> None:
    assert "この号はありません" in officer.reads("/newsletter/12/faces/9", status=409)
