"""What takes a guard away waits for a second person, whichever way it came; and nobody gets round that."""

import pytest

from m365bot.editing import confirming
from m365bot.editing.confirming import Second
from m365bot.editing.outcome import Ending, Outcome
from m365bot.errors import ConfigError, GuardStopped
from m365bot.journal.version import How, State
from tests.editing.conftest import COHORT_FILE, PEOPLE_FILE, Desk
from tests.reading.conftest import COHORT, HEADER, ISSUE, PEOPLE, PROGRAMME

ISSUE_FILE, PROGRAMME_FILE = "config/newsletter/012-apps.md", "config/programme.yaml"
OFFICER_MORE = PEOPLE + "谷 桜,s.tani@example.jp,,000104,総務局,,,,,研修担当,班1,,\n"
ALONE = ISSUE.replace("approve: true", "approve: false")
CHIEF = "kacho@example.jp"


def second(who: str = CHIEF, **more: bool) -> Second:
    return Second(who, f"oid-{who}", **more)


def confirms(desk: Desk, file: str, by: Second | None = None) -> Outcome:
    found = confirming.waiting(desk.cabinet, file)
    assert found is not None
    return confirming.confirm(desk.cabinet, file, found.seen, by or second(), "確かめた")


def state(desk: Desk, file: str) -> State:
    return desk.cabinet.versions.standing()[file].newest.state


def test_an_officer_added_on_a_page_waits_for_a_second_person(known: Desk) -> None:
    """Where nobody is named approver, officers approve."""
    outcome = known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)

    assert outcome.ending is Ending.ASKING
    assert any("承認できる人が増える" in words and "s.tani@example.jp" in words for words in outcome.asks)
    assert (known.lies(PEOPLE_FILE), known.in_force(PEOPLE_FILE)) == (PEOPLE, PEOPLE)
    assert state(known, PEOPLE_FILE) is State.ASKING


def test_an_issue_that_asks_nobody_waits_for_a_second_person(known: Desk) -> None:
    outcome = known.edits_on_a_page(ISSUE_FILE, ALONE)

    assert outcome.ending is Ending.ASKING
    assert any("第12号" in words for words in outcome.asks)
    assert not (known.cabinet.instance / ISSUE_FILE).exists()


def test_what_takes_no_guard_away_waits_for_nobody(known: Desk) -> None:
    more = PEOPLE + "谷 桜,s.tani@example.jp,,000104,総務局,,,,,受講者,班1,,\n"

    assert known.edits_on_a_page(PEOPLE_FILE, more).ending is Ending.IN_FORCE
    assert known.edits_on_a_page(ISSUE_FILE, ISSUE).ending is Ending.IN_FORCE


def test_whoever_writes_the_folder_is_asked_nothing(known: Desk) -> None:
    known.saves_by_hand(PEOPLE_FILE, OFFICER_MORE)

    assert known.in_force(PEOPLE_FILE) == OFFICER_MORE


def test_the_operator_brings_back_what_they_like(known: Desk) -> None:
    known.saves_by_hand(PEOPLE_FILE, OFFICER_MORE)
    known.cabinet.look()
    known.saves_by_hand(PEOPLE_FILE, PEOPLE)
    known.cabinet.look()

    by_page = known.cabinet.undo(PEOPLE_FILE, 2, "kenshu@example.jp", "")
    by_operator = known.cabinet.undo(PEOPLE_FILE, 2, "root", "", is_operators=True)

    assert (by_page.ending, by_operator.ending) == (Ending.ASKING, Ending.IN_FORCE)
    assert known.lies(PEOPLE_FILE) == OFFICER_MORE


def test_from_sharepoint_it_waits_and_what_is_saved_beside_it_does_not(known: Desk) -> None:
    moved = COHORT.replace("hours: 3", "hours: 4")

    outcome = known.pulls({PEOPLE_FILE: OFFICER_MORE, COHORT_FILE: moved, ISSUE_FILE: ALONE})

    assert (known.lies(PEOPLE_FILE), known.lies(COHORT_FILE)) == (PEOPLE, COHORT)
    assert {state(known, file) for file in (PEOPLE_FILE, ISSUE_FILE)} == {State.ASKING}
    assert outcome.asks


def test_a_form_saved_beside_it_in_sharepoint_takes_effect(known: Desk) -> None:
    after = known.lies("config/forms/after.yaml").replace("満足度", "満足のほど")

    known.pulls({PEOPLE_FILE: OFFICER_MORE, "config/forms/after.yaml": after})

    assert (known.lies(PEOPLE_FILE), known.lies("config/forms/after.yaml")) == (PEOPLE, after)


def test_fetched_again_it_waits_as_it_did(known: Desk) -> None:
    known.pulls({PEOPLE_FILE: OFFICER_MORE})

    known.pulls({COHORT_FILE: COHORT.replace("hours: 3", "hours: 5")})

    assert [one for one in known.history(PEOPLE_FILE) if one[2] is State.ASKING] == [
        (2, How.PULLED, State.ASKING)
    ]
    assert known.lies(PEOPLE_FILE) == PEOPLE


def test_saved_back_in_sharepoint_nothing_waits_any_more(known: Desk) -> None:
    known.pulls({PEOPLE_FILE: OFFICER_MORE})

    known.pulls({PEOPLE_FILE: PEOPLE})

    assert confirming.waiting(known.cabinet, PEOPLE_FILE) is None
    assert known.lies(PEOPLE_FILE) == PEOPLE
    assert known.pulls({PEOPLE_FILE: PEOPLE}).ending is Ending.SAME


