"""Attendance typed for one session lands in the right cells of the sheet, whatever its shape, and nowhere else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.editing import marking
from m365bot.editing.marking import Wish
from m365bot.errors import ConfigError
from m365bot.programme import Cohort, Mark
from tests.reading.conftest import FILES, PEOPLE

SAME_NAME = PEOPLE + "山田 葵,b.yamada@example.jp,,000109,市民局,,,,,受講者,班2,,\n"
Read = Callable[..., Cohort]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The cohort with that sheet."""

    def made(sheet: str, people: str = PEOPLE) -> Cohort:
        for name, text in {**FILES, "cohorts/R7/people.csv": people}.items():
            path = tmp_path / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (tmp_path / "config/cohorts/R7/attendance.csv").write_text(sheet, "utf-8")
        cohort = reading.read(tmp_path).usable().cohort("R7")
        assert cohort
        return cohort

    return made


def wish(cohort: Cohort, mail: str, mark: Mark | None, hours: float | None = None) -> Wish:
    return Wish(next(one for one in cohort.trainees() if one.mail.startswith(mail)), mark, hours)


def stands(cohort: Cohort) -> dict[str, tuple[Mark | None, float | None]]:
    return {one.person.mail[0]: (one.mark, one.hours) for one in cohort.attendance}


WIDE = "令和7年度 出欠\n氏名,メール,Power BI 演習,備考\n山田 葵,,〇,よい\n佐藤 亮,R.Sato@example.jp,,\n"
LONG = "メール,回,出欠,時間,備考\na.yamada@example.jp,powerbi-1,○,,よい\n"


@pytest.mark.parametrize("sheet", [WIDE, LONG, "氏名,メール\n", "氏名,powerbi-1\n山田 葵,○\n"])
def test_what_is_typed_is_what_is_read(read: Read, sheet: str) -> None:
    cohort = read(sheet)
    session = cohort.sessions[0]
    wishes = [wish(cohort, "a", Mark.LATE, 1.5 if "備考" in sheet else None), wish(cohort, "r", Mark.ABSENT)]

    after = marking.written(sheet, cohort, session, wishes)

    assert stands(read(after)) == {"a": (Mark.LATE, wishes[0].hours), "r": (Mark.ABSENT, None)}


def test_lines_of_others_stay_byte_for_byte(read: Read) -> None:
    cohort = read(WIDE)

    after = marking.written(WIDE, cohort, cohort.sessions[0], [wish(cohort, "r", Mark.PRESENT)])

    assert after.splitlines()[:3] == WIDE.splitlines()[:3]
    assert after.splitlines()[3] == "佐藤 亮,R.Sato@example.jp,○,"


@pytest.mark.parametrize("sheet", [WIDE, LONG])
def test_a_mark_is_taken_away_again(read: Read, sheet: str) -> None:
    cohort = read(sheet)

    after = marking.written(sheet, cohort, cohort.sessions[0], [wish(cohort, "a", None)])

    assert stands(read(after)) == {}
    assert "よい" in after


def test_where_there_was_no_sheet_one_begins_with_every_session(read: Read) -> None:
    cohort = read("氏名,メール\n")

    after = marking.written(marking.begun(cohort), cohort, cohort.sessions[0], [wish(cohort, "a", Mark.DUTY)])

    assert after == "班,氏名,メール,powerbi-1\n班1,山田 葵,a.yamada@example.jp,公\n"


def test_of_two_of_one_name_only_the_address_tells(read: Read) -> None:
    sheet = "氏名,メール,powerbi-1\n山田 葵,,\n"
    cohort = read(sheet, SAME_NAME)

    after = marking.written(sheet, cohort, cohort.sessions[0], [wish(cohort, "b", Mark.PRESENT)])

    assert after.splitlines()[1] == "山田 葵,,", "whose line it is nobody knows: it is left alone"
    assert after.splitlines()[2] == "山田 葵,b.yamada@example.jp,○"


def test_a_sheet_whose_lines_moved_since_it_was_read_is_refused(read: Read) -> None:
    cohort = read(WIDE)
    moved = WIDE.replace("山田 葵,,〇,よい\n", "佐藤 亮,,〇,よい\n")

    with pytest.raises(ConfigError, match="この画面で書ける形ではありません"):
        marking.written(moved, cohort, cohort.sessions[0], [wish(cohort, "a", Mark.ABSENT)])


@pytest.mark.parametrize(
    "sheet", ["", "何か\n", '氏名,powerbi-1\n"山田\n葵",○\n', '氏名,powerbi-1\n"山田,\n']
)
def test_what_is_no_grid_is_left_to_the_settings(read: Read, sheet: str) -> None:
    cohort = read("氏名,メール\n")

    with pytest.raises(ConfigError):
        marking.written(sheet, cohort, cohort.sessions[0], [wish(cohort, "a", Mark.ABSENT)])


def test_two_lines_of_one_person_are_not_chosen_between(read: Read) -> None:
    sheet = "メール,powerbi-1\na.yamada@example.jp,\na.yamada@example.jp,\n"
    cohort = read(sheet)

    with pytest.raises(ConfigError, match="2つ以上"):
        marking.written(sheet, cohort, cohort.sessions[0], [wish(cohort, "a", Mark.ABSENT)])
