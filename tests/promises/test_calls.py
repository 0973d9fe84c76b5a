"""Promises about how the code calls itself: by keyword where there is much to say, and in the formatter's own lines."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import source

MOST = 6  # from the seventh on, nobody can tell which argument is which
OF_SQLALCHEMY = ("Table", "op.create_table")  # columns, one after the other: the library's own way
SWITCHES = ("fmt: " + "skip", "fmt: " + "off")


def positional(file: Path) -> Iterator[str]:
    for call in source.calls(file):
        if len(call.args) > MOST and (name := ast.unparse(call.func)) not in OF_SQLALCHEMY:
            yield f"{source.place(file)}:{call.lineno} {name} with {len(call.args)}"


@pytest.mark.slow
def test_no_call_passes_seven_arguments_or_more_by_position() -> None:
    assert [call for file in source.product() for call in positional(file)] == []


@pytest.mark.parametrize("folder", ["m365bot", "jobs", "tests"])
def test_the_formatter_is_switched_off_nowhere(folder: str) -> None:
    switched_off = [
        f"{source.place(file)}:{number}"
        for file in source.below(folder)
        if any(switch in source.text(file) for switch in SWITCHES)
        for number, line in enumerate(source.text(file).splitlines(), 1)
        if any(switch in line for switch in SWITCHES)
    ]

    assert switched_off == []
