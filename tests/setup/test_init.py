"""A new instance from what an office has: in order by `check`, this office's own, whole or not there at all."""

import re
from datetime import date
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.reading.schema import names
from tests.bot import Bot, Said
from tests.setup import ugly

ASKED = {
    "--city": "潮見市",
    "--domain": ugly.DOMAIN,
    "--service-account": f"bot@{ugly.DOMAIN}",
    "--officer": f"aoki@{ugly.DOMAIN}",
    "--approver": f"kacho@{ugly.DOMAIN}",
    "--cohort": "R8",
    "--starts": "令和8年5月11日",
    "--ends": "2026-11-27",
}
SHEETS = {
    "two headers, wareki": (ugly.roster_with_two_headers, "r.xlsx", ugly.timetable_in_wareki, "t.xlsx"),
    "unknown columns": (ugly.roster_of_unknown_columns, "r.csv", ugly.timetable_without_courses, "t.csv"),
    "words of YAML": (ugly.roster_that_breaks_yaml, "r.xlsx", ugly.timetable_in_wareki, "t.xlsx"),
}


def init(folder: Path, *more: str, **instead: str | None) -> Said:
    asked = ASKED | {f"--{name.replace('_', '-')}": value for name, value in instead.items()}
    words = [word for name, value in asked.items() if value is not None for word in (name, value)]
    return Bot(folder).says("init", str(folder), *words, *more)


def of(folder: Path) -> reading.Reading:
    return reading.read(folder)


@pytest.mark.parametrize("sheets", SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize("form", [(), ("--sheets",)], ids=["csv", "excel"])
def test_an_instance_made_of_sheets_never_seen_before_is_in_order(
    tmp_path: Path, sheets: tuple[object, ...], form: tuple[str, ...]
) -> None:
    roster, roster_name, timetable, timetable_name = sheets
    people = roster(tmp_path / roster_name)  # type: ignore[operator]  # a table of functions and names
    sessions = timetable(tmp_path / timetable_name)  # type: ignore[operator]
    folder = tmp_path / "新しい 団体"

    said = init(folder, "--people", str(people), "--sessions", str(sessions), *form)

    assert said.exit == 0, said.err
    assert of(folder).complaints == ()
    assert list(tmp_path.glob("**/.m365bot*")) == []


def test_without_any_sheet_it_is_in_order_too_and_planned(tmp_path: Path) -> None:
    said = init(tmp_path / "a")

    found = of(tmp_path / "a")
    assert (said.exit, found.complaints) == (0, ())
    assert found.programme is not None
    assert [(one.key, one.status) for one in found.programme.cohorts] == [("R8", "planned")]


def test_it_is_this_offices_and_holds_no_word_of_the_reference_instance(tmp_path: Path) -> None:
    init(tmp_path / "a", "--people", str(ugly.roster_with_two_headers(tmp_path / "r.xlsx")))

    programme = of(tmp_path / "a").programme
    texts = [path.read_text("utf-8") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert programme is not None and programme.organisation == "潮見市"
    assert programme.leaders_team.mail_nickname.startswith("shiomi-")
    assert not [found for text in texts if (found := re.findall("金沢|香林|R7|dx-tsushin|令和7", text))]


def test_two_lines_of_heading_half_width_kana_and_groups_are_read(tmp_path: Path) -> None:
    init(tmp_path / "a", "--people", str(ugly.roster_with_two_headers(tmp_path / "r.xlsx")))

    programme = of(tmp_path / "a").programme
    assert programme is not None
    lines = programme.cohorts[0].lines
    assert [line.person.name for line in lines] == list(ugly.NAMES)
    assert {line.group for line in lines} == {"班1", "班2"}
    assert {line.department for line in lines} == {"総務部", "ミライ戦略部"}
    assert {each.name for each in programme.cohorts[0].channels} == {"R8 全体", "R8 班1", "R8 班2"}


def test_days_of_both_calendars_rounds_and_a_make_up_session_are_read(tmp_path: Path) -> None:
    roster, timetable = tmp_path / "r.xlsx", tmp_path / "t.xlsx"
    ugly.roster_with_two_headers(roster)
    ugly.timetable_in_wareki(timetable)

    init(tmp_path / "a", "--people", str(roster), "--sessions", str(timetable))

    programme = of(tmp_path / "a").programme
    assert programme is not None
    held = {each.key: each for each in programme.cohorts[0].sessions}
    assert [turn.starts.isoformat()[:16] for turn in held["第2回"].rounds] == [
        "2026-05-20T13:30",
        "2026-05-21T13:30",
    ]
    assert held["第4回"].makes_up == "第3回"
    assert held["第4回"].starts.date() == date(2026, 6, 24)
    assert {(each.title, each.hours) for each in programme.curriculum} == {("デジタル基礎", 6), ("表計算", 3)}
    assert {each.key for each in programme.cohorts[0].questionnaires} == {f"after/第{n}回" for n in (1, 2, 3)}


def test_who_cannot_be_taken_in_is_put_aside_with_the_reason_and_nobody_is_guessed(tmp_path: Path) -> None:
    roster = ugly.roster_of_unknown_columns(tmp_path / "r.csv")

    said = init(tmp_path / "a", "--people", str(roster))

    programme = of(tmp_path / "a").programme
    aside = (tmp_path / "a" / "取り込めなかった行.csv").read_text("utf-8-sig")
    assert programme is not None
    names_ = {line.person.name: line.role.value for line in programme.cohorts[0].lines}
    assert names_ == {
        "井上 さくら": "受講者",
        "上田 大和": "メンター",
        "外山 先生": "講師",
        "木村 湊": "受講者",
    }
    assert "メールが空です" in said.out and "同じメールに名前の違う人" in said.out
    assert "T-シャツ" in said.err and "見出しが分からない" in said.err
    assert aside.count("\n") == 6 and "\"'=HYPERLINK" in aside


def test_names_that_mean_something_to_yaml_stay_names(tmp_path: Path) -> None:
    city = '@全員: "#1" {cohort} [市] - \\ %'

    said = init(tmp_path / "a", "--people", str(ugly.roster_that_breaks_yaml(tmp_path / "r.xlsx")), city=city)

    programme = of(tmp_path / "a").programme
    assert said.exit == 0, said.err
    assert programme is not None and programme.organisation == city
    assert {"{cohort}: #1", "yes", "null", "'引用\"符", "!!str"} <= {
        each.name for each in programme.departments
    }


def test_what_is_missing_is_named_all_at_once(tmp_path: Path) -> None:
    said = init(tmp_path / "a", city=None, officer=None, domain="no domain", starts="2026-13-01")

    assert said.exit == 2
    assert all(word in said.err for word in ("--city", "--officer", "no domain", "2026-13-01"))
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": "2026-04-01"},
        {"cohort": "../R8"},
        {"cohort": ".R8"},
        {"officer": "aoki"},
        {"city": "市\u202e"},
        {"city": " "},
        {"starts": "2024-05-11", "ends": "2026-05-11"},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_leaves_nothing(tmp_path: Path, wrong: dict[str, str]) -> None:
    said = init(tmp_path / "a", **wrong)

    assert said.exit == (0 if wrong.get("starts") else 2)
    assert (tmp_path / "a").exists() is bool(wrong.get("starts"))


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")

    said = init(tmp_path)

    assert said.exit == 2 and "空ではありません" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert init(tmp_path).exit == 0
    assert of(tmp_path).complaints == ()


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    said = init(tmp_path / "file" / "a")

    assert said.exit == 2 and "書き込めません" in said.err


def test_a_roster_without_addresses_is_refused_with_what_its_columns_are(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("氏名,所属,住所\n青木 蓮,総務部,1-2\n", "utf-8")

    said = init(tmp_path / "a", "--people", str(tmp_path / "r.csv"))

    assert said.exit == 2
    assert "メール の列が分かりません" in said.err and "C『住所』" in said.err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"a,b\n1,2\n"], ids=str
)
def test_what_is_no_roster_is_told_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.xlsx").write_bytes(content)

    said = init(tmp_path / "a", "--people", str(tmp_path / "r.xlsx"))

    assert said.exit == 2 and "r.xlsx" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("first", "second", "is_day"),
    [
        ("5月11日(月)", "2026/6/3", True),
        ("5月11日 13:30~16:30", "6月3日", True),
        ("11", "3", False),
        ("月", "水", False),
    ],
)
def test_a_column_called_day_alone_is_one_where_whole_days_stand_in_it(
    tmp_path: Path, first: str, second: str, is_day: bool
) -> None:
    sheet = tmp_path / "t.csv"
    lines = f"{first},13:30~16:30,開講式,大会議室\n{second},9:00~12:00,演習,大会議室\n"
    sheet.write_text(f"日,時刻,研修内容,会場\n{lines}", "utf-8")

    said = init(tmp_path / "a", "--sessions", str(sheet))

    if not is_day:
        assert said.exit == 2 and "日付" in said.err
        return
    programme = of(tmp_path / "a").programme
    assert programme is not None, said.err
    rounds = [one.rounds[0].starts for one in programme.cohorts[0].sessions]
    assert [f"{start:%m-%d %H:%M}" for start in rounds] == ["05-11 13:30", "06-03 09:00"]


