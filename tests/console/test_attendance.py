"""出欠: entered for a session, saved as a version; who comes second is told, and can go back."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from m365bot.console.roles import Role
from m365bot.database.tables import metadata
from m365bot.programme import Cohort
from m365bot.reading import plain
from tests.console import hall
from tests.console.hall import Sitting
from tests.reading.conftest import FILES

PATH = "/cohorts/R7/attendance/powerbi-1"
FILE, BOOK = "config/cohorts/R7/attendance.csv", "config/cohorts/R7/attendance.xlsx"
SHEET = "氏名,メール,powerbi-1\n山田 葵,a.yamada@example.jp,○\n佐藤 亮,r.sato@example.jp,\n"


@dataclass
class Office:
    """An officer at the desk of a small instance."""

    sitting: Sitting
    folder: Path

    @property
    def lies(self) -> str:
        return (self.folder / FILE).read_text("utf-8-sig")

    def id_of(self, mail: str) -> str:
        cohort = self.sitting.desk.usable().cohort("R7")
        assert isinstance(cohort, Cohort)
        return next(one.id for one in cohort.trainees() if one.mail.startswith(mail))

    def opens(self) -> dict[str, str]:
        """The form as the page fills it in."""
        page = self.sitting.reads(PATH)
        form = dict(re.findall(r'name="([a-z.]+[^"]*)" value="([^"]*)"', page))
        for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page):
            chosen = re.search(r'value="([^"]*)" selected', options)
            form[name] = chosen[1] if chosen else ""
        return {unescape(name): unescape(value) for name, value in form.items()}

    def saves(self, form: dict[str, str], **cells: str) -> tuple[int, str]:
        answer = self.sitting.browser.post(f"{PATH}/save", data={**form, **cells})
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("instance")
    (folder / "config").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        patch.setenv("M365BOT_INSTANCE", str(folder))
        patch.setenv("M365BOT_STATE_DIR", str(tmp_path_factory.mktemp("attendance") / "state"))
        with hall.sitting(None) as sitting:
            yield Office(sitting, folder)


@pytest.fixture
def office(_small: Office) -> Iterator[Office]:
    shutil.rmtree(_small.folder / "config")
    for name, text in {**FILES, FILE.removeprefix("config/"): SHEET}.items():
        path = _small.folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    _small.sitting.hall.guest = hall.visitor(Role.OFFICER)
    yield _small
    with _small.sitting.desk.books.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "instances":
                connection.execute(table.delete())


def test_the_grid_shows_what_is_written_and_what_is_not(office: Office) -> None:
    page = office.sitting.reads("/cohorts/R7/attendance")

    assert ">○</td>" in page
    assert "未記入 1人" in page
    assert f'href="{PATH}"' in page


def test_a_mark_that_is_entered_is_in_the_sheet_and_in_the_history(office: Office) -> None:
    sato = office.id_of("r")

    status, page = office.saves(
        office.opens(), **{f"m.{sato}": "遅", f"h.{sato}": "1:30", "reason": "名簿より"}
    )

    assert status == 200
    assert "出欠を保存しました" in page
    assert office.lies == SHEET.replace("jp,\n", "jp,遅1.5\n")
    assert "名簿より" in office.sitting.reads(f"/settings/file/{FILE}")


def test_a_second_click_changes_nothing(office: Office) -> None:
    form, sato = office.opens(), office.id_of("r")
    office.saves(form, **{f"m.{sato}": "×"})
    before = office.lies

    status, page = office.saves(form, **{f"m.{sato}": "×"})

    assert (status, office.lies) == (200, before)
    assert "同じ内容が、もう保存されています" in page


def test_of_two_officers_the_second_is_told_and_loses_nothing(office: Office) -> None:
    form, sato, yamada = office.opens(), office.id_of("r"), office.id_of("a")
    office.saves(form, **{f"m.{sato}": "×"})

    status, page = office.saves(form, **{f"m.{yamada}": "公"})

    assert status == 409
    assert office.lies == SHEET.replace("jp,\n", "jp,×\n"), "the first one's stands"
    assert page.count("未保存") == 1
    assert 'value="公" selected' in page

    again = {**form, "base": re.findall(r'name="base" value="(\d+)"', page)[0]}
    again |= {f"m.{sato}": "×", f"was.{sato}": "×|"}
    status, _ = office.saves(again, **{f"m.{yamada}": "公"})

    assert status == 200
    assert office.lies == SHEET.replace("○", "公").replace("jp,\n", "jp,×\n")


def test_a_sheet_saved_in_the_folder_meanwhile_is_not_overwritten(office: Office) -> None:
    form, sato = office.opens(), office.id_of("r")
    (office.folder / FILE).write_text(SHEET.replace("○", "△"), "utf-8")

    status, _ = office.saves(form, **{f"m.{sato}": "×"})

    assert status == 409
    assert office.lies == SHEET.replace("○", "△")


def test_hours_that_cannot_be_read_come_back_with_what_was_typed(office: Office) -> None:
    sato = office.id_of("r")

    status, page = office.saves(office.opens(), **{f"m.{sato}": "○", f"h.{sato}": "<b>沢山"})

    assert status == 409
    assert "&lt;b&gt;沢山" in page
    assert 'aria-invalid="true"' in page
    summary = page[page.index('role="alert"') : page.index('id="enter"')]
    assert "保存していません" in summary
    assert f'href="#hours-{sato}"' in summary
    assert page.count(f'id="hours-{sato}"') == page.count(" autofocus") == 1
    assert office.lies == SHEET


def test_what_was_saved_last_is_undone_from_the_grid(office: Office) -> None:
    office.saves(office.opens(), **{f"m.{office.id_of('r')}": "×"})
    page = office.sitting.reads("/cohorts/R7/attendance")
    form = dict(re.findall(r'name="(file|number|base)" value="([^"]+)"', page))

    office.sitting.sends("/settings/undo", **form)

    assert office.lies == SHEET


def test_without_a_sheet_one_is_begun(office: Office) -> None:
    (office.folder / FILE).unlink()

    status, _ = office.saves(office.opens(), **{f"m.{office.id_of('r')}": "○"})

    assert status == 200
    assert office.lies == "班,氏名,メール,powerbi-1\n班2,佐藤 亮,r.sato@example.jp,○\n"


def test_everybody_present_is_a_proposal_until_it_is_saved(office: Office) -> None:
    page = office.sitting.reads(f"{PATH}?fill=all")

    assert page.count('value="○" selected') == 2
    assert page.count("未保存") == 1
    assert office.lies == SHEET


def in_a_workbook(office: Office, sheet: str = SHEET) -> Path:
    """The same sheet, in place of the CSV."""
    (office.folder / FILE).unlink()
    made = Workbook()
    for line in sheet.splitlines():
        made.active.append(line.split(","))
    made.save(office.folder / BOOK)
    return office.folder / BOOK


def cells_of(file: Path) -> list[list[str]]:
    return [
        [str(cell or "") for cell in row] for row in load_workbook(file).active.iter_rows(values_only=True)
    ]


@pytest.mark.slow
def test_a_mark_is_entered_into_a_workbook_and_taken_back(office: Office) -> None:
    file = in_a_workbook(office)
    before = file.read_bytes()

    status, page = office.saves(
        office.opens(),
        **{f"m.{office.id_of('r')}": "遅", f"h.{office.id_of('r')}": "1:30", "reason": "名簿より"},
    )

    assert (status, "出欠を保存しました" in page) == (200, True)
    assert cells_of(file)[2] == ["佐藤 亮", "r.sato@example.jp", "遅1.5"]
    history = office.sitting.reads(f"/settings/file/{BOOK}")
    assert "名簿より" in history
    assert "遅1.5" in office.sitting.reads(f"/settings/version/2/{BOOK}"), "what differs is told"

    page = office.sitting.reads("/cohorts/R7/attendance")
    office.sitting.sends(
        "/settings/undo", **dict(re.findall(r'name="(file|number|base)" value="([^"]+)"', page))
    )

    assert file.read_bytes() == before


def test_of_two_officers_at_a_workbook_the_second_is_told_and_loses_nothing(office: Office) -> None:
    file = in_a_workbook(office)
    form, sato, yamada = office.opens(), office.id_of("r"), office.id_of("a")
    office.saves(form, **{f"m.{sato}": "×"})

    status, page = office.saves(form, **{f"m.{yamada}": "公"})

    assert (status, page.count("未保存")) == (409, 1)
    assert "先に保存した人がいます" in page
    assert [line[2] for line in cells_of(file)] == ["powerbi-1", "○", "×"], "the first one's stands"


@pytest.mark.parametrize("name", [FILE, BOOK])
def test_a_sheet_under_the_other_kinds_name_is_written_as_what_it_is(office: Office, name: str) -> None:
    file = in_a_workbook(office)
    content = file.read_bytes() if name == FILE else SHEET.encode()
    file.unlink()
    (office.folder / name).write_bytes(content)

    status, _ = office.saves(office.opens(), **{f"m.{office.id_of('r')}": "×"})

    after = (office.folder / name).read_bytes()
    assert (status, after[:2] == b"PK") == (200, name == FILE)
    marks = [line.split(" | ")[-1] for line in plain.lines_of(name, after) if name == FILE]
    assert marks == ["powerbi-1", "○", "×"] or after.decode() == SHEET.replace("jp,\n", "jp,×\n")


def test_what_cannot_be_written_into_a_workbook_comes_back_with_what_was_typed(office: Office) -> None:
    file = in_a_workbook(office, SHEET.replace("jp,\n", 'jp,="×"\n'))
    made = load_workbook(file)
    made.active.merge_cells("C2:C3")
    made.save(file)
    before = file.read_bytes()

    status, page = office.saves(office.opens(), **{f"m.{office.id_of('r')}": "公"})

    assert (status, file.read_bytes()) == (409, before)
    assert "C3" in page
    assert 'value="公" selected' in page


def test_a_session_that_is_not_there_is_told_in_words(office: Office) -> None:
    assert "その回はありません" in office.sitting.reads("/cohorts/R7/attendance/nothing", status=404)
    assert office.sitting.browser.post("/cohorts/R7/attendance/nothing/save", data={}).status_code == 404
    assert office.sitting.browser.post("/cohorts/R99/attendance/powerbi-1/save", data={}).status_code == 404


@pytest.mark.parametrize("role", [Role.APPROVER, Role.VIEWER, Role.INSTRUCTOR, Role.SECTION_CHIEF])
def test_nobody_but_officers_enters_anything(office: Office, role: Role) -> None:
    form = office.opens()
    office.sitting.hall.guest = hall.visitor(role)

    status, _ = office.saves(form, **{f"m.{office.id_of('r')}": "×"})

    assert (status, office.lies) == (403, SHEET)
