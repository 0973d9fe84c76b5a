"""How fresh a source is known to be, as it is remembered and as it is shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from m365bot.records import AnswersOf, freshness
from m365bot.records.freshness import BEGINNING, AlreadyConfirmed, Confirmed, Freshness

MOVED, SAID, READ = (f"2025-{day}T00:00:00+00:00" for day in ("06-20", "06-28", "07-01"))
DUE = datetime(2025, 6, 26, 17, 15, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_what_is_remembered_comes_back():
    fresh = Freshness(AnswersOf("R7", "after", "powerbi-1"), READ, MOVED, SAID)

    assert Freshness.from_memo(fresh.to_memo()) == fresh
    assert fresh.key == "answers:R7/after/powerbi-1"
    assert fresh.key.startswith(BEGINNING)


def test_a_form_of_no_session_is_shown_without_one():
    assert Freshness(AnswersOf("R7", "midterm"), None).document() == {
        "cohort": "R7",
        "form": "midterm",
        "session": None,
        "read": None,
        "known_fresh_until": None,
    }


def test_a_memo_of_before_is_of_a_list_and_known_up_to_the_look():
    memo = {"cohort": "R7", "form": "after", "session": "", "read": READ}

    assert Freshness.from_memo(memo).known_until == READ


@pytest.mark.parametrize(
    ("until", "confirmed", "announced", "known", "whole"),
    [
        (None, None, None, None, False),
        (MOVED, None, None, MOVED, False),
        (READ, None, None, READ, True),
        (MOVED, SAID, None, SAID, True),
        (MOVED, None, SAID, SAID, False),  # what was confirmed has yet to be read
        (READ, SAID, None, READ, True),
    ],
)
def test_a_source_is_known_by_its_last_change_or_by_somebodys_word_the_records_once_that_was_read(
    until, confirmed, announced, known, whole
):
    fresh = Freshness(AnswersOf("R7", "after"), READ, until, confirmed, announced)

    assert (fresh.known_until, fresh.is_known(DUE)) == (known, whole)


def test_what_is_not_known_is_told_with_the_way_on():
    asked = AnswersOf("R7", "after", "powerbi-1")

    words = freshness.unknown(asked, DUE, Freshness(asked, READ, MOVED), "workbook")

    assert "締切(2025-06-26 17:15)" in words
    assert "2025-06-20 09:00 まで" in words
    assert "m365bot records confirm --cohort R7 --form after --session powerbi-1" in words


def test_an_exported_folder_is_mended_by_another_export():
    asked = AnswersOf("R7", "midterm")

    words = freshness.unknown(asked, DUE, Freshness(asked, None), "drop")

    assert "書き出し直して" in words
    assert "分かっているのは 不明 まで" in words
    assert "records confirm" not in words


def test_a_confirmation_is_remembered_and_counts_at_once_for_the_source():
    confirmed = Confirmed(AnswersOf("R7", "after", "powerbi-1"), SAID, "sato")
    fresh = Freshness(confirmed.asked, READ, MOVED)

    assert Confirmed.from_memo(confirmed.to_memo()) == confirmed
    assert confirmed.key.endswith("R7/after/powerbi-1")
    assert fresh.also(confirmed).known_until == SAID
    assert fresh.also(None) is fresh


@pytest.mark.parametrize(("who", "told"), [("sato", "sato が、先に"), ("", "— が、先に")])
def test_who_confirms_second_is_told_who_was_first(who, told):
    before = Confirmed(AnswersOf("R7", "after"), SAID, who)

    error = AlreadyConfirmed(before)

    assert str(error).startswith(told)
    assert error.before == before
    assert str(AlreadyConfirmed(None)).startswith("— が")
