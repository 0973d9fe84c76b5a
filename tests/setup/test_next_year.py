"""Next year's cohort from this one's: days by weekday and calendar, nobody taken along, what is open listed."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from m365bot import reading
from m365bot.programme.calendar import Calendar
from m365bot.setup import new_cohort, sheets_moved
from m365bot.setup.moving import Moving
from m365bot.setup.next_year import Carrying
from tests.bot import Bot

CALENDAR = Calendar(ZoneInfo("Asia/Tokyo"), "JP", (((12, 29), (1, 3)),))


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        ("2025-05-12", 1, "2026-05-11"),  # Monday
        ("2025-06-18", 1, "2026-06-17"),  # Wednesday
        ("2025-04-01", 1, "2026-04-01"),  # a fiscal year begins on its day
        ("2025-03-31", 1, "2026-03-31"),
        ("2025-09-24", 1, "2026-09-24"),  # the 23rd is a holiday
        ("2025-07-22", 1, "2026-07-21"),  # the day after 海の日
        ("2025-11-04", 1, "2026-11-04"),  # a Tuesday whose own, the 3rd, is 文化の日
        ("2025-06-18", 2, "2027-06-16"),
        ("2025-06-18", 6, "2031-06-18"),  # a week more than 52 a year, so that days do not drift
    ],
)
def test_a_day_moves_to_its_weekday_and_off_holidays(day: str, years: int, moved: str) -> None:
    moving = Moving.between(date(2025, 5, 12), years, CALENDAR)

    assert moving(date.fromisoformat(day)).isoformat() == moved


def test_what_fell_on_a_holiday_is_told() -> None:
    moving = Moving.between(date(2025, 5, 12), 1, CALENDAR)

    moving(date(2025, 11, 4))

    assert moving.shifted and "文化の日" in moving.shifted[0]


def test_order_and_distance_stay(instance: Path) -> None:
    new_cohort.made(instance, "R8", "R7")

    programme = reading.read(instance).programme
    assert programme is not None
    old, new = (programme.cohort(key) for key in ("R7", "R8"))
    assert old is not None and new is not None
    moved = {each.key: each.starts.date() for each in new.sessions}
    before = {each.key: (each.moved_from or each.starts).date() for each in old.sessions}
    assert {moved[key] - before[key] for key in before} == {timedelta(weeks=52)}


@pytest.mark.slow
def test_the_new_cohort_is_in_order_planned_and_nobodys(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_INSTANCE", str(instance))

    said = Bot(instance).says("cohort", "new", "R8", "--from", "R7")

    found = reading.read(instance)
    cohort = found.programme.cohort("R8") if found.programme else None
    text = (instance / "config" / "cohorts" / "R8" / "cohort.yaml").read_text("utf-8")
    assert (said.exit, found.complaints) == (0, ())
    assert cohort is not None
    assert (cohort.status, cohort.fiscal_year, cohort.lines) == ("planned", 2026, ())
    assert "R7" not in text and "令和7年度" not in text and "台風" not in text
    assert "# 外部の講師" in text
    assert "powerbi/" not in text and "servicedesign/" in text
    assert all(word in said.out for word in ("名簿", "powerbi/", "project-5"))
    assert "- [ ] " in (instance / "config" / "cohorts" / "R8" / "確認すること.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("R8", "--from", "R9"), "R9"),
        (("R7", "--from", "R6"), "もうあります"),
        (("R2", "--from", "R7"), "後の年の名前"),
        (("../R8", "--from", "R7"), "識別名"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    instance: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("M365BOT_INSTANCE", str(instance))
    before = sorted(path.name for path in (instance / "config" / "cohorts").iterdir())

    said = Bot(instance).says("cohort", "new", *words)

    assert said.exit == 2 and told in said.err
    assert sorted(path.name for path in (instance / "config" / "cohorts").iterdir()) == before


def test_a_folder_copied_by_hand_is_noticed_with_the_way_that_works(instance: Path) -> None:
    import shutil

    cohorts = instance / "config" / "cohorts"
    shutil.copytree(cohorts / "R7", cohorts / "R8")

    found = [one for one in reading.read(instance).complaints if "R8/cohort.yaml" in one.file]

    assert any("m365bot cohort new R8 --from R7" in one.hint for one in found)


def carrying() -> Carrying:
    return Carrying("R7", "R8", 2025, Moving.between(date(2025, 5, 12), 1, CALENDAR), ("kaiko",))


def test_a_workbook_keeps_what_it_looks_like_and_its_days_move(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("令和7年度 日程",),
        ("回", "題名", "日付", "開始", "チャネル", "資料", "公開", "延期", "備考"),
        ("a", "開講", date(2025, 5, 12), "13:30", "R7 全体", "kaiko/", "3営業日前", None, "R7 の初回"),
        (
            "b",
            "演習",
            "令和7年6月18日",
            "13:30",
            "R7 全体",
            "shared/",
            date(2025, 6, 16),
            date(2025, 6, 25),
            None,
        ),
        ("c", "発表", "=C3+7", "13:30", "R7 全体", None, None, None, None),
    ):
        sheet.append(row)
    sheet.column_dimensions["B"].width = 40
    book.save(tmp_path / "sessions.xlsx")
    found = carrying()

    (tmp_path / "new.xlsx").write_bytes(sheets_moved.moved(tmp_path / "sessions.xlsx", found))

    made = load_workbook(tmp_path / "new.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in made.iter_rows(min_row=3)]
    assert [str(row[2])[:10] for row in rows] == ["2026-05-11", "2026-06-17", "=C3+7"]
    assert [row[4] for row in rows] == ["R8 全体"] * 3
    assert rows[0][5:7] == [None, None] and str(rows[1][6])[:10] == "2026-06-15" and rows[1][7] is None
    assert made.column_dimensions["B"].width == 40
    assert any("数式" in each for each in found.questions)
    assert any("延期" in each for each in found.questions)


def test_a_csv_of_the_old_encoding_is_taken_too(tmp_path: Path) -> None:
    text = "回,題名,日付,開始\r\na,髙橋の回,2025/5/12,13:30\r\n"
    (tmp_path / "sessions.csv").write_bytes(text.encode("cp932"))

    made = sheets_moved.moved(tmp_path / "sessions.csv", carrying()).decode("utf-8-sig")

    assert made.splitlines()[1] == "a,髙橋の回,2026-05-11,13:30"
