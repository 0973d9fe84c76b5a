"""実行: what ran, every change of one run, and what an officer can do about it."""

from datetime import UTC, datetime

import pytest

from m365bot import clock
from m365bot.console.roles import Role
from m365bot.journal import Outcome, Status, Trigger
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.kind import Extra
from m365bot.resources.kinds.guest import Guest
from tests.console import hall, rows
from tests.console.hall import Sitting


def test_runs_are_narrowed_down_and_paged(officer: Sitting) -> None:
    for number in range(1, 61):
        rows.run(officer, "provision", Status.DONE, number=number)
    rows.run(officer, "collect", Status.FAILED, number=61, words="読めません。")

    first, second = officer.reads("/runs"), officer.reads("/runs?page=2")

    assert "/runs/provision-R7-50" in first
    assert "/runs/provision-R7-51" not in first
    assert "/runs/provision-R7-51" in second
    assert "/runs/collect-R7-61" in officer.reads("/runs?status=failed")
    assert "/runs/provision-R7-1" not in officer.reads("/runs?job=collect&cohort=R7")


@pytest.mark.parametrize(
    "query", ["page=-1", "page=x", "status=nonsense", "job=%3Cscript%3E", "page=99999999999999999999"]
)
def test_an_address_of_nonsense_is_no_error(officer: Sitting, query: str) -> None:
    assert "<script>" not in officer.reads(f"/runs?{query}")


def test_a_run_tells_every_change_why_and_what_was_withheld(officer: Sitting) -> None:
    made, failed = rows.issue(), rows.issue(key="dx-014")
    plan = rows.plan(
        made,
        failed,
        withheld=(Extra("file:x", "資料 x.pptx", "人が書きかえたため。", nameless="資料 x.pptx"),),
    )
    run = rows.run(officer, "newsletter", Status.PARTLY_FAILED, plan=plan, words="投稿する権限がありません。")
    rows.settles(officer, run, made)
    rows.settles(officer, run, failed, Outcome.FAILED, "投稿する権限がありません。")

    page = officer.reads(f"/runs/{run.id}")

    assert "投稿『DX通信 第13号』" in page
    assert "作成しました" in page
    assert "できませんでした" in page
    assert "資料 x.pptx" in page
    assert "人が書きかえたため。" in page
    assert "第13号の本文です。" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER])
def test_what_a_run_says_to_single_persons_is_for_officers_alone(officer: Sitting, role: Role) -> None:
    made = rows.issue()
    plan = rows.plan(made, withheld=(Extra("mail:x", "山田 葵 へのメール", "名簿にいません。"),))
    run = rows.run(officer, "newsletter", Status.PARTLY_FAILED, plan=plan, words="山田 葵 に送れません。")
    rows.settles(officer, run, made)
    officer.hall.guest = hall.visitor(role)

    page = officer.reads(f"/runs/{run.id}")

    assert "研修担当だけが見られます" in page
    assert not [word for word in ("山田 葵", "名簿にいません", "第13号の本文です。") if word in page]


def test_a_run_that_is_not_there_is_said_in_words(officer: Sitting) -> None:
    assert "はありません" in officer.reads("/runs/nothing", status=409)


def test_an_officer_runs_it_once_more_however_often_they_click(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.FAILED, words="読めません。")

    officer.sends(f"/runs/{run.id}/retry", reason="ブックを直した")
    officer.sends(f"/runs/{run.id}/retry", reason="ブックを直した")

    again = officer.desk.books.runs.of_status(Status.REQUESTED)
    assert [(one.job, one.cohort, one.trigger, one.actor) for one in again] == [
        ("collect", "R7", Trigger.MANUAL, "sato-m@example.jp")
    ]
    assert "ブックを直した" in again[0].reason
    assert again[0].is_due(clock.now())


def test_where_no_daemon_is_at_work_the_page_says_so_and_how_to_start_it(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.FAILED)

    page = officer.sends(f"/runs/{run.id}/retry", reason="もう一度")

    assert "常駐が動いていません" in page
    assert "m365bot daemon" in page


def test_what_waits_is_cancelled_with_who_and_why(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.REQUESTED)

    officer.sends(f"/runs/{run.id}/cancel", reason="日を間違えた")

    kept = officer.desk.books.runs.get(run.id)
    assert kept is not None
    assert kept.status is Status.CANCELLED
    assert "sato-m@example.jp が取り消しました。日を間違えた" in kept.reason


def test_what_is_over_cannot_be_cancelled_and_says_so(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.DONE)

    answer = officer.browser.post(f"/runs/{run.id}/cancel", data={"reason": "x"})

    assert answer.status_code == 409
    assert "もう終わっています" in answer.text


