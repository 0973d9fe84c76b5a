"""What becomes of officers' changes, whichever way they come."""

import io
import os

import pytest
from PIL import Image

from m365bot.editing.outcome import Ending
from m365bot.errors import ConfigError
from m365bot.journal.version import How, State
from tests.editing.conftest import COHORT_FILE, PEOPLE_FILE, Desk
from tests.reading.conftest import AFTER, COHORT, ISSUE, PEOPLE

MOVED = COHORT.replace("2025-06-18 13:30", "2025-06-25 13:30")
BROKEN = COHORT.replace("channels:", "chanels:")


def test_the_files_as_they_are_found_first_are_in_force(desk: Desk) -> None:
    desk.cabinet.look()

    assert desk.history(COHORT_FILE) == [(1, How.FOUND, State.IN_FORCE)]


def test_a_look_at_unchanged_files_notes_nothing(known: Desk) -> None:
    assert known.cabinet.look() == ()


def test_an_edit_lies_in_the_folder_and_is_a_version(known: Desk) -> None:
    outcome = known.edits(COHORT_FILE, MOVED)

    assert outcome.ending is Ending.IN_FORCE
    assert known.lies(COHORT_FILE) == MOVED
    newest = known.cabinet.versions.history(COHORT_FILE)[0]
    assert (newest.who, newest.reason, newest.how, newest.state) == (
        "kenshu@example.jp",
        "訂正",
        How.EDITED,
        State.IN_FORCE,
    )
    assert known.cabinet.look() == ()


def test_an_issue_may_show_a_picture_that_lies_beside_it(known: Desk) -> None:
    """The look at a change sees pictures as they are."""
    picture = known.cabinet.instance / "config/newsletter/app.png"
    picture.parent.mkdir()
    points = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(points, "PNG")
    picture.write_bytes(points.getvalue())

    outcome = known.edits_on_a_page("config/newsletter/012-apps.md", ISSUE + "\n![点検の画面](app.png)\n")

    assert outcome.ending is Ending.IN_FORCE, outcome.faults
    assert picture.read_bytes() == points.getvalue()


def test_a_broken_edit_is_kept_explained_and_not_in_force(known: Desk) -> None:
    outcome = known.edits(COHORT_FILE, BROKEN)

    assert outcome.ending is Ending.HELD
    assert [one.file for one in outcome.faults] == [COHORT_FILE]
    assert "chanels" in outcome.faults[0].words
    assert known.lies(COHORT_FILE) == COHORT
    assert known.history(COHORT_FILE)[0] == (2, How.EDITED, State.HELD)
    kept = known.cabinet.content(known.cabinet.version(COHORT_FILE, 2))
    assert kept == BROKEN.encode()
    assert known.cabinet.look() == ()


def test_what_is_saved_upon_a_broken_edit_takes_effect(known: Desk) -> None:
    known.edits(COHORT_FILE, BROKEN)

    outcome = known.edits(COHORT_FILE, MOVED)

    assert (outcome.ending, known.lies(COHORT_FILE)) == (Ending.IN_FORCE, MOVED)


def test_a_file_saved_by_hand_is_noticed(known: Desk) -> None:
    known.saves_by_hand(COHORT_FILE, MOVED)

    known.cabinet.look()

    assert known.history(COHORT_FILE)[0] == (2, How.FOUND, State.IN_FORCE)


def test_one_broken_by_hand_leaves_the_last_good_version_in_force(known: Desk) -> None:
    known.saves_by_hand(COHORT_FILE, BROKEN)

    assert known.in_force(COHORT_FILE) == COHORT
    assert known.history(COHORT_FILE)[0] == (2, How.FOUND, State.HELD)
    assert known.lies(COHORT_FILE) == BROKEN, "the folder is the officers'"


def test_beside_a_broken_file_another_change_is_in_force(known: Desk) -> None:
    more = PEOPLE + "谷 桜,s.tani@example.jp,,000104,総務局,,,,,受講者,班1,,\n"
    known.saves_by_hand(COHORT_FILE, BROKEN)
    known.saves_by_hand(PEOPLE_FILE, more)

    assert (known.in_force(COHORT_FILE), known.in_force(PEOPLE_FILE)) == (COHORT, more)


def test_what_breaks_a_file_that_nobody_changed_is_not_in_force(known: Desk) -> None:
    """The cohort's file asks for the form."""
    (known.cabinet.instance / "config/forms/after.yaml").unlink()

    assert known.in_force("config/forms/after.yaml") == AFTER
    assert known.history("config/forms/after.yaml")[0][2] is State.HELD


def test_a_file_mended_by_hand_is_in_force_again(known: Desk) -> None:
    known.saves_by_hand(COHORT_FILE, BROKEN)
    known.cabinet.look()
    known.saves_by_hand(COHORT_FILE, MOVED)

    assert known.cabinet.in_force() == known.cabinet.instance
    assert known.history(COHORT_FILE)[0] == (3, How.FOUND, State.IN_FORCE)


def test_what_another_file_makes_whole_is_in_force_without_another_save(known: Desk) -> None:
    wants = COHORT.replace("form: after", "form: later")
    known.saves_by_hand(COHORT_FILE, wants)
    known.cabinet.look()
    known.saves_by_hand("config/forms/later.yaml", AFTER.replace("form: after", "form: later"))

    assert known.in_force(COHORT_FILE) == wants
    assert known.cabinet.in_force() == known.cabinet.instance


