"""Sentences of the catalogue: what stands in them is what is shown."""

import ast
from collections.abc import Iterator

from tests import source


def sentences() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `say` with the place it stands at."""
    for file in source.below("m365bot"):
        for call in source.calls(file):
            if getattr(call.func, "id", "") == "say":
                yield f"{source.place(file)}:{call.lineno}", call


def test_braces_are_doubled_only_where_fields_are_filled_in() -> None:
    wrong = [
        place
        for place, call in sentences()
        if not call.keywords
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and "{{" in str(call.args[0].value)
    ]

    assert wrong == []
