"""One's own record: what the person reads, and nobody's name."""

from dataclasses import replace

from m365bot.content import own_record
from m365bot.programme import STUDY
from m365bot.programme.channels import ChannelSpec, TabSpec
from m365bot.programme.curriculum import StudyItem
from m365bot.records import pseudonyms
from tests.records.test_ledger import School


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

    told = [cell for row in rows_of(school) for cell in row if "合計があと1時間です。" in cell]

    assert ["不明です。" in words for words in told] == [True]


def test_feedback_stands_in_the_own_record_and_in_nobody_elses():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "○", None))
    plain = rows_of(school)
    first, second = school.cohort.attendance
    school.set(attendance=(replace(first, feedback="よい着眼です"), replace(second, feedback="次は図を")))

    told = rows_of(school)

    assert told[: len(plain)] == plain  # who has none keeps the record as it is
    assert told[-1][-1] == "よい着眼です"
    assert "次は図を" not in str(told)
