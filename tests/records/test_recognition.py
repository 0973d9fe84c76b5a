"""Whether a post of figures was sent from these records: by its mark, what it says, or else when it was edited (S4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from m365bot.records import recognition
from m365bot.records.editions import Edition
from m365bot.records.recognition import Shown

AT = datetime(2025, 6, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = "results-R7-2025-w26"
SUBJECT = "R7 研修の集計(2025年第26週)"
FIVE = Edition("R7", f"{KEY}.{'5' * 12}", SUBJECT, "of five", AT)
TEN = Edition("R7", f"{KEY}.{'a' * 12}", SUBJECT, "of ten", AT + 4 * 24 * HOUR)
POST = Shown("1", None, SUBJECT, "of five", None)


def memo(edition: Edition, words: str = "", **others: Any) -> dict[str, Any]:
    """Of the post as it was after this edition."""
    digest = edition.marker.rpartition(".")[2] + "0" * 52
    said = recognition.noted(digest, words) if words else {}
    return {"id": "1", "digest": digest, **said, **others}


def test_a_mark_decides_where_there_is_one() -> None:
    marked = replace(POST, marker=TEN.marker, words="whatever")

    assert recognition.is_known(marked, [FIVE, TEN], {})
    assert not recognition.is_known(marked, [FIVE], memo(FIVE))


def test_a_subject_that_nobody_noted_is_of_another_database() -> None:
    assert not recognition.is_known(POST, [], {})


def test_what_says_what_was_noted_before_it_left_is_known_also_where_its_answer_was_lost() -> None:
    """Killed between the edit and its note: what is remembered is of the edition before."""
    edited = replace(POST, words="of ten", edited=TEN.at)

    assert recognition.is_known(edited, [FIVE, TEN], memo(FIVE, "of five"))


def test_an_edit_that_an_older_copy_knows_nothing_of_is_told_by_its_words() -> None:
    """Though it was made in the minute after the copy."""
    edited = replace(POST, words="of ten", edited=AT + timedelta(minutes=1))

    assert not recognition.is_known(edited, [FIVE], memo(FIVE, "of five"))


def test_a_second_post_of_the_same_week_is_not_ours() -> None:
    assert not recognition.is_known(replace(POST, id="2", words="of ten"), [FIVE], memo(FIVE, "of five"))


# a service that makes other words of them


@pytest.mark.parametrize("edited", [None, AT, AT + 3 * 24 * HOUR])
def test_words_as_the_service_made_them_are_known_whenever(edited: datetime | None) -> None:
    made = replace(POST, words="of 5️⃣", edited=edited)

    assert recognition.is_known(made, [FIVE], memo(FIVE, "of 5️⃣"))


def test_after_an_edit_of_ours_the_words_of_before_speak_against_nothing() -> None:
    made = replace(POST, words="of 🔟", edited=(TEN.at or AT) + timedelta(minutes=2))

    assert recognition.is_known(made, [FIVE, TEN], memo(TEN) | recognition.noted("5" * 12 + "0" * 52, "of 5️⃣"))
    assert recognition.is_known(made, [FIVE, TEN], memo(FIVE, "of 5️⃣"))  # killed before it was remembered


# where nothing is known of its words: an earlier version's posts, and deleted ones


@pytest.mark.parametrize(
    ("edited", "known"),
    [
        (None, True),
        (AT - HOUR, True),  # its clock need not be ours
        (AT + timedelta(minutes=50), True),  # of ours, that waited for its turn
        (AT + 2 * HOUR, False),
        (datetime.max.replace(tzinfo=UTC), False),  # a service that does not say
    ],
)
@pytest.mark.parametrize("words", ["as an earlier version sent it", ""])
def test_the_moment_of_the_last_edit_decides(words: str, edited: datetime | None, known: bool) -> None:
    older = replace(FIVE, words="")

    assert recognition.is_known(replace(POST, words=words, edited=edited), [older], memo(older)) is known


def test_the_text_of_an_earlier_edition_that_came_back_is_the_newest() -> None:
    """Noted anew when it left: the one between does not make its edit late."""
    again = replace(FIVE, at=(TEN.at or AT) + HOUR)

    assert recognition.newest_of(SUBJECT, [TEN, again]) == again
    assert recognition.is_known(replace(POST, words="?", edited=again.at), [TEN, again], memo(again))


def test_the_words_of_a_post_of_an_earlier_version_are_learned_once() -> None:
    older = replace(FIVE, words="")

    assert recognition.may_be_learned(POST, older, memo(older))
    assert not recognition.may_be_learned(POST, older, memo(older, "of five"))
    assert not recognition.may_be_learned(replace(POST, words=""), older, memo(older))
    assert not recognition.may_be_learned(replace(POST, id="2"), older, memo(older))


def test_words_are_not_learned_for_an_edition_that_is_not_remembered_yet() -> None:
    """Killed after the edit: they would be taken for those of the edition before."""
    assert not recognition.may_be_learned(replace(POST, words="of ten"), TEN, memo(FIVE))
