"""What is asked of the records: which rows count, and up to when they are known to be whole."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.programme import Cohort, Questionnaire
from m365bot.programme.forms import SourcePlace
from m365bot.records import AnswersOf, Records, Row
from m365bot.records.freshness import Freshness
from m365bot.records.hours import Log
from tests.records.programmes import ASKED, TOKYO, Office

DUE = datetime(2025, 6, 26, 17, 15, tzinfo=TOKYO)
MOMENT = timedelta(microseconds=1)
BOOK = SourcePlace("workbook", "研修運営", "R7.xlsx")


def known(until: datetime | None, asked: AnswersOf = ASKED) -> Records:
    """until: None where somebody looked and cannot tell."""
    text = until.isoformat() if until else None
    return replace(Records(), fresh={asked: Freshness(asked, read=DUE.isoformat(), until=text)})


def row(
    number: int, state: str, *, cohort: str = "R7", form: str = "after", session: str = "powerbi-1"
) -> Row:
    return Row(number, f"list/{number}", "", asked=AnswersOf(cohort, form, session), state=state)


ROWS = (
    row(1, "kept"),
    row(2, "quarantined"),
    row(3, "superseded"),
    row(4, "kept", form="final", session=""),
    row(5, "kept", session="apps-1"),
    row(6, "quarantined", cohort="R6"),
)


def test_rows_are_told_by_cohort_form_and_session() -> None:
    records = Records.of(ROWS)

    def numbers(rows: tuple[Row, ...]) -> list[int]:
        return [each.number for each in rows]

    assert numbers(records.rows("R7")) == [1, 2, 3, 4, 5]
    assert numbers(records.rows("R7", form="after")) == [1, 2, 3, 5]
    assert numbers(records.rows("R7", session="")) == [4]
    assert numbers(records.kept("R7", form="after", session="apps-1")) == [5]
    assert numbers(records.kept("R7")) == [1, 4, 5]
    assert numbers(records.quarantined("R7")) == [2]
    assert (records.empty, Records().empty) == (False, True)


def asked(**changes: object) -> Questionnaire:
    return replace(Office().questionnaire, **{"source": BOOK, "due": DUE, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("records", "is_in_doubt"),
    [(Records(), True), (known(None), True), (known(DUE - MOMENT), True), (known(DUE), False)],
)
def test_past_its_due_date_a_workbook_is_in_doubt_until_it_is_known_to_be_whole(
    records: Records, is_in_doubt: bool
) -> None:
    assert records.is_in_doubt(asked(), DUE + MOMENT) == is_in_doubt


@pytest.mark.parametrize(
    ("changes", "now"),
    [({}, DUE), ({"due": None}, DUE + MOMENT), ({"source": replace(BOOK, kind="list")}, DUE + MOMENT)],
)
def test_before_its_due_date_without_one_and_of_a_list_there_is_no_doubt(
    changes: dict[str, object], now: datetime
) -> None:
    assert not Records().is_in_doubt(asked(**changes), now)


def test_it_is_told_up_to_when_answers_are_here() -> None:
    assert known(DUE).known_until(asked()) == DUE
    assert known(None).known_until(asked()) is None
    assert Records().known_until(asked()) is None
    assert [known(until).is_current(asked(), DUE) for until in (DUE, DUE - MOMENT, None)] == [
        True,
        False,
        False,
    ]


def test_of_what_could_not_be_read_just_now_nothing_is_known() -> None:
    other = AnswersOf("R7", "final")
    both = replace(Records(), fresh={**known(DUE).fresh, **known(DUE, other).fresh})

    assert set(both.without([ASKED]).fresh) == {other}
    assert both.without([]) is both


def with_log(**changes: object) -> Cohort:
    return replace(Office().cohort, study_log=asked(**{"opens": None, **changes}))


@pytest.mark.parametrize(
    ("records", "changes", "after", "log"),
    [
        (Records(), {}, 0, Log.UNREAD),
        (Records(), {"opens": DUE}, 0, Log.READ),  # nobody can have logged anything
        (Records(), {"opens": DUE - MOMENT}, 0, Log.UNREAD),
        (known(None), {}, 0, Log.READ),  # the cohort is under way: what comes later is yet to come
        (known(DUE), {}, 200, Log.UNREAD),  # it is over, and a workbook may lag behind its end
        (known(DUE), {"source": replace(BOOK, kind="list")}, 200, Log.READ),
        (known(DUE + timedelta(days=190)), {}, 200, Log.READ),
    ],
)
def test_the_log_is_read_once_it_is_known_to_hold_what_was_logged(
    records: Records, changes: dict[str, object], after: int, log: Log
) -> None:
    now = DUE - MOMENT + timedelta(days=after)
    cohort = with_log(**changes)

    assert records.hours(cohort, Office().programme, now).log is log


def test_without_a_log_nothing_is_left_to_be_read() -> None:
    assert Records().hours(Office().cohort, Office().programme, DUE).log is Log.READ
