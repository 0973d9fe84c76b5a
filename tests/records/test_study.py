"""The self-study log: what is read of its rows, and what it counts."""

from dataclasses import replace

import pytest

from m365bot.programme.curriculum import Course, StudyItem
from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.records import Records, study
from m365bot.records.chances import chances_of
from m365bot.records.frame import Frame
from m365bot.records.lacks import Doubt
from tests.records.programmes import FIRST, Office

CLOUD = StudyItem("cloud", "クラウドとは", hours=0.5, course="basics")
API = StudyItem("api", "API のしくみ", hours=1.5, course="basics")
ITEM = Question(
    "item", "教材", "choice", options=("クラウドとは", "cloud", "API のしくみ", "api"), called=("item",)
)


def log(asked):
    """The office's one questionnaire as the log, so that its rows are judged like all others."""
    form = Form(
        "after", "自主学習の記録", SourceSpec("list", "x"), resubmission="all", questions=(ITEM,), free=True
    )
    return replace(asked, form=form)


def school():
    office = Office(trainees=2, change=log)
    office.cohort = replace(office.cohort, study_log=office.questionnaire)
    office.programme = replace(office.programme, cohorts=(office.cohort,), self_study=(CLOUD, API))
    return office


def line(mail="t1@example.jp", item="クラウドとは", **more):
    return {"メール": mail, "教材": item, **more}


def logged(office, *lines):
    rows = [row for row in office.collect(*lines) if row.state == "kept"]
    return [(one.person.mail[:2], one.item.key) for one in study.logged(office.cohort, (CLOUD, API), rows)]


def test_an_item_is_known_by_its_title_or_its_key_and_counts_once_a_person():
    lines = (line(), line(item="cloud"), line(item="api"), line("t2@example.jp", "API のしくみ"))

    assert logged(school(), *lines) == [("t1", "cloud"), ("t1", "api"), ("t2", "api")]


def test_the_column_may_be_called_otherwise_and_others_beside_it_say_nothing():
    lines = ({"メール": "t1@example.jp", "item": "cloud", "感想": "分かりやすい", "実施日": "2025-06-01"},)

    assert logged(school(), *lines) == [("t1", "cloud")]


def test_an_item_or_a_person_that_nobody_knows_is_kept_and_shown_and_counts_nothing():
    office = school()

    rows = office.collect(line(item="宇宙"), line("x@example.jp"))

    assert [row.state for row in rows] == ["quarantined", "quarantined"]
    assert logged(office, line(item="宇宙"), line("x@example.jp")) == []


def test_items_become_hours_of_their_course_with_the_row_as_evidence():
    office = school()
    records = Records.of(office.collect(line(), line(item="api")))

    hours = records.hours(office.cohort, office.programme, FIRST)

    standing = hours.standing(office.people[0])
    assert standing.by_course == {"basics": 2}
    assert standing.studied == {"cloud", "api"}
    assert [each.evidence for each in hours.ledger.lines] == ["after #1 cloud", "after #2 api"]


def test_what_is_logged_is_no_chance_any_more():
    office = school()
    frame = Frame.of(office.cohort, office.programme)

    lack = chances_of(office.cohort, frame, (), office.people[0], FIRST, frozenset({"cloud"})).lack(None, 3)

    assert [way.title for way in lack.ways] == ["API のしくみ"]


def test_a_row_of_another_form_or_of_nobody_hides_none_after_it():
    office = school()
    own = next(row for row in office.collect(line()) if row.state == "kept")
    others = (
        replace(own, number=8, asked=replace(own.asked, form="final")),
        replace(own, number=9, person_id="stranger"),
    )

    found = study.logged(office.cohort, (CLOUD, API), (*others, own))

    assert [(one.person.id, one.row.number) for one in found] == [("p1", own.number)]


@pytest.mark.parametrize(
    ("course", "hours", "doubt"),
    [
        ("basics", 2, Doubt.LOG),  # all that its items could give
        ("basics", 2.1, None),
        ("other", 0.5, None),
        ("", 2, Doubt.LOG),
        ("", 2.1, None),
    ],
)
def test_a_log_that_nobody_could_read_leaves_open_only_what_its_items_could_give(course, hours, doubt):
    office = school()
    frame = Frame.of(office.cohort, office.programme)
    chances = chances_of(office.cohort, frame, (), office.people[0], FIRST, frozenset(), Doubt.LOG)

    lack = chances.lack(Course(course, course, 3) if course else None, hours)

    assert lack.doubt is doubt