def test_of_two_edits_of_one_file_the_second_collides_and_is_kept(known: Desk) -> None:
    known.edits(COHORT_FILE, MOVED, base=1, who="first@example.jp")

    outcome = known.edits(COHORT_FILE, COHORT.replace("班2", "班1"), base=1, who="second@example.jp")

    assert outcome.ending is Ending.COLLIDED
    assert outcome.theirs and outcome.theirs.who == "first@example.jp"
    assert known.lies(COHORT_FILE) == MOVED
    kept = known.cabinet.version(COHORT_FILE, 3)
    assert (kept.state, known.cabinet.content(kept)) == (
        State.COLLIDED,
        COHORT.replace("班2", "班1").encode(),
    )


def test_what_collided_is_in_force_once_it_is_saved_upon_the_other(known: Desk) -> None:
    known.edits(COHORT_FILE, MOVED, base=1)
    mine = COHORT.replace("班2", "班1")
    known.edits(COHORT_FILE, mine, base=1)

    outcome = known.edits(COHORT_FILE, mine, base=2)

    assert (outcome.ending, known.lies(COHORT_FILE)) == (Ending.IN_FORCE, mine)


def test_an_edit_collides_with_what_was_saved_by_hand_meanwhile(known: Desk) -> None:
    known.saves_by_hand(COHORT_FILE, MOVED)

    outcome = known.edits(COHORT_FILE, COHORT.replace("班2", "班1"), base=1)

    assert (outcome.ending, known.lies(COHORT_FILE)) == (Ending.COLLIDED, MOVED)


def test_a_double_click_is_one_version_and_no_collision(known: Desk) -> None:
    first = known.edits(COHORT_FILE, MOVED, base=1)
    second = known.edits(COHORT_FILE, MOVED, base=1)

    assert (first.ending, second.ending) == (Ending.IN_FORCE, Ending.SAME)
    assert len(known.history(COHORT_FILE)) == 2


def test_the_copy_that_runs_went_by_is_gone_a_day_after_all_is_mended(known: Desk) -> None:
    known.saves_by_hand(COHORT_FILE, BROKEN)
    copy = known.cabinet.in_force()
    known.saves_by_hand(COHORT_FILE, MOVED)
    known.cabinet.in_force()
    at_once = copy.exists()
    os.utime(copy, (0, 0))

    known.cabinet.in_force()

    assert (at_once, copy.exists()) == (True, False)


def test_the_same_text_again_is_no_version(known: Desk) -> None:
    assert known.edits(COHORT_FILE, COHORT).ending is Ending.SAME
    assert len(known.history(COHORT_FILE)) == 1


def test_undo_is_a_new_version_with_the_old_content(known: Desk) -> None:
    known.edits(COHORT_FILE, MOVED)

    outcome = known.cabinet.undo(COHORT_FILE, 1, "kenshu@example.jp", "間違い")

    assert (outcome.ending, known.lies(COHORT_FILE)) == (Ending.IN_FORCE, COHORT)
    newest = known.cabinet.versions.history(COHORT_FILE)[0]
    assert (newest.number, newest.how, newest.of) == (3, How.UNDONE, 1)


def test_a_file_can_be_made_and_taken_away(known: Desk) -> None:
    form = "config/forms/later.yaml"
    known.edits(form, AFTER.replace("form: after", "form: later"))
    was = known.lies(form)

    outcome = known.edits(form, None)

    assert outcome.ending is Ending.IN_FORCE
    assert not (known.cabinet.instance / form).exists()
    known.cabinet.undo(form, 1, "", "")
    assert known.lies(form) == was


@pytest.mark.parametrize(
    "file",
    [
        "config/settings.toml",
        "config/../jobs/provision.yaml",
        "jobs/provision.py",
        "config/.hidden.yaml",
        "/etc/passwd",
        "config/cohorts/../../x.yaml",
        "config/cohorts/R7/materials/powerbi/notes.md",
        "config/forms/a\0.yaml",
    ],
)
def test_nothing_but_the_officers_files_can_be_written(known: Desk, file: str) -> None:
    with pytest.raises(ConfigError):
        known.edits(file, "x: y\n")


def test_a_folder_that_is_away_is_not_a_folder_that_was_emptied(known: Desk) -> None:
    (known.cabinet.instance / "config").rename(known.cabinet.instance / "elsewhere")

    assert known.cabinet.look() == ()
    with pytest.raises(ConfigError, match=r"programme\.yaml"):
        known.edits(COHORT_FILE, MOVED)
    assert not (known.cabinet.instance / "config").exists()


def test_where_the_folder_cannot_be_written_what_was_typed_is_kept(known: Desk) -> None:
    (known.cabinet.instance / "config/cohorts/R7/.cohort.yaml.m365bot-new").mkdir()

    with pytest.raises(ConfigError, match="書き込めません"):
        known.edits(COHORT_FILE, MOVED)

    assert known.lies(COHORT_FILE) == COHORT
    assert known.history(COHORT_FILE)[0] == (2, How.EDITED, State.HELD)


def test_a_link_in_the_place_of_a_file_is_not_followed(known: Desk) -> None:
    outside = known.cabinet.state / "secret"
    outside.write_text("mine")
    path = known.cabinet.instance / "config/forms/later.yaml"
    path.symlink_to(outside)

    with pytest.raises(ConfigError):
        known.edits("config/forms/later.yaml", AFTER.replace("form: after", "form: later"))

    assert outside.read_text() == "mine"
