"""Sessions: how long, when again, and what follows from a round."""

import pytest

COHORT = "cohorts/R7/cohort.yaml"


def session(instance, text: str):
    instance.add(COHORT, f"  - {{key: x, course: powerbi, title: 回, {text}}}\n")
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    return reading.programme.cohorts[0].session("x")


@pytest.mark.parametrize(
    ("text", "hours", "ends"),
    [
        ("at: 2025-07-02 13:30, hours: 3", 3, "16:30"),
        ("at: 2025-07-02 13:30, ends: 16:30", 3, "16:30"),
        ("at: 2025-07-02 9:30, ends: 16:30, breaks: 1", 6, "16:30"),
        ("at: 2025-07-02 9:30, ends: 16:30, breaks: 60分", 6, "16:30"),
        ("at: 2025-07-02 9:30, hours: 6, breaks: 1", 6, "16:30"),
        ("at: 2025-07-02 9:30, hours: 2, ends: 16:30", 2, "16:30"),
        ("at: 令和7年7月2日 午後1時半, hours: 1.5", 1.5, "15:00"),
    ],
)
def test_hours_and_end_follow_from_each_other(instance, text, hours, ends) -> None:
    found = session(instance, text)

    assert found.hours == hours
    assert f"{found.ends:%H:%M}" == ends


def test_a_makeup_session_is_as_the_one_it_makes_up(instance) -> None:
    instance.add(COHORT, "  - {key: again, makes_up: powerbi-1, at: 2025-07-02 13:30, ends: 16:00}\n")

    reading = instance.read()
    found = reading.programme.cohorts[0].session("again")

    assert (found.title, found.course, found.channel, found.hours) == (
        "Power BI 演習",
        "powerbi",
        "R7 Power BI",
        2.5,
    )
    assert len(found.instructors) == 1
    assert [each.key for each in reading.programme.cohorts[0].questionnaires] == ["after/powerbi-1"]


def test_a_moved_session_keeps_its_hours_and_knows_where_it_was(instance) -> None:
    found = session(instance, "at: 2025-09-04 13:30, ends: 16:30, moved_to: 2025-09-11, because: 台風")

    assert found.starts.isoformat() == "2025-09-11T13:30:00+09:00"
    assert found.ends.isoformat() == "2025-09-11T16:30:00+09:00"
    assert found.moved_from.isoformat() == "2025-09-04T13:30:00+09:00"


def test_a_session_without_a_channel_is_in_its_courses_channel(instance) -> None:
    assert session(instance, "at: 2025-07-02 13:30, hours: 3").channel == "R7 Power BI"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("at: 2025-07-02 13:30", "長さ"),
        ("at: 2025-07-02 13:30, ends: 12:30", "12:30"),
        ("hours: 3", "at も rounds も"),
        ("at: 2025-07-02 13:30, hours: 3, breaks: 60", "60"),
    ],
)
def test_a_session_that_cannot_be_is_a_complaint(instance, text, word) -> None:
    instance.add(COHORT, f"  - {{key: x, course: powerbi, title: 回, {text}}}\n")

    assert word in instance.only_complaint().words


@pytest.mark.parametrize(
    ("day", "word"), [("2026-07-02", "外です"), ("2025-07-21", "海の日"), ("2025-07-05", "休みの日")]
)
def test_a_day_that_is_odd_is_remarked_on(instance, day, word) -> None:
    instance.add(COHORT, f"  - {{key: x, course: powerbi, title: 回, at: {day} 13:30, hours: 3}}\n")

    reading = instance.read()

    assert reading.complaints == ()
    assert word in reading.remarks[0].words


def test_two_sessions_of_one_key_are_a_complaint(instance) -> None:
    instance.add(COHORT, "  - {key: powerbi-1, course: powerbi, title: 別, at: 2025-07-02 13:30, hours: 3}\n")

    assert "2回" in instance.only_complaint().words


def test_a_form_opens_with_the_first_round_and_is_due_after_the_last(instance) -> None:
    found = instance.read().programme.cohorts[0].questionnaires[0]

    assert found.opens.isoformat() == "2025-06-18T16:30:00+09:00"
    assert found.due.isoformat() == "2025-06-26T17:15:00+09:00"
    assert found.title == "事後アンケート(Power BI 演習)"


def test_a_list_may_lie_in_the_site_of_a_team_that_is_named(instance) -> None:
    instance.change("forms/after.yaml", "フォーム回答/", "育成研修 R7/")

    source = instance.read().programme.cohorts[0].questionnaires[0].source

    assert (source.team, source.name) == ("育成研修 R7", "R7 powerbi-1")


def test_a_form_with_dates_of_its_own_is_asked_of_the_cohort(instance) -> None:
    instance.write(
        "forms/apply.yaml",
        "form: apply\ntitle: 応募\nsource: {list: '応募/{cohort} 応募'}\nwho: applicants\n"
        + "opens: 2025-02-17\ndue: 2025-03-14 17:00\nquestions: [{key: why, text: 理由, type: text}]\n",
    )

    found = instance.read().programme.cohorts[0].questionnaires[-1]

    assert (found.key, found.session, found.source.name) == ("apply", None, "R7 応募")
    assert found.opens.isoformat() == "2025-02-17T08:30:00+09:00"
    assert found.due.isoformat() == "2025-03-14T17:00:00+09:00"
