"""The reference instance: what an officer would find in it."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.programme import Programme, Role, Target
from m365bot.reading import Reading

ROOT = Path(__file__).parents[2]
JUNE = date(2025, 6, 2)


@pytest.fixture(scope="module")
def found() -> Reading:
    return reading.read(ROOT)


@pytest.fixture(scope="module")
def office(found: Reading) -> Programme:
    assert found.programme
    return found.programme


def test_it_is_without_complaint_also_with_its_finished_cohorts(found: Reading) -> None:
    whole = reading.read(ROOT, named=("R3", "R4", "R5", "R6"))

    assert found.complaints == ()
    assert whole.complaints == ()
    assert whole.programme
    assert all(cohort.read for cohort in whole.programme.cohorts)


def test_every_remark_is_of_something_without_effect(found: Reading) -> None:
    assert found.remarks
    assert {note.words for note in found.remarks if "効果のない" not in note.words} == set()


def test_r3_to_r6_are_finished_and_r7_runs(office: Programme) -> None:
    assert [(cohort.key, cohort.status) for cohort in office.cohorts] == [
        ("R3", "finished"),
        ("R4", "finished"),
        ("R5", "finished"),
        ("R6", "finished"),
        ("R7", "running"),
    ]
    assert [cohort.key for cohort in office.unfinished] == ["R7"]


def test_each_cohort_has_twenty_trainees_one_to_three_from_each_department(office: Programme) -> None:
    for cohort in office.cohorts:
        lines = {line.person: line for line in cohort.lines if line.role is Role.TRAINEE}
        counts = Counter(line.department for line in lines.values())
        assert len(lines) == 20
        assert set(counts.values()) <= {1, 2, 3}
        assert len(counts) == 14


def test_r7_has_five_groups_of_four_on_every_day(office: Programme) -> None:
    cohort = office.unfinished[0]
    for day in (JUNE, date(2025, 8, 31), date(2025, 9, 1)):
        assert {group: len(people) for group, people in cohort.groups_on(day).items()} == {
            f"班{number}": 4 for number in range(1, 6)
        }
    assert cohort.groups_on(date(2025, 8, 31)) != cohort.groups_on(date(2025, 9, 1))


def test_who_attends_everything_completes(office: Programme) -> None:
    cohort = office.unfinished[0]
    hours: Counter[str] = Counter()
    for session in cohort.sessions:
        if session.course and not session.makes_up:
            hours[session.course] += session.hours  # type: ignore[assignment]
    for item in office.self_study:
        hours[item.course] += item.hours  # type: ignore[assignment]

    assert sum(hours.values()) >= office.completion.hours_at_least
    for course in office.curriculum:
        assert hours[course.key] >= course.hours * office.completion.passed_at


def test_an_outside_instructor_is_in_the_channels_of_own_sessions_alone(office: Programme) -> None:
    cohort = office.unfinished[0]
    koushi = office.find_person("koushi@partner.example.com")
    assert koushi
    assert koushi.outside

    channels = [spec.name for spec in cohort.channels if koushi in cohort.people_of(spec, JUNE)]

    assert channels == ["R7 Power BI", "R7 Power Apps"]
    assert all(spec.kind == "private" for spec in cohort.channels)


def test_leaders_are_every_trainee_of_the_finished_cohorts(office: Programme) -> None:
    assert len(office.leaders_on(JUNE)) == 80
    assert len(office.leaders_on(date(2024, 11, 30))) == 60


def test_officers_change_on_the_first_of_april(office: Programme) -> None:
    assert [each.mail for each in office.officers_on(date(2025, 3, 31))] == [
        "kenshu@example.jp",
        "m.hayashi@example.jp",
    ]
    assert [each.mail for each in office.officers_on(date(2025, 4, 1))] == [
        "kenshu@example.jp",
        "y.okada@example.jp",
    ]


def test_a_person_is_found_by_either_address_whatever_its_case(office: Programme) -> None:
    person = office.find_person("A.Yamada@EXAMPLE.jp ")

    assert person
    assert person is office.find_person("dx-yamada@city.example.jp")
    assert person.mail == "a.yamada@example.jp"


def test_materials_of_power_bi_come_three_business_days_before(office: Programme) -> None:
    found = [each for each in office.unfinished[0].materials if each.session.key == "powerbi-1"]

    assert {each.relative for each in found} >= {
        "powerbi/Power BI 演習.pptx",
        "powerbi/データ/施設利用者数.xlsx",
    }
    assert {each.release for each in found} == {datetime(2025, 6, 13, 8, 30, tzinfo=office.timezone)}


def test_the_questionnaire_of_power_bi_reads_a_list_in_the_officers_site(office: Programme) -> None:
    found = next(each for each in office.unfinished[0].questionnaires if each.key == "after/powerbi-1")

    assert (found.source.kind, found.source.team, found.source.name) == ("list", None, "R7 powerbi-1")
    assert found.opens == datetime(2025, 6, 18, 16, 30, tzinfo=office.timezone)
    assert found.due == datetime(2025, 6, 26, 17, 15, tzinfo=office.timezone)
    assert len(office.unfinished[0].expected(found, JUNE)) == 20


def test_issue_12_goes_to_the_leaders_and_to_r7(office: Programme) -> None:
    issue = next(each for each in office.issues if each.number == 12)

    assert issue.channels == (
        Target(office.leaders_team, "一般"),
        Target(office.unfinished[0].team, "R7 全体"),
    )
    assert issue.publish == datetime(2025, 6, 2, 9, tzinfo=office.timezone)
    assert issue.until == datetime(2025, 6, 2, 13, tzinfo=office.timezone)


def test_the_moved_session_is_on_its_new_day(office: Programme) -> None:
    session = office.unfinished[0].session("project-5")

    assert session
    assert session.starts.date() == date(2025, 9, 11)
    assert session.moved_from
    assert session.moved_from.date() == date(2025, 9, 4)
    assert session.because == "台風"


def test_the_sandbox_seeds_everybody_but_outside_instructors(office: Programme) -> None:
    import json

    seed = json.loads((ROOT / "m365bot/sandbox/seeds/reference.json").read_text("utf-8"))
    seeded = {user["userPrincipalName"].lower() for user in seed["users"]}

    for person in office.everybody.values():
        assert (person.mail.lower() in seeded) is not person.outside
