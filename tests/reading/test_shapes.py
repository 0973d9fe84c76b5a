"""Shapes: one declaration gives the keys that are accepted and what the model makes of them."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from m365bot.programme.channels import ChannelSpec
from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import Milestone
from m365bot.programme.forms import Form, Question
from m365bot.programme.issues import Issue
from m365bot.programme.people import Line
from m365bot.programme.programme import Programme, Schedule
from m365bot.programme.sessions import Session
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import channels, cohort, forms, issues, people, programme, schedule, sessions
from m365bot.reading.scalars import FLAG, KEY, NUMBER, TEXT
from m365bot.reading.shapes import Either, Fields, Many, Named, apart, into, later, must, table_of
from m365bot.reading.tree.yaml import compose


@dataclass(frozen=True)
class Tool:
    name: str
    weight: float = 1
    tags: tuple[str, ...] = ()


TOOL = Fields(
    {
        "tool": must(into("name", TEXT)),
        "weight": NUMBER,
        "tags": Many(KEY, lone=True),
        "colour": later(apart(TEXT)),
    },
    made_by=Tool,
)


def file() -> ConfigFile:
    return ConfigFile(Path("a.yaml"), "a.yaml", Notebook())


def read(shape: Any, text: str) -> tuple[Any, list[str], list[str]]:
    """The value, the complaints' and the remarks' places with their words."""
    one = file()
    root = compose(text, one)
    assert root is not None
    value = shape.read(root, one)
    told = [f"{note.line}:{note.column} {note.words}" for note in one.notebook.complaints]
    return value, told, [f"{note.line}:{note.column}" for note in one.notebook.remarks]


def test_a_model_is_made_by_the_names_it_has_itself() -> None:
    table, complaints, remarks = read(TOOL, "tool: のみ\nweight: 2.5\ntags: [a, b]\ncolour: 青\n")

    assert TOOL.model(table) == Tool("のみ", 2.5, ("a", "b"))
    assert complaints == []
    assert remarks == ["4:1"]
    assert table["colour"] == "青"


def test_what_was_not_written_is_left_to_the_model() -> None:
    table, _, _ = read(TOOL, "tool: のみ\n")

    assert TOOL.values(table) == {"name": "のみ"}


def test_values_and_keys_are_known_by_their_places() -> None:
    table, _, _ = read(TOOL, "tool: のみ\ntags: [a, bb, c]\nweight: x\n")

    assert [place.column for _, place in table["tags"].placed()] == [8, 11, 15]
    assert str(table.at("tool")) == "a.yaml:1:7"
    assert str(table.at("weight")) == "a.yaml:3:1"
    assert table.mentions("weight")
    assert "weight" not in table
    assert str(table.at("colour")) == "a.yaml:1:1"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("weight: 1\n", "1:1 'tool' がありません。"),
        ("tool:\n", "1:1 'tool' の値が空です。"),
        ("tool: a\ntool: b\n", "2:1 'tool' が2回書かれています(1行目にもあります)。"),
        ("tool: a\nweigth: 3\n", "2:1 'weigth' という項目はありません。"),
        ("tool: [a]\n", "1:7 ここには1つの値を書きます。値の並びがあります。"),
        ("tool: {a}\n", "1:7 ここには1つの値を書きます。「項目: 値」の並びがあります。"),
        (
            "tool: a\ntags: {b: c}\n",
            "2:7 ここには[ ] か「- 」の並びを書きます。「項目: 値」の並びがあります。",
        ),
        ("tool: a\ntags: b、c\n", "2:7 「b、c」の区切りが全角です。"),
        ("tool: a\ntags: [b、c]\n", "2:8 「b、c」の区切りが全角です。"),
        ("tool: a #2\n", "1:7 'tool' の「#2」は注釈として捨てられます。"),
        ("- a\n", "1:1 ここには「項目: 値」の並びを書きます。値の並びがあります。"),
    ],
)
def test_what_does_not_fit_is_complained_of_at_its_place(text: str, complaint: str) -> None:
    assert read(TOOL, text)[1] == [complaint]


def test_a_misspelt_key_stands_for_the_one_it_surely_means() -> None:
    table, _, _ = read(TOOL, "tool: a\nweigth: 3\n")

    assert table["weight"] == 3


def test_a_key_that_is_also_written_rightly_is_not_what_a_misspelt_one_means() -> None:
    table, complaints, _ = read(TOOL, "tool: a\nweigth: 3\nweight: 4\n")

    assert table["weight"] == 4
    assert len(complaints) == 1


def test_an_empty_value_is_none_unless_it_is_quoted() -> None:
    assert read(TOOL, "tool: a\nweight:\n")[1] == []
    assert read(TOOL, 'tool: a\nweight: ""\n')[1] == ["2:9 「」は数として読めません。"]


def test_one_value_may_stand_for_a_list_only_where_it_says_so() -> None:
    assert read(Many(KEY, lone=True), "a\n")[0] == ["a"]
    assert read(Many(KEY), "a\n")[1] == ["1:1 ここには[ ] か「- 」の並びを書きます。「a」があります。"]
    assert read(Many(TOOL, lone=True), "tool: a\n")[0] == [{"tool": "a"}]
    assert read(Many(TOOL), "tool: a\n")[1] != []


def test_a_bad_item_is_left_out_and_the_others_stay() -> None:
    assert read(Many(NUMBER), "[1, x, 3]\n")[:2] == ([1, 3], ["1:5 「x」は数として読めません。"])


def test_free_names_are_kept_each_once_at_their_own_places() -> None:
    shape = Named(TOOL)
    table, complaints, _ = read(shape, "a: {tool: x}\nb: {tool: y}\na: {tool: z}\n")

    assert shape.model(table) == {"a": Tool("x"), "b": Tool("y")}
    assert str(table.at("b")) == "a.yaml:2:1"
    assert complaints == ["3:1 'a' が2回書かれています(1行目にもあります)。"]


def test_either_is_a_word_or_something_else() -> None:
    shape = Either(FLAG, Many(KEY))

    assert shape.model(read(shape, "true\n")[0]) is True
    assert shape.model(read(shape, "[a, b]\n")[0]) == ("a", "b")


def test_wrapping_a_key_keeps_what_it_was_wrapped_in_before() -> None:
    key = must(later(into("other", TEXT)))

    assert (key.required, key.effect, key.field) == (True, False, "other")
    assert apart(key).field is None


def test_a_root_that_is_no_mapping_is_no_table() -> None:
    assert table_of(TOOL, None, file()) is None
    assert table_of(TOOL, compose("a\n", file()), file()) is None


@pytest.mark.parametrize(
    ("shape", "model"),
    [
        (programme.PROGRAMME, Programme),
        (cohort.COHORT, Cohort),
        (cohort.MILESTONE, Milestone),
        (channels.CHANNEL, ChannelSpec),
        (sessions.SESSION, Session),
        (people.PERSON, Line),
        (forms.FORM, Form),
        (forms.QUESTION, Question),
        (issues.ISSUE, Issue),
        (schedule.ENTRY, Schedule),
    ],
)
def test_what_a_file_gives_its_model_is_what_the_model_has(shape: Fields, model: Any) -> None:
    given = {key.field or name for name, key in shape.keys.items() if key.field is not None}

    assert given <= {field.name for field in fields(model)}


@pytest.mark.parametrize(
    ("blank", "named"), [("\u3000", "全角の空白"), ("\u3000\u3000", "全角の空白"), ("\u00a0", "U+00A0")]
)
def test_a_blank_that_looks_like_nothing_is_no_value_and_is_told(blank: str, named: str) -> None:
    table, complaints, _ = read(TOOL, f"tool: a\nweight: {blank}\n")

    assert "weight" not in table
    assert complaints == [f"2:9 'weight' の値が、見えない空白({named})だけです。"]
