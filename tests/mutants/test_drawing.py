"""Mutations: small, valid, the same for the same seed, and never of words."""

import ast
from pathlib import Path

from tests.mutants import drawing

SOURCE = '''"""A module."""
LIMIT = 3

def is_late(at: int, words: str = "x") -> bool:
    """Is it?"""
    log.info("asked", at=at)
    if not words and at > LIMIT:
        count(at)
        raise ValueError(say("{at} は遅すぎます。", at=at))
    return at + 1 == LIMIT
'''


def changed(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "late.py"
    file.write_text(SOURCE, "utf-8")
    return {one.old: one.new for one in drawing.of(file)}


def test_comparisons_conditions_numbers_and_statements_are_mistaken(tmp_path: Path) -> None:
    found = changed(tmp_path)

    assert found["at > LIMIT"] == "(at >= LIMIT)"
    assert found["not words"] == "(words)"
    assert found["3"] == "(3 + 1)"
    assert found["count(at)"] == "pass"
    assert found["at + 1"] == "((at) - (1))"


def test_words_logs_and_types_are_left_alone(tmp_path: Path) -> None:
    found = changed(tmp_path)

    assert not any(text.startswith(("log.", "say(", '"', "int", "bool")) for text in found)


def test_what_a_port_declares_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "port.py"
    file.write_text(
        '''class Port:
    def newest(self, limit: int = 50) -> None:
        """The newest first."""

    def save(self, *, now: bool = True) -> None: ...
''',
        "utf-8",
    )

    assert list(drawing.of(file)) == []


def test_what_comes_out_is_python_and_another_program(tmp_path: Path) -> None:
    file = tmp_path / "late.py"
    file.write_text(SOURCE, "utf-8")

    for mutation in drawing.of(file):
        mutated = mutation.applied(SOURCE)
        assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(SOURCE)), str(mutation)


def test_letters_of_many_bytes_before_a_place_do_not_move_it(tmp_path: Path) -> None:
    file = tmp_path / "wide.py"
    file.write_text('NAME = "研修"; LIMIT = 3\n', "utf-8")

    (mutation,) = drawing.of(file)

    assert mutation.applied(file.read_text("utf-8")) == 'NAME = "研修"; LIMIT = (3 + 1)\n'


def test_a_seed_draws_the_same_again(tmp_path: Path) -> None:
    file = tmp_path / "late.py"
    file.write_text(SOURCE, "utf-8")

    assert drawing.drawn([file], seed=7, count=3) == drawing.drawn([file], seed=7, count=3)
