"""Small programmes for the tests of records: only what records read of programme's models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from m365bot.records import Item, RawRow, StoredRow, fresh, judged, raw

TOKYO = ZoneInfo("Asia/Tokyo")


class Role(Enum):
    TRAINEE = "受講者"
    INSTRUCTOR = "講師"
    LEADER = "修了生"


@dataclass(frozen=True)
class Person:
    id: str
    mail: str
    contact: str = ""


@dataclass(frozen=True)
class Line:
    person: Person
    role: Role = Role.TRAINEE
    group: str = "班1"
    start: date = date.min
    end: date = date.max

    def valid_on(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    type: str = "text"
    range: tuple[int, int] | None = None
    options: tuple[str, ...] = ()
    show: str = "never"


@dataclass(frozen=True)
class Form:
    questions: tuple[Question, ...]
    key: str = "after"
    title: str = "演習 事後アンケート({session_title})"
    who: str = "attendees"
    identity: str = "メール"
    resubmission: str = "last"


@dataclass(frozen=True)
class Round:
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    key: str = "powerbi-1"
    title: str = "Power BI 演習"
    rounds: tuple[Round, ...] = (Round(),)
    starts: datetime = datetime(2025, 6, 18, 13, 30, tzinfo=TOKYO)
    ends: datetime = datetime(2025, 6, 19, 16, 30, tzinfo=TOKYO)
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    form: Form
    session: Session | None = Session()
    cohort: str = "R7"
    opens: datetime | None = None
    due: datetime | None = datetime(2025, 6, 26, 17, 15, tzinfo=TOKYO)


@dataclass(frozen=True)
class Cohort:
    lines: tuple[Line, ...]
    key: str = "R7"
    starts: date = date(2025, 5, 12)
    ends: date = date(2025, 11, 28)


@dataclass(frozen=True)
class Programme:
    people: tuple[Person, ...]
    forms: Mapping[str, Form] = field(default_factory=dict)
    leaders: tuple[Person, ...] = ()
    timezone: ZoneInfo = TOKYO

    @property
    def everybody(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    def leaders_on(self, _: date) -> tuple[Person, ...]:
        return self.leaders

    def find_person(self, words: str) -> Person | None:
        wanted = words.strip().lower()
        return next((p for p in self.people if wanted in (p.mail.lower(), p.contact.lower())), None)


SATISFACTION = Question("satisfaction", "研修の満足度", "scale", (1, 5), show="average")
IDEA = Question("idea", "業務で使えそうな場面")


@dataclass
class Office:
    """One questionnaire with its people; `collect` is what a run of collect would store."""

    questions: tuple[Question, ...] = (SATISFACTION, IDEA)
    trainees: int = 20
    change: Callable[[Questionnaire], Questionnaire] = lambda questionnaire: questionnaire

    def __post_init__(self) -> None:
        self.people = tuple(Person(f"p{n}", f"t{n}@example.jp") for n in range(1, self.trainees + 1))
        self.cohort = Cohort(tuple(Line(person) for person in self.people))
        self.questionnaire = self.change(Questionnaire(Form(self.questions)))
        self.programme = Programme(self.people, {self.questionnaire.form.key: self.questionnaire.form})

    def came(self, *lines: Mapping[str, object], headers: tuple[str, ...] = ()) -> list[RawRow]:
        every = headers or tuple(dict.fromkeys(header for line in lines for header in line))
        items = [Item(str(number), line) for number, line in enumerate(lines, 1)]
        return list(raw.rows(items, self.questionnaire.form, every, source="test", zone=TOKYO))

    def judge(self, rows: list[RawRow]) -> tuple[StoredRow, ...]:
        stored = [fresh(row, self.questionnaire, instance="金沢市") for row in rows]
        return judged(stored, self.questionnaire, self.cohort, self.programme)

    def collect(self, *lines: Mapping[str, object], headers: tuple[str, ...] = ()) -> tuple[StoredRow, ...]:
        return self.judge(self.came(*lines, headers=headers))


def answer(
    mail: str = "t1@example.jp", satisfaction: object = 4, at: object = "2025-06-19 09:03:10", **more: object
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
