"""Average hours of a cohort: told of a course that is over, and so that nobody's own can be worked out (ADR 85)."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.programme import Attendance, Course, HoursLine, Mark, Part
from m365bot.programme.faults import Fault
from m365bot.programme.sessions import Round, Session
from m365bot.records import Records, course_hours, summary
from m365bot.records.hours import Hours, Log
from m365bot.records.releases import Release
from m365bot.records.row import Row
from tests.examples import drawn
from tests.records.programmes import ASKED, TOKYO, Office

OFFICE = Office(trainees=20)
PROJECT = Course("project", "課題解決 | <b>𠮷", 60)
HELD = datetime(2025, 7, 10, 9, tzinfo=TOKYO)
AFTER = HELD + timedelta(days=1)
SESSION = Session("p-1", "第1回", (Round(HELD, HELD.replace(hour=16)),), 6, course="project")
LATER = (Round(AFTER, AFTER + timedelta(hours=6)),)
ROW = Row(1, "list/1", "", asked=ASKED, person_id="p1", answers={"satisfaction": 4}, state="kept")
FULL, SIX_LESS = dict.fromkeys((f"p{n}" for n in range(1, 21)), 6.0), {"p1": 0.0, "p2": 3.0, "p3": 2.5}
MIXED = FULL | SIX_LESS | {"p4": 4.0, "p5": 5.0, "p6": 5.5}


@dataclass
class Term:
    """A course of one session; had: hours of each trainee, as written in the sheet."""

    had: Mapping[str, float]
    now: datetime = AFTER
    released: tuple[Release, ...] = ()
    posts: list[tuple[Release, ...]] = field(default_factory=list)
    session: Session = SESSION
    more: tuple[Session, ...] = ()
    doubts: bool = False
    log: Log = Log.READ
    elsewhere: frozenset[tuple[str, str]] = frozenset()
    people: int = 20

    def summary(self) -> summary.Summary:
        people = OFFICE.people[: self.people]
        written = [Attendance(one, "p-1", None, self.had[one.id]) for one in people if one.id in self.had]
        cohort = replace(
            OFFICE.cohort,
            lines=OFFICE.cohort.lines[: self.people],
            sessions=(self.session, *self.more),
            courses=(PROJECT,),
            attendance=tuple(written),
        )
        faults = (Fault(Part.HOURS, "R7", "attendance.csv", ""),) if self.doubts else ()
        programme = replace(OFFICE.programme, cohorts=(cohort,), faults=faults)
        hours = Hours.of(cohort, programme, self.now, log=self.log)
        records = Records.of([ROW], self.released, self.elsewhere)
        return summary.of(cohort, [OFFICE.questionnaire], records, programme, hours)

    @property
    def told(self) -> str:
        return "\n".join(line for part in self.summary().hours for line in part.lines())

    def publish(self) -> bool:
        found = self.summary()
        if found.is_new:
            self.released = tuple(replace(one, is_posted=True) for one in found.releases)
            self.posts.append(tuple(one for one in self.released if one.asked.form == course_hours.FORM))
        return found.is_new


def test_a_course_that_is_over_tells_the_average_against_what_is_required() -> None:
    term = Term(MIXED)

    assert "平均 |" in term.told
    assert f"{sum(MIXED.values()) / 20:.1f}時間(必要 60時間) |" in term.told
    assert r"| 課題解決 \| \<b\>𠮷 |" in term.told
    assert term.publish() and not term.publish()


@pytest.mark.parametrize(
    "change",
    [
        {"now": HELD},  # it is being held
        {
            "had": {who: hours for who, hours in MIXED.items() if who != "p20"}
        },  # nobody wrote whether p20 was there
        {"had": FULL | SIX_LESS},  # three beside who has full hours: their sum is known to whoever was there
        {"had": FULL},
        {"people": 4},
        {"doubts": True},
        {"more": (replace(SESSION, key="again", course="", makes_up="p-1", rounds=LATER),)},
        {"elsewhere": frozenset({("R7", course_hours.title())})},
    ],
)
def test_nothing_is_told(change: dict[str, object]) -> None:
    assert replace(Term(MIXED), **change).told == ""


def test_another_sessions_make_up_holds_no_course_up() -> None:
    other = replace(SESSION, key="again", course="", makes_up="another", rounds=LATER)

    assert "平均 |" in replace(Term(MIXED), more=(other,)).told


def test_a_figure_that_was_told_stays_while_some_hours_change_and_follows_when_all_do() -> None:
    term = Term(MIXED)
    term.publish()
    before = term.told

    term.had = MIXED | {"p7": 1.0}
    assert term.told == before and not term.publish()

    term.had = MIXED | {
        f"p{n}": 1.0 for n in range(7, 13)
    }  # six who had full hours: known to whoever was there
    assert term.told == before and not term.publish()

    term.had = {who: hours + 1 for who, hours in MIXED.items()}
    assert term.told != before and term.publish()


def test_without_an_answer_nothing_is_posted_for_hours_alone() -> None:
    cohort = OFFICE.cohort
    hours = Hours.of(cohort, OFFICE.programme, AFTER)

    assert summary.of(cohort, [OFFICE.questionnaire], Records(), OFFICE.programme, hours).empty


def test_hours_outside_of_sessions_are_in_it() -> None:
    extra = tuple(HoursLine(one, "project", HELD.date(), 1.5) for one in OFFICE.people)
    written = tuple(Attendance(one, "p-1", None, MIXED[one.id]) for one in OFFICE.people)
    cohort = replace(OFFICE.cohort, sessions=(SESSION,), courses=(PROJECT,), attendance=written, hours=extra)
    programme = replace(OFFICE.programme, cohorts=(cohort,))

    found = summary.of(
        cohort,
        [OFFICE.questionnaire],
        Records.of([ROW]),
        programme,
        Hours.of(cohort, programme, AFTER),
    )

    assert f"{sum(MIXED.values()) / 20 + 1.5:.1f}時間" in found.to_markdown()


HAD = st.dictionaries(
    st.sampled_from(sorted(FULL)), st.sampled_from((0.0, 2.0, 3.5, 6.0)), min_size=1, max_size=12
)


@drawn(40)
@given(st.lists(HAD, min_size=1, max_size=10))
def test_s4_no_sequence_of_posts_lets_one_persons_hours_be_worked_out(
    changes: list[dict[str, float]],
) -> None:
    term = Term(FULL)

    for change in changes:
        term.had = {**term.had, **change}
        term.publish()

    where: dict[tuple[str, float], list[int]] = defaultdict(list)
    for number, releases in enumerate(term.posts):
        for block in (block for release in releases for block in release.blocks):
            for who, (hours,) in block.items():
                where[who, hours].append(number)
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for (_, hours), posts in where.items():
        groups[tuple(posts)].append(hours)
    for together in groups.values():
        others = len(together) - max(Counter(together).values())
        assert others >= 5, "who knows whoever has what most have is left with fewer than five"


def test_absent_marks_count_as_written() -> None:
    written = tuple(
        Attendance(one, "p-1", Mark.ABSENT if number < 6 else Mark.PRESENT)
        for number, one in enumerate(OFFICE.people)
    )
    cohort = replace(OFFICE.cohort, sessions=(SESSION,), courses=(PROJECT,), attendance=written)
    programme = replace(OFFICE.programme, cohorts=(cohort,))

    found = summary.of(
        cohort, [OFFICE.questionnaire], Records.of([ROW]), programme, Hours.of(cohort, programme, AFTER)
    )

    assert "4.2時間(必要 60時間)" in found.to_markdown()
