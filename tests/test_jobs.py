"""What the five jobs yield, without a tenant."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from m365bot import job
from m365bot.job import Job, Now
from m365bot.programme import Cohort, Programme
from m365bot.programme.channels import ChannelSpec
from m365bot.programme.faults import Fault, Part
from m365bot.programme.people import Officer, Period
from m365bot.records.snapshot import Records
from m365bot.resources import AnswerList, Figures, Gone, Member, Responses, Team, Unusable
from tests.records.programmes import FIRST, Office, answer, person

DAY = FIRST + timedelta(days=10)


@pytest.fixture(scope="module")
def jobs() -> dict[str, Job]:
    return dict(job.found_in(Path(__file__).parents[1] / "jobs"))


def asked(office: Office) -> Cohort:
    channel = ChannelSpec("R7 全体", kind="private")
    return replace(office.cohort, channels=(channel,), questionnaires=(office.questionnaire,))


def test_c59_one_faulty_form_is_told_and_the_others_results_go_out(jobs) -> None:
    office = Office()
    rows = office.collect(*(answer(f"t{each}@example.jp", 4 + each % 2) for each in range(1, 8)))
    fault = Fault(Part.FORMS, "", "config/forms/other.yaml", "設定の不備が1件あります。")
    programme = replace(office.programme, faults=(fault,))

    found = jobs["results"].wanted(
        {Programme: programme, Cohort: asked(office), Records: Records.of(rows), Now: DAY}
    )

    assert [type(each) for each in found] == [Unusable, Figures]


@pytest.mark.parametrize(("text", "is_told"), [("reminder", True), ("escalation", True), ("welcome", False)])
def test_a_faulty_text_is_told_by_the_job_that_sends_it_alone(jobs, text: str, is_told: bool) -> None:
    office = Office()
    fault = Fault(Part.MESSAGES, "", f"config/messages/{text}.md", "設定の不備が1件あります。")
    programme = replace(office.programme, faults=(fault,))

    found = jobs["remind"].wanted(
        {Programme: programme, Cohort: asked(office), Records: Records.of(()), Now: DAY}
    )

    assert [each.file for each in found if isinstance(each, Unusable)] == ([fault.file] if is_told else [])


def test_o13_a_finished_cohort_that_is_named_is_told_and_no_team_is_made_for_it(jobs) -> None:
    office = Office()
    over = replace(asked(office), status="finished")

    found = jobs["provision"].wanted({Programme: office.programme, Cohort: over, Now: DAY})

    assert over.team.name not in [each.name for each in found if isinstance(each, Team)]
    assert ["finished" in each.words for each in found if isinstance(each, Unusable)] == [True]


def test_o10_an_officer_whose_term_ended_leaves_the_team_and_each_private_channel(jobs) -> None:
    office = Office()
    before = Officer(person("o1", "old@example.jp"), Period(None, date(2025, 6, 1)))
    programme = replace(
        office.programme, officers=(before, Officer(person("o2", "new@example.jp"), Period()))
    )

    found = jobs["provision"].wanted({Programme: programme, Cohort: asked(office), Now: DAY})

    gone = [each.resource for each in found if isinstance(each, Gone)]
    assert {each.person.id for each in gone if isinstance(each, Member)} == {"o1"}
    assert {each.of.name for each in gone} >= {"dx-leader-r7", "R7 全体", "dx-office"}


def collected(jobs, now, **source: object) -> list[type]:
    office = Office()
    opens = FIRST.replace(hour=16)
    question = replace(
        office.questionnaire, opens=opens, source=replace(office.questionnaire.source, **source)
    )
    cohort = replace(asked(office), questionnaires=(question,))
    return [
        type(one) for one in jobs["collect"].wanted({Programme: office.programme, Cohort: cohort, Now: now})
    ]


def test_a_list_that_config_wants_is_made_before_its_form_opens_and_not_once_it_is_over(jobs) -> None:
    before, while_open, over = (
        FIRST - timedelta(days=30),
        FIRST + timedelta(days=1),
        FIRST + timedelta(days=30),
    )

    assert collected(jobs, before, make=True) == [AnswerList]
    assert collected(jobs, while_open, make=True) == [AnswerList, Responses]
    assert collected(jobs, over, make=True) == [Responses]


def test_a_list_that_a_flow_or_a_person_makes_is_not_made(jobs) -> None:
    assert collected(jobs, FIRST + timedelta(days=1)) == [Responses]