def test_a_broken_file_beside_it_does_not_hide_it(known: Desk) -> None:
    """Judged together, a cohort that cannot be read has no officers; alone in force, the roster would have one more."""
    broken = COHORT.replace("cohort: R7", "cohort: [")

    known.pulls({COHORT_FILE: broken, PEOPLE_FILE: OFFICER_MORE})

    assert (known.lies(PEOPLE_FILE), known.lies(COHORT_FILE)) == (PEOPLE, COHORT)


def test_confirmed_by_another_it_takes_effect_and_says_by_whom(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)

    outcome = confirms(known, PEOPLE_FILE)

    assert (outcome.ending, known.lies(PEOPLE_FILE)) == (Ending.IN_FORCE, OFFICER_MORE)
    newest = known.cabinet.versions.history(PEOPLE_FILE)[0]
    assert (newest.how, newest.who, newest.account, newest.of) == (How.CONFIRMED, CHIEF, f"oid-{CHIEF}", 2)
    assert known.cabinet.look() == ()
    assert known.books.verdict().fault is None


@pytest.mark.parametrize("who", ["kenshu@example.jp", "KENSHU@example.jp"])
def test_whoever_made_the_change_does_not_confirm_it(known: Desk, who: str) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)

    with pytest.raises(GuardStopped, match="手を入れた人"):
        confirms(known, PEOPLE_FILE, second(who))

    assert known.lies(PEOPLE_FILE) == PEOPLE


def test_nor_by_the_account_under_another_name(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)

    with pytest.raises(GuardStopped, match="手を入れた人"):
        confirms(known, PEOPLE_FILE, Second("renamed@example.jp", "oid-kenshu@example.jp"))


def test_whoever_wrote_what_another_saved_once_more_is_an_author_too(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE, who=CHIEF)
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE.replace("000104", "000105"), who="kenshu@example.jp")

    with pytest.raises(GuardStopped, match="手を入れた人"):
        confirms(known, PEOPLE_FILE, second(CHIEF))


def test_where_config_lets_one_person_decide_they_may(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)

    outcome = confirms(known, PEOPLE_FILE, second("kenshu@example.jp", may_be_author=True))

    assert outcome.ending is Ending.IN_FORCE


def test_what_nobody_is_known_to_have_made_is_confirmed_by_nobody(known: Desk) -> None:
    known.pulls({PEOPLE_FILE: OFFICER_MORE}, who="")
    found = confirming.waiting(known.cabinet, PEOPLE_FILE)
    assert found is not None

    assert found.authors[0].who == ""
    if found.is_nobodys:
        with pytest.raises(GuardStopped, match="だれが変えたか"):
            confirms(known, PEOPLE_FILE)


def test_a_page_of_before_confirms_nothing(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)
    seen = confirming.waiting(known.cabinet, PEOPLE_FILE)
    assert seen is not None
    worse = OFFICER_MORE.replace("s.tani@", "x.tani@")
    known.edits_on_a_page(PEOPLE_FILE, worse)

    with pytest.raises(ConfigError, match="もう一度ご確認"):
        confirming.confirm(known.cabinet, PEOPLE_FILE, seen.seen, second(), "")

    assert known.lies(PEOPLE_FILE) == PEOPLE


def test_what_is_the_operators_alone_is_confirmed_by_nobody(known: Desk) -> None:
    outcome = known.edits_on_a_page(PROGRAMME_FILE, PROGRAMME + "single_officer: true\n")

    assert outcome.ending is Ending.HELD
    assert confirming.waiting(known.cabinet, PROGRAMME_FILE) is None


def test_what_waits_and_is_wrong_meanwhile_is_not_laid(known: Desk) -> None:
    known.edits_on_a_page(PEOPLE_FILE, OFFICER_MORE)
    other = COHORT.replace("cohort: R7", "cohort: R8").replace("powerbi-1", "powerbi-2")
    known.saves_by_hand("config/cohorts/R8/people.csv", OFFICER_MORE.replace("谷 桜", "谷 楓"))
    known.saves_by_hand("config/cohorts/R8/cohort.yaml", other)
    known.cabinet.look()
    found = confirming.waiting(known.cabinet, PEOPLE_FILE)
    assert found is not None

    outcome = confirms(known, PEOPLE_FILE)

    assert outcome.ending in (Ending.IN_FORCE, Ending.HELD)
    assert (outcome.ending is Ending.HELD) == bool(found.verdict.faults)


def test_a_workbook_in_place_of_a_sheet_is_confirmed_with_it(known: Desk) -> None:
    import io

    from openpyxl import Workbook

    from m365bot.journal.version import Draft

    book = Workbook()
    for line in OFFICER_MORE.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]  # a new workbook has a sheet
    content = io.BytesIO()
    book.save(content)
    workbook = PEOPLE_FILE.replace(".csv", ".xlsx")
    by = {"who": "kenshu@example.jp", "account": "oid-kenshu@example.jp"}
    outcome = known.cabinet.change(
        [
            Draft(workbook, content.getvalue(), How.UPLOADED, **by),  # type: ignore[arg-type]  # by name
            Draft(PEOPLE_FILE, None, How.UPLOADED, base=1, **by),  # type: ignore[arg-type]  # by name
        ]
    )
    assert outcome.ending is Ending.ASKING

    assert confirms(known, workbook).ending is Ending.IN_FORCE
    assert not (known.cabinet.instance / PEOPLE_FILE).exists()
    assert (known.cabinet.instance / workbook).exists()


def test_a_header_alone_is_no_officer(known: Desk) -> None:
    assert known.edits_on_a_page(PEOPLE_FILE, HEADER + PEOPLE.partition("\n")[2]).ending is Ending.SAME
