"""Rows are judged again when config that has a say in it changes, and only then."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from m365bot.programme.forms import Question
from m365bot.programme.people import Line, Role
from m365bot.programme.sessions import Round
from m365bot.records import relevance
from tests.records.programmes import (
    FIRST,
    IDEA,
    SATISFACTION,
    TOKYO,
    Office,
    person,
    session,
    trainee,
    with_form,
)


def word(office):
    return relevance.word(office.questionnaire, office.cohort, office.programme)


def office(change=lambda asked: asked, enrol=None, questions=(SATISFACTION, IDEA)):
    made = Office(questions, trainees=2, change=change)
    if enrol:
        made.enrol(*enrol(made))
    return made


@pytest.mark.parametrize(
    "change",
    [
        with_form(who="trainees"),
        with_form(identity="連絡先"),
        with_form(resubmission="first"),
        with_form(questions=(IDEA, SATISFACTION)),
        with_form(questions=(replace(SATISFACTION, range=(1, 7)), IDEA)),
        with_form(questions=(replace(SATISFACTION, text="満足度"), IDEA)),
        with_form(questions=(replace(SATISFACTION, key="s"), IDEA)),
        with_form(questions=(replace(SATISFACTION, type="number"), IDEA)),
        with_form(questions=(SATISFACTION, Question("idea", IDEA.text, "choice", options=("a",)))),
        lambda asked: replace(asked, due=datetime(2025, 6, 27, tzinfo=TOKYO)),
        lambda asked: replace(asked, opens=datetime(2025, 6, 20, tzinfo=TOKYO)),
        lambda asked: replace(asked, session=session("班1")),
        lambda asked: replace(asked, session=session(audience=("修了生",))),
        lambda asked: replace(asked, session=None),
        lambda asked: replace(
            asked, session=replace(session(), rounds=(Round(FIRST, FIRST.replace(hour=16)),))
        ),
    ],
)
def test_a_form_its_dates_and_whom_it_asks_have_a_say(change):
    assert word(office(change)) != word(office())


@pytest.mark.parametrize(
    "enrol",
    [
        lambda made: made.cohort.lines[:1],
        lambda made: (*made.cohort.lines, trainee(person("n", "n@example.jp"))),
        lambda made: (trainee(made.people[0], "班2"), made.cohort.lines[1]),
        lambda made: (trainee(made.people[0], end=date(2025, 6, 1)), made.cohort.lines[1]),
        lambda made: (trainee(made.people[0], start=date(2025, 6, 1)), made.cohort.lines[1]),
        lambda made: (Line(made.people[0], Role.MENTOR, "班1"), made.cohort.lines[1]),
        lambda made: (trainee(replace(made.people[0], mail="n@example.jp")), made.cohort.lines[1]),
        lambda made: (trainee(replace(made.people[0], contact="n@example.jp")), made.cohort.lines[1]),
    ],
)
def test_the_roster_has_a_say(enrol):
    assert word(office(enrol=enrol)) != word(office())


@pytest.mark.parametrize(
    "change",
    [
        with_form(title="別の題"),
        with_form(questions=(replace(SATISFACTION, show="never"), IDEA)),
        lambda asked: replace(asked, title="別の題"),
        lambda asked: replace(asked, session=replace(asked.session, title="別の題", hours=9)),
    ],
)
def test_titles_and_what_is_shown_have_none(change):
    assert word(office(change)) == word(office())


def test_leaders_of_other_cohorts_the_end_and_the_time_zone_have_a_say():
    made = office()
    before = word(made)
    leaders = replace(made.cohort, key="R6", lines=(Line(made.people[0], Role.LEADER),))

    others = [
        relevance.word(
            made.questionnaire, made.cohort, replace(made.programme, cohorts=(made.cohort, leaders))
        ),
        relevance.word(made.questionnaire, replace(made.cohort, ends=date(2025, 12, 1)), made.programme),
        relevance.word(made.questionnaire, made.cohort, replace(made.programme, timezone=None)),
    ]

    assert before not in others
    assert word(office()) == before
