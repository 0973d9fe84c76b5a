"""Who has handed in what, and of whom nobody can know."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.records import Records, Row, handed
from m365bot.records.freshness import Freshness
from m365bot.records.handed import HandedIn
from tests.records.programmes import ASKED, TOKYO, Office, with_form

DUE = datetime(2025, 6, 26, 17, 15, tzinfo=TOKYO)
MOMENT = timedelta(microseconds=1)


def row(
    number: int, state: str, who: str | None, *, once: str | None = None, gone: bool = False, of=ASKED
) -> Row:
    return Row(number, f"list/{number}", "", asked=of, person_id=who, once=once, state=state, gone=gone)


def told(
    *rows: Row, now: datetime = DUE, until: datetime | None = DUE, who: str = "trainees", **changes
) -> HandedIn:
    office = Office(trainees=4, change=with_form(who=who))
    asked = replace(office.questionnaire, **changes)
    cohort = replace(office.cohort, questionnaires=(asked,))
    fresh = {ASKED: Freshness(ASKED, until.isoformat(), until.isoformat())} if until else {}
    (found,) = handed.of(replace(Records.of(rows), fresh=fresh), cohort, now)
    return found


def test_who_has_a_row_that_counts_or_is_looked_at_has_handed_in() -> None:
    found = told(
        row(1, "kept", "p1", of=replace(ASKED, cohort="R6")),
        row(2, "kept", "p1"),
        row(3, "quarantined", None, once="p2"),
        row(4, "superseded", "p3"),
        row(5, "kept", "p3", gone=True),
        row(6, "quarantined", "x"),
        row(7, "kept", "p4", of=replace(ASKED, form="final")),
    )

    assert [each.id for each in found.here] == ["p1", "p2"]
    assert [each.id for each in found.missing] == ["p3", "p4"]
    assert found.doubtful == 2
    assert [found.is_awaited_of(each) for each in (found.awaited[0], replace(found.awaited[0], id="x"))] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("now", "is_begun"), [(DUE - MOMENT, False), (DUE, True)])
def test_it_begins_when_it_opens(now: datetime, is_begun: bool) -> None:
    assert told(now=now, opens=DUE, due=None).is_begun == is_begun
    assert told(now=now, opens=None).is_begun


@pytest.mark.parametrize(
    ("now", "until", "is_over", "is_in_doubt"),
    [
        (DUE, DUE - MOMENT, False, False),
        (DUE + MOMENT, DUE - MOMENT, True, True),
        (DUE + MOMENT, DUE, True, False),
        (DUE, None, False, True),
    ],
)
def test_after_its_due_date_who_is_missing_is_known_once_all_was_read(
    now: datetime, until: datetime | None, is_over: bool, is_in_doubt: bool
) -> None:
    found = told(now=now, until=until)

    assert (found.is_over, found.is_in_doubt) == (is_over, is_in_doubt)
    assert not told(now=now, due=None).is_over


@pytest.mark.parametrize(
    ("who", "is_for_people"), [("trainees", True), ("attendees", True), ("anonymous", False)]
)
def test_who_is_to_answer_is_known_of_trainees(who: str, is_for_people: bool) -> None:
    assert told(who=who).is_for_people == is_for_people