def test_what_can_not_be_taken_back_is_refused_in_words(officer: Sitting) -> None:
    run = rows.run(officer, "newsletter", Status.DONE, plan=rows.plan(rows.issue()))

    answer = officer.browser.post(f"/runs/{run.id}/undo", data={"reason": "x"})

    assert answer.status_code == 409
    assert "取り消せるものがありません" in answer.text


def test_whoever_only_looks_is_offered_nothing_to_do(nobody: Sitting) -> None:
    nobody.hall.guest = hall.visitor(Role.VIEWER)
    run = rows.run(nobody, "collect", Status.FAILED, words="読めません。")

    assert "できること" not in nobody.reads(f"/runs/{run.id}")


def test_a_redemption_link_is_for_officers_alone(nobody: Sitting) -> None:
    """Whoever has it is the guest."""
    guest = Guest(rows.AUTHOR)
    change = Change(Action.CREATE, guest, "まだいません。")
    run = rows.run(nobody, "provision", Status.DONE, plan=rows.plan(change))
    rows.settles(nobody, run, change)
    nobody.desk.books.journals.memory()[guest.key] = {"redeem_url": "https://login.example/redeem?x"}

    nobody.hall.guest = hall.visitor(Role.OFFICER)
    assert "https://login.example/redeem" in nobody.reads(f"/runs/{run.id}")
    nobody.hall.guest = hall.visitor(Role.VIEWER)
    assert "https://login.example/redeem" not in nobody.reads(f"/runs/{run.id}")


def test_a_run_is_followed_until_it_is_over(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.DONE)

    answer = officer.browser.get(f"/runs/{run.id}/live")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("event: over\n")


@pytest.mark.parametrize("what", ["retry", "cancel", "undo"])
def test_without_a_reason_nothing_is_ended_or_begun_whatever_the_browser_let_through(
    officer: Sitting, what: str
) -> None:
    run = rows.run(officer, "collect", Status.REQUESTED if what == "cancel" else Status.FAILED)

    answer = officer.browser.post(f"/runs/{run.id}/{what}", data={"reason": "  "})

    assert answer.status_code == 409
    assert "理由を書いてください" in answer.text
    assert officer.desk.books.runs.get(run.id) == run
    assert len(officer.desk.books.runs.newest()) == 1


def test_a_reason_that_nobody_reads_to_its_end_is_refused_before_anything_is_done(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.REQUESTED)

    answer = officer.browser.post(f"/runs/{run.id}/cancel", data={"reason": "あ" * 501})

    assert answer.status_code == 400
    assert "500字まで" in answer.text
    assert officer.desk.books.runs.get(run.id) == run
    assert officer.browser.post(f"/runs/{run.id}/cancel", data={"reason": "あ" * 500}).status_code == 200


@pytest.mark.parametrize("path", ["/runs", "/runs/collect-R7-1", "/jobs/collect", "/"])
def test_what_somebody_typed_is_for_those_who_decide(officer: Sitting, path: str) -> None:
    """It may name people."""
    rows.run(officer, "collect", Status.FAILED, reason="山田さんの件", words="山田 葵 のブックが読めません。")
    officer.desk.switch().pause("collect", "sato-m@example.jp", "山田さんの件")
    mine = officer.reads(path)
    officer.hall.guest = hall.visitor(Role.VIEWER)

    page = officer.reads(path)

    assert "山田" in mine
    assert "山田" not in page


def test_without_a_script_the_page_refreshes_itself(officer: Sitting) -> None:
    run = rows.run(officer, "collect", Status.RUNNING)

    page = officer.reads(f"/runs/{run.id}")

    assert '<noscript><meta http-equiv="refresh"' in page
    assert "更新" in page


def test_a_run_of_another_year_says_which(officer: Sitting) -> None:
    at = datetime(2021, 5, 7, 6, 30, tzinfo=UTC)

    run = rows.run(officer, "collect", Status.DONE, at=at)

    assert "2021年5月7日(金) 15:30" in officer.reads(f"/runs/{run.id}")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/runs", "/runs/newsletter-R7-1", "/approvals"])
def test_pages_ask_the_database_the_same_few_times_however_much_there_is(
    officer: Sitting, queries: list[str], path: str
) -> None:
    many = 300
    changes = [rows.issue(key=f"dx-{number:03}") for number in range(many)]
    rows.run(officer, "newsletter", Status.DONE, plan=rows.plan(*changes))
    for number in range(2, many + 2):
        rows.run(officer, "provision", Status.DONE, number=number)
    officer.reads("/")
    queries.clear()

    officer.reads(path)

    assert len([one for one in queries if one.startswith("SELECT")]) <= 12
