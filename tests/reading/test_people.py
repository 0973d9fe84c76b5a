"""Who is who: identities, roles, groups and periods."""

from datetime import date

import pytest

from m365bot.programme import Role

PEOPLE = "cohorts/R7/people.csv"
COHORT = "cohorts/R7/cohort.yaml"
JUNE = date(2025, 6, 18)


def cohort(instance):
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    return reading.programme.cohorts[-1]


def test_one_person_on_two_lines_with_different_roles_is_one_person(instance) -> None:
    instance.add(PEOPLE, "山田 葵,A.Yamada@example.jp,,,総務局,,,,,メンター,班2,,\n")

    found = cohort(instance)

    assert len(found.people_on(JUNE)) == 4
    person = found.lines[0].person
    assert found.with_roles(JUNE)[person] == {Role.TRAINEE, Role.MENTOR}


def test_the_same_role_twice_in_one_period_is_a_complaint_that_names_the_first_line(instance) -> None:
    instance.add(PEOPLE, "山田 葵,A.Yamada@example.jp,,000101,総務局,,,,,受講者,班1,,\n")

    complaint = instance.only_complaint()

    assert (complaint.line, complaint.column) == (6, "B")
    assert "A.Yamada@example.jp" in complaint.words
    assert "2行目" in complaint.words


def test_a_trainee_in_two_groups_at_once_is_a_complaint(instance) -> None:
    instance.add(PEOPLE, "山田 葵,a.yamada@example.jp,,000101,総務局,,,,,受講者,班2,,\n")

    assert instance.only_complaint().column == "K"


def test_a_change_of_group_is_a_new_line_with_dates(instance) -> None:
    instance.change(PEOPLE, "受講者,班1,,", "受講者,班1,,2025-08-31")
    instance.add(PEOPLE, "山田 葵,a.yamada@example.jp,,000101,総務局,,,,,受講者,班2,2025-09-01,\n")

    found = cohort(instance)
    person = found.lines[0].person

    assert person in found.groups_on(date(2025, 8, 31))["班1"]
    assert person not in found.groups_on(date(2025, 9, 1)).get("班1", ())
    assert person in found.groups_on(date(2025, 9, 1))["班2"]


def test_who_leaves_is_gone_the_day_after_the_last_day(instance) -> None:
    instance.change(PEOPLE, "受講者,班1,,", "受講者,班1,,2025-07-31")

    found = cohort(instance)
    person = found.lines[0].person

    assert person in found.people_on(date(2025, 7, 31))
    assert person not in found.people_on(date(2025, 8, 1))


def test_a_signin_name_that_changes_is_still_the_person_of_that_staff_number(instance) -> None:
    before = cohort(instance).lines[1].person
    instance.change(PEOPLE, "佐藤 亮,r.sato@example.jp", "鈴木 亮,r.suzuki@example.jp")
    instance.write(
        "cohorts/R6/cohort.yaml",
        "cohort: R6\nfiscal_year: 2024\nstarts: 2024-05-13\nends: 2024-11-29\nstatus: finished\n",
    )
    instance.write(
        "cohorts/R6/people.csv",
        "氏名,メール,職員番号,役割,開始日\n佐藤 亮,r.sato@example.jp,000102,修了生,2024-12-01\n",
    )
    reading = instance.read()
    assert reading.programme
    after = reading.programme.find_person("r.suzuki@example.jp")

    assert after
    assert after.id == before.id
    assert reading.programme.find_person("r.sato@example.jp") == after
    assert reading.programme.leaders_on(JUNE) == (after,)


def test_an_instructor_of_another_domain_is_a_guest_and_a_trainee_is_not(instance) -> None:
    instance.change(PEOPLE, "r.sato@example.jp", "r.sato@town.example.org")

    reading = instance.read()
    people = {line.person.mail: line.person for line in reading.programme.cohorts[0].lines}

    assert people["koushi@partner.example.com"].outside
    assert not people["r.sato@town.example.org"].outside
    assert "town.example.org" in reading.remarks[0].words


def test_channels_hold_whom_their_line_names(instance) -> None:
    found = cohort(instance)
    names = {spec.name: [person.name for person in found.people_of(spec, JUNE)] for spec in found.channels}

    assert names == {
        "R7 全体": ["山田 葵", "佐藤 亮", "越野 隆"],
        "R7 Power BI": ["山田 葵", "佐藤 亮", "湊 一郎"],
        "R7 班1": ["山田 葵", "越野 隆"],
        "R7 班2": ["佐藤 亮"],
    }


def test_people_may_be_written_in_cohort_yaml(instance) -> None:
    instance.path(PEOPLE).unlink()
    instance.add(
        COHORT,
        "people:\n"
        "  - {name: 山田 葵, mail: a.yamada@example.jp, department: 総務局, group: 班1}\n"
        "  - {name: 佐藤 亮, mail: r.sato@example.jp, department: 市民局, group: 班2}\n"
        "  - {name: 湊 一郎, mail: koushi@partner.example.com, role: 講師}\n",
    )

    assert [line.person.name for line in cohort(instance).lines] == ["山田 葵", "佐藤 亮", "湊 一郎"]


def test_leaders_are_not_in_a_cohorts_team_unless_a_channel_is_for_them(instance) -> None:
    instance.add(PEOPLE, "森 遥,h.mori@example.jp,,000109,総務局,,,,,修了生,,,\n")
    assert "森 遥" not in [person.name for person in cohort(instance).people_on(JUNE)]

    instance.change(COHORT, "for: [受講者, メンター]", "for: [受講者, 修了生]")

    assert "森 遥" in [person.name for person in cohort(instance).people_on(JUNE)]


def test_who_attends_a_session_is_by_the_group_of_its_day(instance) -> None:
    instance.change(COHORT, "for: [班2]", "for: [班1]")

    found = cohort(instance)

    assert [person.name for person in found.audience_of(found.sessions[0])] == ["山田 葵"]


def outsider(mail: str) -> str:
    return f"外部 講師,{mail},,,,,,,,講師,,,\n"


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("koushi+dx@partner.example.com", "「+」を含むため"),
        ("koushi_partner.example.com#EXT#@city.onmicrosoft.example", "「#」を含むため"),
        ("koushi.@partner.example.com", "「.」か「-」"),
    ],
)
def test_r6_an_address_that_cannot_be_invited_is_a_complaint(instance, mail: str, words: str) -> None:
    instance.add(PEOPLE, outsider(mail))

    complaint = instance.only_complaint()

    assert complaint.column == "B"
    assert words in complaint.words


def test_r6_an_underscore_and_a_dot_within_can_be_invited(instance) -> None:
    instance.add(PEOPLE, outsider("_a.koushi-1_@partner.example.com"))

    assert instance.read().complaints == ()
