"""The hours of a cohort of twenty over a season are those that another program finds in the raw sheets."""

import random
import shutil
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from m365bot import reading
from m365bot.programme import Programme
from m365bot.records import AnswersOf, Records, Row
from m365bot.records.hours import Ahead
from tests.independent import hours as again

ROOT = Path(__file__).parents[2]
R7 = "cohorts/R7"
LATER = datetime(2025, 12, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
MARKS = ("○", "○", "○", "◯", "〇", "△", "×", "✕", "遅", "早", "公", "補")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The reference instance without materials and issues, which take time to read."""
    left_out = shutil.ignore_patterns("materials", "newsletter", "R3", "R4", "R5", "R6")
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=left_out)
    cohort = tmp_path / "config" / R7 / "cohort.yaml"
    lines = [line for line in cohort.read_text("utf-8").splitlines() if not line.startswith("    materials:")]
    cohort.write_text("\n".join(_without_materials(line) for line in lines), "utf-8")
    return tmp_path / "config"


def _without_materials(line: str) -> str:
    head, found, rest = line.partition(", materials: [")
    return head + rest.partition("]")[2] if found else line


def read(config: Path) -> Programme:
    found = reading.read(config.parent)
    assert found.complaints == ()
    assert found.programme
    return found.programme


def ours(config: Path) -> dict[str, dict[str, float]]:
    programme = read(config)
    hours = Records().hours(programme.cohorts[0], programme, LATER, Ahead.COUNTED)
    return {
        one.person.mail: {course: had for course, had in one.by_course.items() if had}
        for one in hours.standings
    }


def a_season(config: Path, seed: int) -> list[tuple[str, str, str, Any]]:
    """Twenty people, every session, as people fill a sheet: marks of every kind, hours in every spelling."""
    chance = random.Random(seed)
    mails = sorted(set(again.people_of(config / R7).values()))
    sessions = again.sessions_of(config / R7)
    lengths: tuple[Callable[[], Any], ...] = (
        lambda: chance.choice((1, 1.5, 2.25)),
        lambda: time(chance.randrange(3), 30),
        lambda: timedelta(hours=chance.randrange(1, 3), minutes=45),
        lambda: f"{chance.randrange(1, 3)}:15",
        lambda: f"{chance.randrange(1, 3)}時間20分",
    )
    return [
        (mail, key, chance.choice(MARKS), chance.choice(lengths)() if chance.random() < 0.3 else None)
        for mail in mails
        for key, one in sessions.items()
        if chance.random() < (0.3 if "makes_up" in one else 0.95)
    ]


def as_lines(marks: list[tuple[str, str, str, Any]]) -> list[list[Any]]:
    return [["氏名", "メール", "回", "出欠", "時間"], *([None, *line] for line in marks)]


def as_matrix(marks: list[tuple[str, str, str, Any]]) -> list[list[Any]]:
    keys = list(dict.fromkeys(key for _, key, _, _ in marks))
    found: dict[str, dict[str, str]] = {}
    for mail, key, mark, hours in marks:
        own = again.length(hours) if hours is not None else None
        found.setdefault(mail, {})[key] = mark if own is None else f"{mark}{own:.4f}"
    return [
        ["出欠表"],
        ["氏名", "メール", *keys],
        *([None, mail, *map(row.get, keys)] for mail, row in found.items()),
    ]


def write(path: Path, rows: list[list[Any]]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_of_the_reference_instances_season(config: Path) -> None:
    expected = again.hours_of(config / R7)

    assert len(expected) == 20
    assert sum(map(len, expected.values())) > 100
    assert same(ours(config), expected)


@pytest.mark.parametrize("shape", [as_lines, as_matrix])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_of_seasons_filled_at_random_in_both_shapes(config: Path, shape: Any, seed: int) -> None:
    write(config / R7 / "attendance.xlsx", shape(a_season(config, seed)))

    assert same(ours(config), again.hours_of(config / R7))


def same(found: dict[str, dict[str, float]], expected: dict[str, dict[str, float]]) -> bool:
    """To a second or so: one of the two adds what the other rounds."""
    assert found.keys() == expected.keys()
    for mail, courses in expected.items():
        assert found[mail] == pytest.approx(courses, abs=0.001), mail
    return True


def test_a_trainee_who_attends_everything_and_studies_everything_completes(config: Path) -> None:
    keys = [key for key, one in again.sessions_of(config / R7).items() if "makes_up" not in one]
    write(config / R7 / "attendance.xlsx", [["メール", *keys], ["a.yamada@example.jp", *["○"] * len(keys)]])
    (config / R7 / "hours.csv").unlink()

    programme = read(config)
    cohort, aoi = programme.cohorts[0], programme.find_person("a.yamada@example.jp")
    assert aoi and cohort.study_log
    log = AnswersOf.questionnaire(cohort.study_log)
    rows = [
        Row(n, f"{n}", f"{n}", person_id=aoi.id, state="kept", answers={"item": item.title}, asked=log)
        for n, item in enumerate(programme.self_study, 1)
    ]
    standing = Records.of(rows).hours(cohort, programme, LATER).standing(aoi)

    assert (standing.complete, standing.lacks) == (True, ())
    assert standing.by_course["basics"] == 10
