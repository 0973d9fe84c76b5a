"""今日: on a new instance what to do first; later what waits, what is wrong, what ran and what comes next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from m365bot.journal import Run, Status, Trigger
from m365bot.journal.report import NOTHING, Report, Trouble
from tests.console.hall import Sitting

NOW = datetime.now(UTC)


def run(
    sitting: Sitting, job: str, status: Status, *, number: int = 1, words: str = "", **fields: object
) -> Run:
    """A row as it may stand in the books."""
    failed = 1 if words else 0
    report = Report(
        counts={**NOTHING, "failed": failed}, errors=(Trouble("", words, "Permanent"),) if words else ()
    )
    made = Run(
        id=f"{job}-R7-{number}",
        instance=sitting.desk.books.instance,
        job=job,
        cohort="R7",
        status=status,
        trigger=Trigger.SCHEDULE,
        at=NOW - timedelta(minutes=number),
        planned=NOW - timedelta(minutes=number),
        ended=NOW - timedelta(minutes=number),
        report=report,
    )
    made = replace(made, **fields)  # type: ignore[arg-type]  # a test's own fields
    assert sitting.desk.books.runs.add(made)
    return made


def test_a_fresh_database_says_what_to_do_first(officer: Sitting) -> None:
    page = officer.reads("/")

    assert "まず、ここから" in page
    assert "m365bot daemon" in page
    assert "m365bot doctor" in page


def test_what_waits_and_what_failed_is_told_with_why(officer: Sitting) -> None:
    run(officer, "newsletter", Status.AWAITING_APPROVAL, asking={"changes": [{}, {}]})
    run(officer, "collect", Status.FAILED, words="回答のブックが見つかりません。")

    page = officer.reads("/")

    assert "まず、ここから" not in page
    assert "承認を待つもの 2件" in page
    assert "回答のブックが見つかりません。" in page
    assert "自動では動いていません" in page


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


@pytest.mark.parametrize("many", [10, 300])
def test_the_page_asks_the_database_the_same_few_times_however_much_ran(
    officer: Sitting, queries: list[str], many: int
) -> None:
    for number in range(many):
        run(officer, "provision", Status.DONE, number=number)
    officer.reads("/")
    queries.clear()

    officer.reads("/")

    assert len([one for one in queries if one.startswith("SELECT")]) <= 5
