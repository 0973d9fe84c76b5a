"""self-study.yaml: items and the log that each cohort reads."""

import pytest

from m365bot.programme import Questionnaire
from tests.reading.conftest import Instance

ITEMS = """\
items:
  - {key: cloud, title: クラウドとは, hours: 0.5, course: powerbi}
  - {key: api, title: API のしくみ, hours: 1.5, course: powerbi}
"""


def log_of(instance: Instance) -> Questionnaire:
    found = instance.read()
    assert found.complaints == ()
    assert found.programme and found.programme.cohorts[0].study_log
    return found.programme.cohorts[0].study_log


def test_each_cohort_reads_its_log_beside_its_questionnaires(instance: Instance) -> None:
    instance.write("self-study.yaml", ITEMS + 'log: {list: "自主学習/{cohort}"}\n')

    log = log_of(instance)

    assert (log.form.key, log.source.kind, log.source.name, log.source.team) == (
        "self-study",
        "list",
        "R7",
        None,
    )
    assert f"{log.opens:%Y-%m-%d %H:%M}" == "2025-05-12 08:30"
    assert log.form.questions[0].options == ("クラウドとは", "cloud", "API のしくみ", "api")
    cohort = instance.read().usable().cohorts[0]
    assert [each.key for each in cohort.questionnaires] == ["after/powerbi-1"]
    assert [each.key for each in cohort.collected] == ["after/powerbi-1", "self-study"]


def test_a_form_may_be_the_log(instance: Instance) -> None:
    instance.write("self-study.yaml", ITEMS + "log: {form: study}\n")
    instance.write(
        "forms/study.yaml",
        "form: study\ntitle: 自主学習\nsource: {list: フォーム回答/自主学習}\nquestions:\n"
        "  - {key: what, text: どの教材, type: choice, options: [クラウドとは, API のしくみ]}\n",
    )

    log = log_of(instance)

    assert log.form.item_question and log.form.item_question.key == "what"


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("log: {form: nothing}", "様式 'nothing' は forms/ にありません"),
        ("log: {form: after}", "どの質問が教材か"),
    ],
)
def test_a_log_that_no_form_can_be_is_told_and_stops_nothing_but_hours(
    instance: Instance, log: str, told: str
) -> None:
    instance.write("self-study.yaml", f"{ITEMS}{log}\n")

    assert told in instance.only_complaint().words
    assert [str(fault.part) for fault in instance.read().usable().faults] == ["hours"]


def test_without_a_log_nothing_is_read(instance: Instance) -> None:
    instance.write("self-study.yaml", ITEMS)

    programme = instance.read().usable()

    assert programme.cohorts[0].study_log is None
    assert [item.key for item in programme.self_study] == ["cloud", "api"]
