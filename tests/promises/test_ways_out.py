"""Whoever complains of the officers' files says what to do as well."""

import ast
from collections.abc import Iterator
from pathlib import Path

import m365bot

READING = Path(m365bot.__file__).parent / "reading"
PROGRAMME = Path(m365bot.__file__).parent / "programme"


def test_every_complaint_of_the_officers_files_has_a_way_out() -> None:
    without = [
        f"{path.name}:{call.lineno}"
        for path in sorted(READING.rglob("*.py"))
        for call in _calls(path)
        if getattr(call.func, "attr", "") == "complain" and _given(call) < 3
    ]

    assert without == []


def test_every_word_that_cannot_be_read_has_an_example_or_a_hint() -> None:
    without = [
        f"{path.name}:{call.lineno}"
        for path in sorted([*READING.rglob("*.py"), *PROGRAMME.rglob("*.py")])
        for call in _calls(path)
        if getattr(call.func, "id", "") == "Unreadable" and _given(call) < 2
    ]

    assert without == []


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _given(call: ast.Call) -> int:
    return len(call.args) + len(call.keywords)
