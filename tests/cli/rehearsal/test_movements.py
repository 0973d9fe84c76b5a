"""Who leaves in a rehearsed season and who changes groups is looked after to the end: a mistake planted there is found."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from m365bot import reading
from m365bot.cli.rehearsal import copied, learners, people
from m365bot.cli.rehearsal.movements import Movements
from m365bot.cli.rehearsal.people import Habit
from m365bot.cli.rehearsal.seen import Letter, Own, Seen
from m365bot.cli.rehearsal.stage import Unread
from m365bot.programme import Cohort, Person, Programme
from m365bot.setup import reference

SINCE = datetime.fromisoformat("2025-06-12T06:00+09:00")
UNTIL = datetime.fromisoformat("2025-09-05T18:00+09:00")
LEFT, MOVED = "途中でやめた人", "班を移った人"
GONE, MOVER = "s.noto@example.jp", "y.ishikawa@example.jp"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """Of the copy that a year is played on."""
    return reading.read(copied.of(reference.FOLDER, tmp_path_factory.mktemp("year") / "copy", "R7")).usable()


@pytest.fixture(scope="module")
def cohort(programme: Programme) -> Cohort:
    found = programme.cohort("R7")
    assert found
    return found


def person(cohort: Cohort, mail: str) -> Person:
    return next(one for one in cohort.trainees() if one.mail == mail)


@pytest.fixture(scope="module")
def right(cohort: Cohort) -> Seen:
    day = UNTIL.date()
    channels = {
        spec.name: Counter(one.mail for one in cohort.people_of(spec, day)) for spec in cohort.channels
    }
    letters = [
        Letter(
            GONE,
            "【研修】未提出のお知らせ(1件)",
            datetime.fromisoformat("2025-07-24T09:00+09:00"),
            "能登 沙織 さん",
        ),
        Letter("t.endo@example.jp", "研修の集計", UNTIL, "都市整備局の人"),
    ]
    own = [Own((one.mail,), wider=False) for one in cohort.trainees()]
    team = Counter(one.mail for one in cohort.people_on(day))
    return Seen(channels, {}, {}, posts=(), pages=(), letters=letters, book=(), own=own, team=team)


def judged(
    seen: Seen, programme: Programme, cohort: Cohort, **moments: datetime
) -> dict[str, tuple[int, int]]:
    """Title → at how many was looked, and how much is wrong."""
    judge = replace(Movements(programme, cohort, SINCE, UNTIL), **moments)
    return {one.title: (one.looked_at, len(one.wrong)) for one in judge.findings(seen)}


def test_one_leaves_and_two_change_groups_and_all_is_in_order(
    right: Seen, programme: Programme, cohort: Cohort
) -> None:
    assert judged(right, programme, cohort) == {LEFT: (1, 0), MOVED: (2, 0)}


def test_before_the_next_business_morning_is_over_nobody_is_missed(
    right: Seen, programme: Programme, cohort: Cohort
) -> None:
    everywhere = {spec.name: Counter([GONE, MOVER]) for spec in cohort.channels}
    early = datetime.fromisoformat("2025-08-08T10:30+09:00")

    found = judged(replace(right, people=everywhere), programme, cohort, until=early)

    assert found == {LEFT: (0, 0), MOVED: (0, 0)}


def letter(to: str, body: str, at: str = "2025-08-13T09:00+09:00") -> Callable[[Any], Any]:
    return lambda found: [*found, Letter(to, "【研修】お知らせ", datetime.fromisoformat(at), body)]


def also(channel: str, mail: str) -> Callable[[Any], Any]:
    return lambda found: {**found, channel: found[channel] + Counter([mail])}


def without(channel: str, mail: str) -> Callable[[Any], Any]:
    return lambda found: {**found, channel: found[channel] - Counter([mail])}


def own_of_gone(**changed: Any) -> Callable[[Any], Any]:
    return lambda found: [replace(one, **changed) if GONE in one.readers else one for one in found]


MISTAKES: list[tuple[str, str, Callable[[Any], Any], str]] = [
    ("who left is still in a channel", "people", also("R7 Power Apps", GONE), LEFT),
    ("who left is still in the team", "team", lambda found: found + Counter([GONE]), LEFT),
    ("who left is reminded", "letters", letter(GONE, "未提出"), LEFT),
    ("who left is written to the day after", "letters", letter(GONE, "", "2025-08-08T08:30+09:00"), LEFT),
    ("the chief reads of who left", "letters", letter("a.endo@example.jp", "能登　沙織 が未提出"), LEFT),
    ("the record of who left is read by another", "own", own_of_gone(readers=(GONE, MOVER)), LEFT),
    ("the record of who left is open to more", "own", own_of_gone(wider=True), LEFT),
    (
        "the record of who left is gone",
        "own",
        lambda found: [one for one in found if GONE not in one.readers],
        LEFT,
    ),
    ("who moved is still in the old group", "people", also("R7 班2", MOVER), MOVED),
    ("who moved is not in the new group", "people", without("R7 班3", MOVER), MOVED),
]


@pytest.mark.parametrize(
    ("part", "mistake", "title"), [pytest.param(*rest, id=name) for name, *rest in MISTAKES]
)
def test_a_planted_mistake_is_found(
    part: str, mistake: Callable[[Any], Any], title: str, right: Seen, programme: Programme, cohort: Cohort
) -> None:
    seen = replace(right, **{part: mistake(getattr(right, part))})

    found = judged(seen, programme, cohort)

    assert [name for name, (_, wrong) in found.items() if wrong] == [title]


def test_on_the_last_day_itself_people_are_written_to(
    right: Seen, programme: Programme, cohort: Cohort
) -> None:
    seen = replace(right, letters=letter(GONE, "未提出", "2025-08-07T17:00+09:00")(right.letters))

    assert judged(seen, programme, cohort)[LEFT] == (1, 0)


def test_without_any_records_of_ones_own_none_is_missed(
    right: Seen, programme: Programme, cohort: Cohort
) -> None:
    assert judged(replace(right, own=()), programme, cohort)[LEFT] == (1, 0)


def test_a_mentor_of_the_old_group_is_there_rightly(
    right: Seen, programme: Programme, cohort: Cohort
) -> None:
    mentor = next(line for line in cohort.lines if line.person == person(cohort, GONE))
    lines = (*cohort.lines, replace(mentor, role=next(iter(cohort.channels[0].roles)), end=None))
    stays = replace(right, people=also("R7 全体", GONE)(right.people))

    assert judged(stays, programme, replace(cohort, lines=lines))[LEFT][1] == 0


def test_what_could_not_be_read_is_never_in_order(right: Seen, programme: Programme, cohort: Cohort) -> None:
    seen = replace(right, team=Unread("/teams/x/members", 403))

    assert judged(seen, programme, cohort)[LEFT] == (0, 1)


def test_who_leaves_is_late_as_a_rule_and_would_have_been_reminded(
    cohort: Cohort, programme: Programme
) -> None:
    gone = person(cohort, GONE)
    asked = next(one for one in cohort.questionnaires if one.session and one.session.key == "apps-2")

    assert people.habit_of(gone) is Habit.LATE
    assert gone in cohort.expected(asked, UNTIL.date()) and gone != learners.who_slips(cohort)
    assert all(
        one.at.date().isoformat() <= "2025-08-07"
        for one in people.answers(cohort, programme)
        if one.person == gone
    )
