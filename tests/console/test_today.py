"""今日: on a new instance what to do first; later what waits, what is wrong, what ran and what comes next."""

from m365bot.console.roles import Role
from m365bot.journal import Status
from tests.console import answers, hall
from tests.console.hall import Sitting
from tests.console.rows import run


def test_a_fresh_database_says_what_to_do_first(officer: Sitting) -> None:
    page = officer.reads("/")

    assert "まず、ここから" in page
    assert "m365bot daemon" in page
    assert "/settings/checkup" in page


def test_what_waits_and_what_failed_is_told_with_why(officer: Sitting) -> None:
    run(officer, "newsletter", Status.AWAITING_APPROVAL, asking={"changes": [{}, {}]})
    run(officer, "collect", Status.FAILED, words="回答のブックが見つかりません。")
    run(officer, "distribute", Status.REQUESTED)

    page = officer.reads("/")

    assert "まず、ここから" not in page
    assert "承認を待つもの 2件" in page
    assert "回答のブックが見つかりません。" in page
    assert "自動では動いていません" in page
    assert "実行中、または予約済み" in page


def test_rows_that_wait_for_a_look_are_counted_for_who_may_mend_them(
    officer: Sitting,
) -> None:
    run(officer, "provision", Status.DONE)
    trainee = officer.desk.usable().cohort("R7").trainees()[0]
    answers.came(officer, answers.wrong(f"x{trainee.mail}"))

    page = officer.reads("/")
    officer.hall.guest = hall.visitor(Role.VIEWER)
    others = officer.reads("/")

    assert "来たままでは数えられない回答があります" in page
    assert 'href="/quarantine"' in page
    assert "来たままでは数えられない回答があります" not in others


def test_from_today_it_is_one_click_to_who_has_not_submitted_and_to_the_calendar(officer: Sitting) -> None:
    run(officer, "provision", Status.DONE)

    page = officer.reads("/")

    assert 'href="/cohorts/R7/forms"' in page
    assert 'href="/cohorts/R7/calendar"' in page
    assert 'href="/cohorts/R6/' not in page


def test_a_page_below_another_stands_in_the_same_room(officer: Sitting) -> None:
    run(officer, "provision", Status.DONE, number=1)

    assert '<a href="/jobs" aria-current="true">' in officer.reads("/jobs/provision")
    assert '<a href="/runs" aria-current="true">' in officer.reads("/runs/provision-R7-1")
    assert '<a href="/runs" aria-current="page">' in officer.reads("/runs")


def test_a_quiet_day_says_so(officer: Sitting) -> None:
    run(officer, "provision", Status.DONE)

    page = officer.reads("/")

    assert "失敗したもの、止まっているものはありません。" in page
    assert "承認を待っているものはありません。" in page
    assert "完了" in page


def test_words_of_others_are_no_html(officer: Sitting) -> None:
    run(officer, "collect", Status.FAILED, words="<script>alert(1)</script>")

    page = officer.reads("/")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_asks_the_database_the_same_few_times_however_much_ran(
    officer: Sitting, queries: list[str]
) -> None:
    for number in range(300):
        run(officer, "provision", Status.DONE, number=number)
    officer.reads("/")
    queries.clear()

    officer.reads("/")

    assert len([one for one in queries if one.startswith("SELECT")]) <= 6
