"""S13: an instance full of files that are each just below their caps is told, and costs no more than one that is not."""

import pytest

from m365bot.reading.budget import Budget
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import growth
from m365bot.reading.tree import yaml
from tests.reading.conftest import FILES
from tests.reading.test_hostile import sheet

ISSUE = FILES["newsletter/012-apps.md"]


def beyond(found) -> list[str]:
    return [each.file for each in found.complaints if "全体が大きすぎる" in each.words]


def test_s13_issues_below_their_cap_are_told_once_all_of_them_are_too_much(instance) -> None:
    for number in (13, 14, 15):
        text = ISSUE.replace("number: 12", f"number: {number}")
        instance.write(f"newsletter/0{number}.md", text + "~" * 40_000)

    found = instance.read()

    assert beyond(found) == ["config/newsletter/015.md"]
    assert "config/newsletter/013.md" in found.complaints[0].hint
    assert [each.number for each in found.usable().issues] == [12, 13, 14]
    assert found.usable().cohorts[0].sessions


def said_again(letters: int) -> str:
    return "[a]: https://example.jp/" + "y" * letters + "\n\n" + "[a] " * 10_000


def blank_cells(columns: int) -> str:
    return "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + "|\n" * 5_000


@pytest.mark.parametrize(
    "text", [said_again(100_000), said_again(100_000).replace(": ", ":\n"), blank_cells(500)]
)
@pytest.mark.parametrize("file", ["newsletter/012-apps.md", "messages/reminder.md"])
def test_s13_a_text_that_says_a_thing_again_and_again_by_a_short_mark_is_told(instance, file, text) -> None:
    """Made into a face, each of them would be gigabytes, or minutes."""
    head = ISSUE.partition("本文")[0] if file.startswith("newsletter") else "---\nsubject: 件名\n---\n"
    instance.write(file, head + text)

    assert beyond(instance.read()) == [f"config/{file}"]


def test_s13_addresses_led_to_by_name_and_short_rows_are_what_people_write() -> None:
    links = "".join(
        f"[参考{one}]: https://www.example.jp/a/long/way/to/a/page-{one}.html\n" for one in range(20)
    )
    table = "| 日 | 回 | 場所 |\n|---|---|---|\n" + "| 1日 | 1 |\n" * 50

    assert growth.of("[参考1] と [参考2]\n\n" * 20 + links) == 0
    assert growth.of(table) < 3_000


def test_s13_cells_without_a_value_are_too_much_as_well(instance) -> None:
    instance.write("cohorts/R7/sessions.xlsx", sheet(b"<row>" + b"<c/>" * 800_000 + b"</row>"))

    assert "config/cohorts/R7/sessions.xlsx" in beyond(instance.read())


def test_s13_thousands_of_settings_are_told_at_their_lines(instance) -> None:
    instance.write("settings.toml", "[tenant]\n" + "".join(f'k{each} = "x"\n' for each in range(3_000)))

    found = [each for each in instance.read().complaints if each.file == "config/settings.toml"]

    assert len(found) == 3_000
    assert (found[-1].line, "k2999" in found[-1].words) == (3_001, True)


def test_s13_merged_cells_cost_no_more_than_what_they_cover(instance) -> None:
    rows = b"".join(b"<row><c t='b'><v>1</v></c></row>" for _ in range(2_000))
    merged = b'<mergeCell ref="B1:B2000"/>' * 1_000
    instance.write("cohorts/R7/sessions.xlsx", sheet(rows, b"<mergeCells>" + merged + b"</mergeCells>"))

    assert [each for each in instance.read().complaints if each.file.endswith("sessions.xlsx")]


def test_s13_what_was_refused_takes_nothing_and_the_largest_are_named() -> None:
    budget = Budget(100)

    assert [budget.take("a", 60), budget.take("b", 50), budget.take("c", 40)] == [True, False, True]
    assert budget.largest == ["a", "b", "c"]


@pytest.mark.parametrize(
    "text",
    [
        *(text for name, text in FILES.items() if name.endswith(".yaml")),
        "a: 演習 #2\nb: [x, 'y', \"z\"]\nc: {at: 13:30, url: https://example.jp/}\nd: |\n  本文\n  # でない\n",
        "a: 1\n\nb:\n- x # 注\n-   y\n",
    ],
)
def test_s13_the_fast_reader_of_yaml_reads_as_the_thorough_one(text) -> None:
    fast, thorough = yaml._quickly(text), yaml._surely(text)

    assert yaml._Growing(text, "f", 0).node(fast) == yaml._Growing(text, "f", 0).node(thorough)


@pytest.mark.parametrize("text", ["a: b\tc\n", "a: !x b\n", "a: &x b\n", "a: b\u2028c\n", "a: > # x\n  b\n"])
def test_s13_what_the_two_read_otherwise_is_left_to_the_thorough_one(text, tmp_path) -> None:
    assert yaml._quickly(text) is None
    assert yaml._quickly("a: b\n") is not None


def test_s13_a_budget_that_is_spent_is_told_in_words(tmp_path) -> None:
    notebook = Notebook(budget=Budget(10))
    file = ConfigFile(tmp_path / "a.yaml", "config/a.yaml", notebook)

    assert yaml.compose("a: 1\n" * 10, file) is None
    assert "config/ の外に移して" in notebook.complaints[0].hint
