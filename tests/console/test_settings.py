"""設定: an officer sees what is wrong in a file, edits it in the page or in Excel, and finds the way back."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from m365bot.console.roles import Role
from m365bot.database.tables import metadata
from m365bot.journal.trail import Wanted
from tests.console import hall
from tests.console.hall import Sitting
from tests.reading.conftest import COHORT, FILES, PEOPLE, PROGRAMME

COHORT_FILE, PEOPLE_FILE = "config/cohorts/R7/cohort.yaml", "config/cohorts/R7/people.csv"
MOVED = COHORT.replace("2025-06-18 13:30", "2025-06-25 13:30")
BROKEN = COHORT.replace("channels:", "chanels:")


@dataclass
class Office:
    """An officer at the desk of a small instance."""

    sitting: Sitting
    folder: Path

    def lies(self, file: str) -> str:
        return (self.folder / file).read_text("utf-8")

    def opens(self, file: str) -> str:
        return self.sitting.reads(f"/settings/file/{file}")

    def base(self, file: str) -> str:
        found = re.search(r'name="base" value="(\d+)"', self.opens(file))
        assert found
        return found[1]

    def saves(self, file: str, text: str, base: str | None = None) -> tuple[int, str]:
        form = {"file": file, "base": base or self.base(file), "text": text, "reason": "日程の訂正"}
        answer = self.sitting.browser.post("/settings/save", data=form)
        return answer.status_code, answer.text

    def uploads(self, file: str, name: str, content: bytes) -> tuple[int, str]:
        form = {"file": file, "base": self.base(file), "reason": ""}
        answer = self.sitting.browser.post("/settings/upload", data=form, files={"upload": (name, content)})
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("instance")
    (folder / "config").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        patch.setenv("M365BOT_INSTANCE", str(folder))
        patch.setenv("M365BOT_STATE_DIR", str(tmp_path_factory.mktemp("settings") / "state"))
        with hall.sitting(None) as sitting:
            yield Office(sitting, folder)


@pytest.fixture
def office(_small: Office) -> Iterator[Office]:
    shutil.rmtree(_small.folder / "config")
    for name, text in FILES.items():
        path = _small.folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    _small.sitting.hall.guest = hall.visitor(Role.OFFICER)
    yield _small
    with _small.sitting.desk.books.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "instances":
                connection.execute(table.delete())


def test_every_file_is_listed_with_what_is_wrong_in_it(office: Office) -> None:
    (office.folder / COHORT_FILE).write_text(BROKEN, "utf-8")

    page = office.sitting.reads("/settings")

    assert all(f"config/{name}" in page for name in FILES if "materials" not in name)
    assert "不備 1件" in page
    assert "保留している変更" not in page, "found so the first time, there is nothing better to go by"


def test_an_edit_is_saved_told_and_in_the_history(office: Office) -> None:
    status, page = office.saves(COHORT_FILE, MOVED)

    assert (status, office.lies(COHORT_FILE)) == (200, MOVED)
    assert "保存しました" in page
    assert "sato-m@example.jp" in page
    assert "日程の訂正" in page


def test_a_broken_edit_comes_back_with_its_line_and_what_was_typed(office: Office) -> None:
    status, page = office.saves(COHORT_FILE, BROKEN)

    assert (status, office.lies(COHORT_FILE)) == (409, COHORT)
    assert "まだ使いません" in page
    assert '<pre class="line">chanels:</pre>' in page
    assert "&#39;channels&#39; ではありませんか" in page
    assert "\nchanels:" in page.partition("<textarea")[2], "what was typed is there to be mended"
    assert "chanels:" in office.opens(COHORT_FILE).partition("<textarea")[2], "also tomorrow"
    assert COHORT_FILE in office.sitting.reads("/settings").partition("保留している変更")[2]


def test_what_was_held_is_mended_and_used(office: Office) -> None:
    _, page = office.saves(COHORT_FILE, BROKEN)
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found

    status, _ = office.saves(COHORT_FILE, MOVED, found[1])

    assert (status, office.lies(COHORT_FILE)) == (200, MOVED)


def test_what_was_held_is_withdrawn_and_today_tells_of_it_until_then(office: Office) -> None:
    quiet = office.sitting.reads("/")
    office.saves(COHORT_FILE, BROKEN)
    told = office.sitting.reads("/")

    office.sitting.sends("/settings/withdraw", file=COHORT_FILE, reason="まちがえました")

    assert "保留している設定の変更" in told
    assert "止まっているものはありません" not in told
    assert "保留している設定の変更" not in quiet + office.sitting.reads("/")
    assert office.lies(COHORT_FILE) == COHORT
    assert "この変更を取り下げる" not in office.opens(COHORT_FILE)


@pytest.mark.slow
def test_a_wrong_workbook_is_withdrawn_with_the_sheet_it_was_to_replace(office: Office) -> None:
    workbook = PEOPLE_FILE.replace(".csv", ".xlsx")
    first, _ = office.uploads(PEOPLE_FILE, "people.xlsx", wrong_workbook("氏名", "苗字"))
    again, told = office.uploads(PEOPLE_FILE, "people.xlsx", wrong_workbook("氏名", "名字"))

    assert (first, again) == (409, 409)
    assert "先に保存した人がいます" not in told
    assert "この変更を取り下げる" in office.opens(workbook)

    office.sitting.sends("/settings/withdraw", file=workbook)

    assert office.lies(PEOPLE_FILE) == PEOPLE
    assert not (office.folder / workbook).exists()
    assert "保留" not in office.sitting.reads("/settings").partition("<main")[2]


def test_what_another_officer_had_held_is_no_place_to_save_unseen(office: Office) -> None:
    base = office.base(COHORT_FILE)
    office.saves(COHORT_FILE, BROKEN)
    office.sitting.hall.guest = replace(hall.visitor(Role.OFFICER), sign_in_name="other@example.jp")

    status, told = office.saves(COHORT_FILE, MOVED, base=base)

    assert status == 409
    assert "先に保存した人がいます" in told


def test_there_is_nothing_to_withdraw_of_what_is_in_force_or_lies_in_the_folder(office: Office) -> None:
    form = {"file": COHORT_FILE, "reason": ""}
    in_force = office.sitting.browser.post("/settings/withdraw", data=form)
    (office.folder / COHORT_FILE).write_text(BROKEN, "utf-8")
    office.opens(COHORT_FILE)
    in_folder = office.sitting.browser.post("/settings/withdraw", data=form)

    assert [in_force.status_code, in_folder.status_code] == [409, 409]
    assert office.lies(COHORT_FILE) == BROKEN


def wrong_workbook(*heads: str) -> bytes:
    made = Workbook()
    made.active.append(heads)
    made.active.append(("山田 葵", "x"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_of_two_officers_the_second_sees_both_changes_and_keeps_theirs(office: Office) -> None:
    base = office.base(COHORT_FILE)
    office.saves(COHORT_FILE, MOVED, base)
    mine = COHORT.replace("hours: 3", "hours: 4")

    status, page = office.saves(COHORT_FILE, mine, base)

    assert (status, office.lies(COHORT_FILE)) == (409, MOVED)
    assert "2人の変更" in page
    assert "2025-06-25" in page
    assert "hours: 4" in page.partition("<textarea")[2]
    assert "ほかの変更と重複" in office.opens(COHORT_FILE), "told to the first as well"


def test_a_double_click_saves_once(office: Office) -> None:
    base = office.base(COHORT_FILE)

    first, _ = office.saves(COHORT_FILE, MOVED, base)
    office.saves(COHORT_FILE, MOVED, base)

    assert first == 200
    assert office.lies(COHORT_FILE) == MOVED


def test_a_difference_and_the_way_back(office: Office) -> None:
    office.saves(COHORT_FILE, MOVED)
    page = office.sitting.reads(f"/settings/version/2/{COHORT_FILE}")

    answer = office.sitting.browser.post("/settings/undo", data={"file": COHORT_FILE, "number": "1"})

    assert '<p class="cut">' in page
    assert "2025-06-25" in page
    assert (answer.status_code, office.lies(COHORT_FILE)) == (200, COHORT)
    assert "版 1 に戻した" in answer.text


def test_a_small_sheet_is_typed_into_as_a_grid_and_other_lines_stay(office: Office) -> None:
    page = office.opens(PEOPLE_FILE)
    cells = dict(re.findall(r'name="(c\.\d+\.\d+)" value="([^"]*)"', page))
    form = {**cells, "c.1.11": "2025-05-12", "file": PEOPLE_FILE, "base": "1", "reason": ""}

    answer = office.sitting.browser.post("/settings/grid", data=form)

    assert answer.status_code == 200
    before, after = PEOPLE.splitlines(), office.lies(PEOPLE_FILE).splitlines()
    assert after[1] == "山田 葵,a.yamada@example.jp,,000101,総務局,,,,,受講者,班1,2025-05-12,"
    assert [line for number, line in enumerate(after) if number != 1] == [before[0], *before[2:]]


def test_a_sheet_goes_to_excel_and_comes_back_in_place_of_the_csv(office: Office) -> None:
    answer = office.sitting.browser.get(f"/settings/template/{PEOPLE_FILE}")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    sheet["A2"] = "山田 葵子"
    changed = io.BytesIO()
    book.save(changed)

    status, page = office.uploads(PEOPLE_FILE, "people.xlsx", changed.getvalue())

    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''people.xlsx"
    assert (sheet["D2"].value, sheet.data_validations.count > 0) == ("000101", True)
    assert status == 200, page
    assert not (office.folder / PEOPLE_FILE).exists()
    assert (office.folder / PEOPLE_FILE).with_suffix(".xlsx").exists()
    assert "山田 葵子" in office.sitting.reads("/settings/version/1/config/cohorts/R7/people.xlsx")


def test_a_workbook_with_a_renamed_column_is_told_and_kept(office: Office) -> None:
    book = Workbook()
    book.active.append(["氏名", "めーる"])  # type: ignore[union-attr]  # a new workbook has a sheet
    book.active.append(["山田 葵", "a.yamada@example.jp"])  # type: ignore[union-attr]  # as above
    file = io.BytesIO()
    book.save(file)

    status, page = office.uploads(PEOPLE_FILE, "people.xlsx", file.getvalue())

    assert status == 409
    assert "メール" in page.partition("直す所")[2]
    assert office.lies(PEOPLE_FILE) == PEOPLE


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("people.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "パスワード"),
        ("people.xls", b"\xd0\xcf\x11\xe0", ".xlsx"),
        ("people.pdf", b"%PDF", ".csv"),
        ("people.xlsx", b"PK\x03\x04damaged", "Excel"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    office: Office, name: str, content: bytes, words: str
) -> None:
    status, page = office.uploads(PEOPLE_FILE, name, content)

    assert status == 409
    assert words in page
    assert office.lies(PEOPLE_FILE) == PEOPLE


def test_ten_megabytes_are_refused_in_words(office: Office) -> None:
    status, page = office.uploads(PEOPLE_FILE, "people.csv", b"x" * (11 * 1024 * 1024))

    assert (status, "10 MB まで" in page) == (413, True)


def test_what_a_file_is_called_and_holds_is_only_ever_text(office: Office) -> None:
    nasty = PEOPLE.replace("山田 葵", '"</textarea><script>alert(1)</script>{{7*7}}"')
    (office.folder / PEOPLE_FILE).write_text(nasty, "utf-8")

    page = office.opens(PEOPLE_FILE)

    assert "<script" not in page
    assert "49" not in page.partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.parametrize(
    "file",
    ["config/settings.toml", "jobs/provision.py", "config/..%2f..%2fetc%2fpasswd", "..%2fsecrets.yaml"],
)
@pytest.mark.parametrize("way", ["file", "download", "template", "version/1"])
def test_no_other_file_is_shown_or_handed_out(office: Office, way: str, file: str) -> None:
    assert office.sitting.browser.get(f"/settings/{way}/{file}").status_code in (404, 409)


def test_no_other_file_is_written(office: Office) -> None:
    form = {"file": "config/../jobs/evil.yaml", "base": "0", "text": "x"}

    assert office.sitting.browser.post("/settings/save", data=form).status_code == 409
    assert not (office.folder / "jobs").exists()


@pytest.mark.parametrize("way", [f"download/{PEOPLE_FILE}", f"template/{PEOPLE_FILE}"])
def test_whoever_takes_a_file_away_stands_in_the_chain(office: Office, way: str) -> None:
    office.opens(PEOPLE_FILE)

    assert office.sitting.browser.get(f"/settings/{way}").status_code == 200

    stretch = office.sitting.desk.looking.trail.page(Wanted("downloaded", "sato-m@example.jp"), None, 9)
    assert [one.says["downloaded"]["file"] for one in stretch.links] == [PEOPLE_FILE]
    assert f"{PEOPLE_FILE} の版 1 をダウンロードしました" in office.sitting.reads("/records")
    assert office.sitting.desk.books.verdict().fault is None


def test_what_is_wrong_in_config_is_told_to_those_who_may_read_it(office: Office) -> None:
    """It may quote names."""
    (office.folder / "config/programme.yaml").write_text(PROGRAMME.replace("programme:", "x:", 1), "utf-8")
    mine = office.sitting.browser.get("/cohorts").text
    office.sitting.hall.guest = hall.visitor(Role.VIEWER)

    answer = office.sitting.browser.get("/cohorts")

    assert "programme.yaml" in mine
    assert answer.status_code == 409
    assert "programme.yaml" not in answer.text
    assert "研修担当に知らせてください" in answer.text


def test_who_may_approve_is_not_changed_on_a_page(office: Office) -> None:
    text = PROGRAMME + "single_officer: true\napprovals: {unverified: allowed}\n"

    status, page = office.saves("config/programme.yaml", text)

    assert (status, office.lies("config/programme.yaml")) == (409, PROGRAMME)
    assert "single_officer" in page
    assert "ここからは変えられません" in page
    assert "single_officer: true" in page.partition("<textarea")[2], "nothing that was typed is lost"


def test_a_new_issue_is_begun_on_an_empty_page(office: Office) -> None:
    page = office.sitting.reads("/settings/new?kind=newsletter&name=013-next")
    text = FILES["newsletter/012-apps.md"].replace("number: 12", "number: 13")

    status, _ = office.saves("config/newsletter/013-next.md", text)

    assert "config/newsletter/013-next.md" in page
    assert (status, office.lies("config/newsletter/013-next.md")) == (200, text)


@pytest.mark.slow
def test_pages_ask_the_database_as_often_for_many_versions_as_for_few(
    office: Office, queries: list[str]
) -> None:
    office.opens(COHORT_FILE)
    queries.clear()
    office.opens(COHORT_FILE)
    few = len(queries)
    for number in range(4, 9):
        office.saves(COHORT_FILE, COHORT.replace("hours: 3", f"hours: {number}"))
    queries.clear()

    office.opens(COHORT_FILE)

    assert len(queries) == few
