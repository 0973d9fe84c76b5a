"""Small programmes for the tests of records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Form, Question, Questionnaire, SourcePlace, SourceSpec
from m365bot.programme.people import Directory, Line, Person, Role
from m365bot.programme.programme import Programme
from m365bot.programme.sessions import Round, Session
from m365bot.records import AnswersOf, Known, Row, State, intake, version
from m365bot.records.intake import Difference
from m365bot.records.judge import Judge
from m365bot.records.sources.port import Column, Item, SourceReading
from m365bot.records.version import Version

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST, SECOND = (datetime(2025, 6, day, 13, 30, tzinfo=TOKYO) for day in (18, 19))
SATISFACTION = Question("satisfaction", "研修の満足度", "scale", (1, 5), show="average")
IDEA = Question("idea", "業務で使えそうな場面", "text")


def person(name: str, mail: str, contact: str = "") -> Person:
    return Person(name, f"氏名 {name}", mail, contact or mail)


def trainee(who: Person, group: str = "班1", start: date | None = None, end: date | None = None) -> Line:
    return Line(who, Role.TRAINEE, group, start=start, end=end)


def session(*groups: str, audience: tuple[str, ...] = ()) -> Session:
    """Two rounds on two days, the first for `groups`."""
    rounds = (Round(FIRST, FIRST.replace(hour=16), groups), Round(SECOND, SECOND.replace(hour=16), groups))
    return Session("powerbi-1", "Power BI 演習", rounds, 3, audience=audience)


def questionnaire(*questions: Question) -> Questionnaire:
    source = SourceSpec("list", "フォーム回答/{cohort} {session}")
    form = Form("after", "演習 事後アンケート({session_title})", source, who="attendees", questions=questions)
    return Questionnaire(
        key="after/powerbi-1",
        form=form,
        cohort="R7",
        title="演習 事後アンケート(Power BI 演習)",
        source=SourcePlace("list", None, "R7 powerbi-1"),
        session=session(),
        due=datetime(2025, 6, 26, 17, 15, tzinfo=TOKYO),
    )


def with_form(**changes: object) -> Callable[[Questionnaire], Questionnaire]:
    return lambda asked: replace(asked, form=replace(asked.form, **changes))  # type: ignore[arg-type]


@dataclass
class Office:
    """One questionnaire with its people; `collect` is what a run of collect would store."""

    questions: tuple[Question, ...] = (SATISFACTION, IDEA)
    trainees: int = 20
    change: Callable[[Questionnaire], Questionnaire] = lambda asked: asked

    def __post_init__(self) -> None:
        self.people = tuple(person(f"p{n}", f"t{n}@example.jp") for n in range(1, self.trainees + 1))
        self.questionnaire = self.change(questionnaire(*self.questions))
        self.enrol(*(trainee(who) for who in self.people))

    def enrol(self, *lines: Line, others: Iterable[Person] = ()) -> None:
        """people.csv anew."""
        team = TeamSpec("研修 R7", "dx-leader-r7")
        self.cohort = Cohort("R7", 2025, date(2025, 5, 12), date(2025, 11, 28), "running", team, lines)
        self.programme = Programme(
            name="研修",
            organisation="金沢市",
            timezone=TOKYO,
            calendar=Calendar(TOKYO),
            domains=("example.jp",),
            leaders_team=TeamSpec("リーダー", "dx-leaders"),
            officers_team=TeamSpec("研修運営", "dx-office"),
            service_account=person("s", "dx-tsushin@example.jp"),
            officers=(),
            cohorts=(self.cohort,),
            forms={self.questionnaire.form.key: self.questionnaire.form},
            directory=Directory([*(line.person for line in lines), *others]),
        )

    def reading(
        self, *lines: Mapping[str, object], headers: tuple[str, ...] = (), created: datetime | None = None
    ) -> SourceReading:
        """A whole list: the lines' items are numbered from 1."""
        every = headers or tuple(dict.fromkeys(header for line in lines for header in line))
        items = [Item(f"list/{number}", line, created) for number, line in enumerate(lines, 1)]
        return SourceReading("R7 powerbi-1", [Column(header) for header in every], items)

    def came(self, *lines: Mapping[str, object], headers: tuple[str, ...] = ()) -> list[Version]:
        return self.versions(self.reading(*lines, headers=headers))

    def versions(self, reading: SourceReading) -> list[Version]:
        return list(version.of(reading, self.questionnaire.form, TOKYO))

    def judge(self, versions: Iterable[Version]) -> tuple[Row, ...]:
        """As they would lie in an empty database, also those that are not shown."""
        return Shelf(self).take_in(Difference(new=list(versions)))

    def collect(self, *lines: Mapping[str, object], headers: tuple[str, ...] = ()) -> tuple[Row, ...]:
        """What `records export` shows of them."""
        rows = self.judge(self.came(*lines, headers=headers))
        return tuple(row for row in rows if row.state != State.REPEATED)


@dataclass
class Shelf:
    """The rows of one office as a database keeps them, in memory; `judged` counts the lines that were judged."""

    office: Office
    rows: tuple[Row, ...] = ()
    judged: int = 0
    read: datetime | None = None

    def take(self, reading: SourceReading) -> Difference:
        difference = intake.between(self.rows, self.office.versions(reading), reading, self.read)
        self.take_in(difference)
        return difference

    def take_in(self, difference: Difference) -> tuple[Row, ...]:
        once = {row.identity: row.once for row in self.rows if row.once}
        judge = Judge(self.office.questionnaire, self.office.cohort, self.office.programme, once)
        known = [Known(**{name: getattr(row, name) for name in LIGHT}) for row in self.rows]
        taken = intake.taken(known, difference, judge, ASKED, "R7 powerbi-1")
        self.judged += judge.judged
        reworded = {row.number: row for row in taken.reworded.rows()}
        there = [reworded.get(row.number, row) for row in self.rows]
        lost = [
            replace(row, gone=True, reason=intake.deleted()) if row.number in taken.gone else row
            for row in there
        ]
        kept = [replace(row, state=taken.states.get(row.number, row.state)) for row in lost]
        new = list(taken.new.rows())
        self.rows = (*kept, *(replace(row, number=place) for place, row in enumerate(new, len(kept) + 1)))
        return self.rows

    def judge_again(self) -> tuple[Row, ...]:
        """After config changed."""
        judge = Judge(self.office.questionnaire, self.office.cohort, self.office.programme)
        self.rows = tuple(intake.again(self.rows, judge))
        self.judged += judge.judged
        return self.rows

    @property
    def shown(self) -> list[tuple[str, object]]:
        """State and satisfaction of each row that is shown."""
        rows = [row for row in self.rows if row.state != State.REPEATED]
        return [(str(row.state), row.answers.get("satisfaction")) for row in rows]


LIGHT = tuple(field.name for field in fields(Known))
ASKED = AnswersOf("R7", "after", "powerbi-1")


def answer(
    mail: object = "t1@example.jp",
    satisfaction: object = 4,
    at: object = "2025-06-19 09:03:10",
    **more: object,
) -> dict[str, object]:
    """One line of the form `after` as a workbook has it."""
    return {
        "ID": 1,
        "開始時刻": "2025-06-19 09:00:00",
        "完了時刻": at,
        "メール": mail,
        "名前": "受講 花子",
        "研修の満足度": satisfaction,
        "業務で使えそうな場面": "点検",
        **more,
    }
