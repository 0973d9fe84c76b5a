"""One's own record: what the person reads, and nobody's name."""

from dataclasses import replace
from datetime import timedelta

from m365bot.content import own_record
from m365bot.programme import STUDY
from m365bot.programme.channels import ChannelSpec, TabSpec
from m365bot.programme.curriculum import Completion, StudyItem
from m365bot.records import Records, handed, pseudonyms
from m365bot.records.asked import AnswersOf
from m365bot.records.freshness import Freshness
from tests.records.programmes import answer
from tests.records.test_ledger import AFTER, LATE, School


def rows_of(school):
    hours = school.hours()
    return own_record.rows(hours, hours.standing(school.people[0]))


def test_the_own_pseudonym_is_told_where_there_is_a_board_and_to_nobody_else():
    school = School((0, "powerbi-1", "○", None))
    own, *others = (pseudonyms.of(school.cohort)[who.id] for who in school.people)
    told = "『自主学習』のページでのあなたの呼び名"

    without = rows_of(school)
    board = ChannelSpec("R7 全体", kind="private", tabs=(TabSpec(STUDY, page=STUDY),))
    school.set(channels=(board,))
    with_it = rows_of(school)

    assert told not in str(without)
    assert (told, own) in with_it
    assert not any(other in str(with_it) for other in others)


def test_what_may_only_be_unread_is_said_to_be_unknown():
    school = School((0, "powerbi-1", "○", None), (0, "apps-1", "○", None), hours_at_least=10)
    school.set(study_log=school.questionnaire)
    item = StudyItem("cloud", "クラウドとは", hours=2, course="basics")
    school.programme = replace(school.programme, self_study=(item,))

    told = [cell for row in rows_of(school) for cell in row if "合計があと1時間です。" in str(cell)]

    assert ["不明です。" in words for words in told] == [True]


def test_what_is_needed_is_what_the_rule_asks_for():
    school = School((0, "powerbi-1", "○", None), hours_at_least=10, passed_at=0.8)
    course = school.cohort.courses[0]

    told = {row[0]: row[1:] for row in rows_of(school) if row}

    assert told[course.title] == (3, course.hours, round(course.hours * 0.8, 2))
    assert told["合計"] == (3, "", 10)
    assert told["科目"] == ("受けた時間", "科目の時間", "修了に必要な時間")


def test_what_is_handed_in_what_is_not_and_what_nobody_knows_is_told():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "○", None))
    asked = replace(school.cohort.questionnaires[0], due=AFTER - timedelta(days=2))
    school.set(questionnaires=(asked,))
    hours, of = school.hours(), AnswersOf.questionnaire(asked)
    after = "2025-06-30T09:00:00+09:00"
    records = Records(stored=school.collect(answer()), fresh={of: Freshness(of, after, after)})

    def told(who, records):
        handed_in = handed.of(records, school.cohort, AFTER)
        rows = own_record.rows(hours, hours.standing(school.people[who]), handed_in)
        return [row[1] for row in rows if row and row[-1] == asked.title]

    assert [told(who, records) for who in (0, 1)] == [["提出"], ["未提出"]]
    assert told(1, replace(records, fresh={})) == ["不明"]


def test_who_can_have_no_more_hours_is_told_whom_to_ask():
    school = School((0, "powerbi-1", "×", None), hours_at_least=10, passed_at=1)
    asks = ("取れる回がない分は、補い方を研修担当に相談してください。",)

    def told(now):
        hours = school.hours(now=now)
        return own_record.rows(hours, hours.standing(school.people[0]))

    assert asks in told(LATE)
    school.programme = replace(school.programme, completion=Completion(passed_at=1))
    assert asks not in told(AFTER)


def test_feedback_stands_in_the_own_record_and_in_nobody_elses():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "○", None))
    plain = rows_of(school)
    first, second = school.cohort.attendance
    school.set(attendance=(replace(first, feedback="よい着眼です"), replace(second, feedback="次は図を")))

    told = rows_of(school)

    assert told[: len(plain)] == plain  # who has none keeps the record as it is
    assert told[-1][-1] == "よい着眼です"
    assert "次は図を" not in str(told)
