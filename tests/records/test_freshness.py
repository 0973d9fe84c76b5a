"""How fresh a source is known to be, as it is remembered and as it is shown."""

from m365bot.records import AnswersOf
from m365bot.records.freshness import BEGINNING, Freshness


def test_what_is_remembered_comes_back():
    fresh = Freshness(AnswersOf("R7", "after", "powerbi-1"), "2025-06-23T00:00:00+00:00")

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