def test_the_excel_templates_offer_choices_and_check_what_is_typed(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    init(tmp_path / "a", "--sheets", "--people", str(ugly.roster_with_two_headers(tmp_path / "r.xlsx")))

    folder = tmp_path / "a" / "config" / "cohorts" / "R8"
    checks = {
        path.stem: {each.type for each in load_workbook(path).worksheets[0].data_validations.dataValidation}
        for path in folder.glob("*.xlsx")
    }
    assert checks.keys() == {"people", "sessions", "attendance", "hours"}
    assert checks["people"] == {"list", "custom", "date"}
    assert checks["sessions"] == {"list", "date", "time", "decimal"}
    assert checks["attendance"] == {"list", "custom", "decimal"}
    assert checks["hours"] == {"custom", "date", "decimal"}


def test_every_made_yaml_file_names_its_schema_which_is_there(tmp_path: Path) -> None:
    init(tmp_path)

    named = {
        path: re.search(r"yaml-language-server: \$schema=(\S+)", path.read_text("utf-8"))
        for path in tmp_path.rglob("*.yaml")
    }
    assert len(named) == 4
    assert all(found and (path.parent / found[1]).is_file() for path, found in named.items())
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == set(names())


def test_the_job_files_are_those_of_the_reference_instance(tmp_path: Path) -> None:
    from tests.promises.test_documents import job_files

    init(tmp_path)

    assert {path.name: path.read_bytes() for path in (tmp_path / "jobs").glob("*.py")} == {
        path.name: path.read_bytes() for path in job_files()
    }
