"""YAML as nodes with places."""

from pathlib import Path

import pytest

from m365bot.reading.complaints import Notebook, Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.tree.nodes import Entries, Items, Word, name_of
from m365bot.reading.tree.yaml import compose, tree_if_any, tree_of


def file(path: Path = Path("a.yaml"), above: int = 0) -> ConfigFile:
    return ConfigFile(path, "a.yaml", Notebook(), above)


def test_every_scalar_stays_the_text_it_was_written_as() -> None:
    root = compose('[012, yes, 2025-06-18, "", null]', file())

    assert isinstance(root, Items)
    assert [(node.text, node.bare) for node in root.nodes if isinstance(node, Word)] == [
        ("012", True),
        ("yes", True),
        ("2025-06-18", True),
        ("", False),
        ("null", True),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: &演習\nkey: 1\n", "&演習"),
        ("title: &AI 前半  # 仮\n", "&AI 前半"),
        ("{title: &演習, key: 1}", "&演習"),
        ("title: &演習 前半\nkey: *演習\n", "前半"),
        ('title: &演習 "前半"\n', "前半"),
        ("title: Q&A\n", "Q&A"),
    ],
)
def test_a_word_with_an_ampersand_before_it_is_no_name_that_nobody_asks_for(text: str, told: str) -> None:
    root = compose(text, file())

    assert isinstance(root, Entries)
    assert isinstance(word := root.pairs[0][1], Word)
    assert word.text == told


def test_each_node_is_at_its_line_and_column() -> None:
    root = compose("a:\n  - {b: 日本, c: 1}\n", file())

    assert isinstance(root, Entries)
    key, items = root.pairs[0]
    assert isinstance(items, Items)
    inner = items.nodes[0]
    assert isinstance(inner, Entries)
    assert (key.place, items.place, inner.place) == (
        Place("a.yaml", 1, 1),
        Place("a.yaml", 2, 3),
        Place("a.yaml", 2, 5),
    )
    assert [value.place.column for _, value in inner.pairs] == [9, 16]
    assert (root.in_braces, inner.in_braces) == (False, True)


def test_front_matter_counts_the_lines_above_it() -> None:
    root = compose("a: b", file(above=3))

    assert root is not None
    assert root.place.line == 4


def test_the_same_text_of_two_files_has_the_places_of_each() -> None:
    one = compose("a: b", ConfigFile(Path("x"), "x.yaml", Notebook()))
    other = compose("a: b", ConfigFile(Path("y"), "y.yaml", Notebook()))

    assert one
    assert other
    assert (one.place.file, other.place.file) == ("x.yaml", "y.yaml")


@pytest.mark.parametrize(
    ("text", "rest"), [("a: b #2\nc: d", " #2"), ("a: b\r\nc: d", ""), ("a: b", ""), ("a: b  # no", "  # no")]
)
def test_a_word_knows_what_stands_on_its_line_after_it(text: str, rest: str) -> None:
    root = compose(text, file())

    assert isinstance(root, Entries)
    value = root.pairs[0][1]
    assert isinstance(value, Word)
    assert value.rest == rest


def test_doubled_keys_and_keys_that_are_no_words_stay() -> None:
    root = compose("a: 1\na: 2\n? [b]\n: 3\n", file())

    assert isinstance(root, Entries)
    assert [name_of(key) for key, _ in root.pairs] == ["a", "a", "値の並び"]


def test_an_alias_is_the_node_it_names() -> None:
    root = compose("a: &x [1]\nb: *x\n", file())

    assert isinstance(root, Entries)
    assert root.pairs[0][1] is root.pairs[1][1]


def test_nothing_is_what_is_blank_and_bare() -> None:
    place = Place("a.yaml")

    assert Word(place, " ").is_nothing
    assert not Word(place, "", bare=False).is_nothing
    assert not Word(place, "x").is_nothing


def test_brackets_without_end_are_told_at_once() -> None:
    one = file()

    assert compose("a: " + "[" * 1001, one) is None
    assert "入れ子" in one.notebook.complaints[0].words


def test_many_brackets_that_close_are_no_depth() -> None:
    one = file()

    assert compose("[" + "[], " * 2000 + "]", one) is not None
    assert one.notebook.complaints == ()


def test_a_missing_file_is_a_complaint_only_where_it_has_to_be_there(tmp_path: Path) -> None:
    one = file(tmp_path / "a.yaml")

    assert tree_if_any(one) is None
    assert one.notebook.complaints == ()
    assert tree_of(one) is None
    assert "ありません" in one.notebook.complaints[0].words


def test_an_empty_file_is_a_complaint_only_where_it_has_to_hold_something(tmp_path: Path) -> None:
    one = file(tmp_path / "a.yaml")
    one.path.write_text("# nothing\n")

    assert tree_if_any(one) is None
    assert one.notebook.complaints == ()
    assert tree_of(one) is None
    assert [note.words for note in one.notebook.complaints] == ["ファイルが空です。"]
