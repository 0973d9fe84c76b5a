"""Promises about how the code calls itself: by keyword where there is much to say, and in the formatter's own lines."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = [file for folder in ("m365bot", "jobs") for file in sorted((ROOT / folder).rglob("*.py"))]
MOST = 6  # from the seventh on, nobody can tell which argument is which
OF_SQLALCHEMY = ("Table", "op.create_table")  # columns, one after the other: the library's own way
SWITCHES = ("fmt: " + "skip", "fmt: " + "off")


def positional(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > MOST:
            name = ast.unparse(node.func)
            if name not in OF_SQLALCHEMY:
                yield f"{file.relative_to(ROOT)}:{node.lineno} {name} with {len(node.args)}"


def test_no_call_passes_seven_arguments_or_more_by_position() -> None:
    assert [call for file in PRODUCT for call in positional(file)] == []


@pytest.mark.parametrize("folder", ["m365bot", "jobs", "tests"])
def test_the_formatter_is_switched_off_nowhere(folder: str) -> None:
    switched_off = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if any(switch in line for switch in SWITCHES)
    ]

    assert switched_off == []
