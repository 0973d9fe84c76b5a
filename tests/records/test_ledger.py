"""The ledger: what a mark is worth, and what counts once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from m365bot.programme.attendance import Attendance, HoursLine, Mark
from m365bot.programme.curriculum import Completion, Course, StudyItem
from m365bot.programme.faults import Fault, Part
from m365bot.programme.forms import Books
from m365bot.programme.people import Line, Role
from m365bot.programme.sessions import Round, Session
from m365bot.records import Records, Row, export, sheets
from m365bot.records.asked import AnswersOf
from m365bot.records.audience import Audience
from m365bot.records.frame import Frame
from m365bot.records.standing import Risk
from tests.records.programmes import TOKYO, Office, answer, person, trainee, with_form

BEFORE, AFTER = datetime(2025, 6, 1, tzinfo=TOKYO), datetime(2025, 7, 1, tzinfo=TOKYO)
LATE = datetime(2025, 12, 1, tzinfo=TOKYO)


def at(day: datetime, hours: float = 3) -> tuple[Round, ...]:
    return (Round(day, day + timedelta(hours=hours)),)


POWERBI = Session("powerbi-1", "Power BI 演習", at(datetime(2025, 6, 18, 13, 30, tzinfo=TOKYO)), 3, "powerbi")
MAKEUP = Session(
    "makeup",
    "Power BI 補講",
    at(datetime(2025, 7, 2, 13, 30, tzinfo=TOKYO), 2),
    2,
    "powerbi",
    makes_up="powerbi-1",
)
APPS = Session("apps-1", "Power Apps 演習", at(datetime(2025, 7, 9, 13, 30, tzinfo=TOKYO), 6), 6, "apps")
COURSES = (Course("powerbi", "Power BI", 3, required=True), Course("apps", "Power Apps", 6, required=True))


class School(Office):
    """An office with sessions, courses and a rule of completion."""

    def __init__(
        self, *attendance: tuple[int, str, str, float | None], hours=(), change=lambda asked: asked, **rule
    ):
        super().__init__(trainees=3, change=change)
        lines = tuple(
            Attendance(
                self.people[who], session, Mark(mark) if mark else None, length, f"attendance.csv:{n}:D"
            )
            for n, (who, session, mark, length) in enumerate(attendance, 2)
        )
        self.set(
            sessions=(POWERBI, MAKEUP, APPS),
            courses=COURSES,
            attendance=lines,
            hours=tuple(hours),
            questionnaires=(replace(self.questionnaire, session=POWERBI),),
        )
        self.programme = replace(self.programme, curriculum=COURSES, completion=Completion(**rule))

    def set(self, **changes):
        self.cohort = replace(self.cohort, **changes)
        self.programme = replace(self.programme, cohorts=(self.cohort,))

    def hours(self, *rows, kept=None, now=LATE):
        records = Records(stored=rows, frames={"R7": kept} if kept else {})
        return records.hours(self.cohort, self.programme, now)

    def standing(self, who=0, now=AFTER):
        return self.hours(now=now).standing(self.people[who])


@pytest.mark.parametrize(
    ("mark", "written", "hours"),
    [
        ("○", None, 3),
        ("△", None, 1.5),
        ("×", None, 0),
        ("遅", None, 1.5),
        ("遅", 2.25, 2.25),
        ("早", None, 1.5),
        ("公", None, 0),
        ("補", None, 3),
        ("○", 2, 2),
        ("×", 1, 1),
        ("", 2.5, 2.5),
        ("○", 0, 0),
        ("○", 4, 4),
    ],
)
def test_a_mark_is_worth_what_config_says_and_written_hours_win(mark, written, hours):
    school = School((0, "powerbi-1", mark, written))

    [line] = school.hours().ledger.lines

    assert (line.course, line.session, line.hours) == ("powerbi", "powerbi-1", hours)
    assert line.evidence == f"attendance.csv:2:D {mark}".strip()


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        (("×", None), ("○", None), [0, 2]),  # the make-up session is shorter
        (("×", None), ("補", None), [0, 3]),
        (("公", None), ("補", None), [0, 3]),
        (("遅", 1.5), ("○", 1.5), [1.5, 1.5]),
        (("遅", 2), ("○", None), [2, 1]),
        (("○", None), ("○", None), [3, 0]),
        (("補", None), ("○", None), [3, 0]),
        (("○", 4), ("○", None), [4, 0]),
    ],
)
def test_a_session_and_what_makes_it_up_count_together_no_more_than_the_session(first, second, hours):
    school = School((0, "powerbi-1", *first), (0, "makeup", *second))

    assert [line.hours for line in school.hours().ledger.lines] == hours


def test_what_is_written_of_days_to_come_counts_when_they_have_come():
    school = School((0, "powerbi-1", "○", None), (0, "apps-1", "○", None))

    assert [school.standing(now=day).total for day in (BEFORE, AFTER, LATE)] == [0, 3, 9]
    assert len(school.cohort.attendees_of(POWERBI, BEFORE.date())) == 3


def test_hours_outside_of_sessions_count_with_their_day_as_evidence():
    office = School()
    office.set(hours=(HoursLine(office.people[0], "apps", date(2025, 7, 1), 2.5, "hours.csv:2:E"),))

    [line] = office.hours().ledger.lines

    assert (line.course, line.hours, line.evidence) == ("apps", 2.5, "hours.csv:2:E 2025-07-01")


def test_a_questionnaire_books_hours_only_where_its_form_says_so():
    plain, books = School(), School(change=with_form(books=Books()))

    assert plain.hours(*plain.collect(answer())).ledger.lines == ()
    [line] = books.hours(*books.collect(answer())).ledger.lines
    assert (line.person.mail, line.course, line.session, line.hours) == (
        "t1@example.jp",
        "powerbi",
        "powerbi-1",
        3,
    )
    assert line.evidence == "after #1"


def test_what_attendance_says_of_a_session_holds_against_a_questionnaire():
    school = School((0, "powerbi-1", "×", None), change=with_form(books=Books(hours=1, course="apps")))

    lines = school.hours(*school.collect(answer(), answer("t2@example.jp"))).ledger.lines

    assert [(line.person.mail, line.course, line.hours) for line in lines] == [
        ("t1@example.jp", "powerbi", 0),
        ("t2@example.jp", "apps", 1),
    ]


def test_whoever_has_all_hours_completes():
    school = School((0, "powerbi-1", "○", None), (0, "apps-1", "○", None), hours_at_least=9)

    standing = school.standing(now=LATE)

    assert (standing.total, standing.lacks, standing.complete, standing.risk) == (9, (), True, Risk.COMPLETE)


def test_a_course_is_passed_at_its_share_of_hours():
    school = School((0, "powerbi-1", "遅", 2.4), (0, "apps-1", "○", 4.8), passed_at=0.8)

    assert school.standing(now=LATE).complete


def test_only_the_courses_that_the_rule_names_are_required():
    school = School((0, "powerbi-1", "○", None), courses=("powerbi",))

    assert school.standing(now=LATE).complete


def test_what_is_missing_says_how_and_by_when_it_can_still_be_had():
    school = School((0, "powerbi-1", "×", None), passed_at=1)

    powerbi, apps = school.standing(now=AFTER).lacks

    assert powerbi.words == "Power BIがあと3時間です。取れる機会: Power BI 補講(2025-07-02まで)。"
    assert (powerbi.course, powerbi.hours, powerbi.until) == ("powerbi", 3, date(2025, 7, 2))
    assert (apps.course, apps.hours, apps.until) == ("apps", 6, date(2025, 7, 9))
    assert school.standing(now=AFTER).risk is Risk.REACHABLE


def test_what_cannot_be_had_any_more_is_said_so():
    school = School((0, "powerbi-1", "×", None), (0, "apps-1", "○", None), passed_at=1)

    [lack] = school.standing(now=LATE).lacks

    assert lack.words == "Power BIがあと3時間です。これから取れる回はありません。"
    assert (lack.until, school.standing(now=LATE).risk) == (None, Risk.OUT_OF_REACH)


def test_a_session_that_is_over_and_of_which_nothing_is_written_is_named():
    school = School((1, "powerbi-1", "○", None), passed_at=1)
    school.set(sessions=(POWERBI,))

    lack = school.standing(0).lacks[0]

    assert lack.words == "Power BIがあと3時間です。出欠が未記入: Power BI 演習。"


def test_the_whole_may_be_missing_where_no_course_is():
    school = School((0, "powerbi-1", "○", None), (0, "apps-1", "○", None), hours_at_least=20)

    [lack] = school.standing(now=LATE).lacks

    assert (lack.course, lack.hours) == ("", 11)
    assert lack.words.startswith("合計があと11時間です。")


def test_a_line_of_the_early_morning_is_of_its_day_where_the_programme_is():
    school = School(change=with_form(books=Books(hours=1, course="powerbi")))
    (asked,) = school.cohort.questionnaires
    at = datetime(2025, 7, 22, 23, 49, tzinfo=UTC)
    of, who = AnswersOf.questionnaire(asked), school.people[0]
    row = Row(1, "list/1", "", asked=of, person_id=who.id, state="kept", submitted=at)

    [line] = school.hours(row).ledger.of(who)

    assert line.day == date(2025, 7, 23)


def test_what_is_missed_is_told_from_what_is_yet_to_come():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))

    came, stayed_away, nobody_wrote = (
        [lack.missed for lack in one.lacks] for one in school.hours(now=AFTER).standings
    )

    assert came == [False]  # Power Apps, to come
    assert stayed_away == [True, False]
    assert nobody_wrote == [True, False]


def test_learning_items_can_be_had_until_the_cohort_ends():
    school = School()
    school.set(courses=(Course("basics", "基礎知識", 3, required=True),), sessions=())
    items = (
        StudyItem("cloud", "クラウドとは", hours=1, course="basics"),
        StudyItem("api", "API", hours=2, course="basics"),
    )
    school.programme = replace(school.programme, self_study=items)

    [lack] = school.standing().lacks

    assert (lack.until, sum(way.hours for way in lack.ways)) == (date(2025, 11, 28), 3)
    assert school.standing(now=LATE).lacks[0].until is None


def test_who_left_is_said_to_have_left():
    school = School()
    school.enrol(trainee(school.people[0], end=date(2025, 6, 30)), trainee(school.people[1]))
    school.set(sessions=(POWERBI,), courses=COURSES)

    [lack] = school.standing(0, LATE).lacks

    assert lack.words == "2025-06-30 に受講を終えています。"
    assert [one.left for one in school.standing(0, BEFORE).lacks] == [None, None]


def test_with_a_fault_in_attendance_nobody_is_judged_to_lack_anything():
    school = School((0, "powerbi-1", "○", None), passed_at=1)
    fault = Fault(Part.HOURS, "R7", "config/cohorts/R7/attendance.csv", "設定の不備が1件あります。")
    school.programme = replace(school.programme, faults=(fault,))

    standing = school.standing(now=LATE)

    assert (standing.complete, standing.risk) == (None, Risk.UNKNOWN)
    assert school.hours().doubts == (fault,)


def test_while_nobody_has_read_the_log_only_what_its_items_could_give_is_unknown():
    basics = Course("basics", "基礎知識", 2, required=True)
    items = (StudyItem("cloud", "クラウドとは", hours=2, course="basics"),)
    school = School((0, "powerbi-1", "○", None), (0, "apps-1", "○", None))
    school.set(courses=(*COURSES, basics), study_log=school.questionnaire)
    school.programme = replace(school.programme, self_study=items)

    first, second, _ = school.hours().standings

    assert (first.complete, first.risk) == (None, Risk.UNKNOWN)
    assert first.lacks[0].words.endswith("自主学習の記録をまだ読めていないため、不明です。")
    assert (second.complete, second.risk) == (False, Risk.OUT_OF_REACH)


def test_a_finished_cohort_is_judged_by_what_was_kept_and_not_by_todays_config():
    school = School((0, "powerbi-1", "○", None), courses=("powerbi",))
    kept = Frame.from_memo(Frame.of(school.cohort, school.programme).to_memo())
    school.set(status="finished", courses=(Course("powerbi", "Power BI", 30, required=True),))

    assert school.hours(kept=kept).standing(school.people[0]).complete
    assert school.hours(kept=kept).frozen
    school.set(status="running")
    assert not school.hours(kept=kept).standing(school.people[0]).complete


def test_attendees_are_those_it_is_for_until_their_rounds_attendance_is_read():
    school = School()
    asked = replace(school.questionnaire, session=POWERBI)
    assert len(school.cohort.awaited(asked, LATE.date())) == 3

    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))

    assert school.cohort.awaited(asked, LATE.date()) == (school.people[0],)
    assert len(school.cohort.expected(asked, LATE.date())) == 3


def test_nobody_awaits_or_reminds_who_was_absent_and_an_answer_counts_all_the_same():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))
    audience = Audience(replace(school.questionnaire, session=POWERBI), school.cohort, school.programme)

    assert audience.awaited_on(AFTER.date()) == (school.people[0],)
    assert audience.expected() == 1
    assert audience.includes(school.people[1], AFTER)
    assert len(audience.awaited_on(BEFORE.date())) == 3


@pytest.mark.parametrize(
    ("who", "audience", "asked"),
    [
        ("attendees", (Role.TRAINEE, Role.LEADER), ["p1", "p2", "p3", "leader"]),
        ("attendees", (Role.TRAINEE,), ["p1", "p2", "p3"]),
        ("trainees", (Role.TRAINEE, Role.LEADER), ["p1", "p2", "p3"]),
        ("leaders", (Role.TRAINEE,), ["leader"]),
    ],
)
def test_leaders_are_asked_where_the_form_is_theirs_or_they_attend_its_session(who, audience, asked):
    school = School(change=with_form(who=who))
    leader = Line(person("leader", "l1@example.jp"), Role.LEADER)
    school.set(lines=(*school.cohort.lines, leader))
    questionnaire = replace(school.questionnaire, session=replace(POWERBI, audience=audience))

    found = Audience(questionnaire, school.cohort, school.programme).awaited_on(BEFORE.date())

    assert sorted(each.id for each in found) == sorted(asked)


@pytest.mark.parametrize(
    ("days", "submitted", "asked"),
    [
        ((18, 18), None, True),  # when it opened
        ((26, 26), None, True),  # when it was due
        ((20, 20), datetime(2025, 6, 20, 9, tzinfo=TOKYO), True),  # when it was answered
        ((20, 20), datetime(2025, 6, 21, 9, tzinfo=TOKYO), False),
        ((20, 20), None, False),
    ],
)
def test_who_was_there_when_it_opened_was_due_or_was_answered_was_asked(days, submitted, asked):
    office = Office(trainees=1, change=with_form(who="trainees"))
    first, last = (date(2025, 6, day) for day in days)
    office.enrol(trainee(office.people[0], start=first, end=last))
    questionnaire = replace(office.questionnaire, session=None, opens=datetime(2025, 6, 18, 9, tzinfo=TOKYO))

    audience = Audience(questionnaire, office.cohort, office.programme)

    assert audience.includes(office.people[0], submitted) == asked


def test_who_was_on_official_duty_or_made_it_up_elsewhere_was_not_there():
    school = School((0, "powerbi-1", "公", None), (1, "powerbi-1", "補", None), (2, "powerbi-1", "遅", None))

    assert school.cohort.attendees_of(POWERBI, LATE.date()) == (school.people[2],)


def test_the_document_tells_hours_with_evidence_and_completion_with_reasons():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None), hours_at_least=3)

    document = export.document((), school.programme, judged=[school.hours()])

    assert document["hours"][0] == {
        "person": "t1@example.jp",
        "course": "powerbi",
        "session": "powerbi-1",
        "hours": 3,
        "evidence": "attendance.csv:2:D ○",
        "cohort": "R7",
    }
    first, second, _ = document["completion"]
    assert (first["person"], first["hours"], first["complete"]) == ("t1@example.jp", 3, False)
    assert first["missing"] == [
        {
            "course": "apps",
            "hours": 4.8,
            "until": None,
            "words": "Power Appsがあと4.8時間です。出欠が未記入: Power Apps 演習。",
        }
    ]
    assert (second["hours"], len(second["missing"])) == (0, 3)


def test_the_workbook_has_sheets_of_hours_and_completion_and_no_formula():
    school = School((0, "powerbi-1", "○", None))
    evil = replace(school.people[0], name='=HYPERLINK("https://e.example")')
    school.set(attendance=(replace(school.cohort.attendance[0], person=evil),))

    book = sheets.to_xlsx(export.sheets(export.table((), school.programme), [school.hours()]))
    found = load_workbook(BytesIO(book))

    assert found.sheetnames == ["回答", "時間", "修了"]
    hours = [[cell.value for cell in row] for row in found["時間"]]
    assert hours[0] == ["期", "氏名", "メール", "科目", "回", "時間", "根拠"]
    assert hours[1][:6] == ["R7", f"'{evil.name}", "t1@example.jp", "Power BI", "Power BI 演習", 3]
    assert [cell.value for cell in found["修了"][1]] == [
        "期",
        "氏名",
        "メール",
        "合計時間",
        "Power BI",
        "Power Apps",
        "修了要件",
        "足りないもの",
    ]
    assert {cell.data_type for row in found["時間"] for cell in row} <= {"s", "n"}


def test_a_mark_for_a_session_that_config_names_no_more_hides_none_after_it():
    school = School((0, "gone", "○", None), (0, "powerbi-1", "○", None))

    assert [line.session for line in school.hours().ledger.lines] == ["powerbi-1"]
