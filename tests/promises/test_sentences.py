"""Sentences of the catalogue: what stands in them is what is shown."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "m365bot"


def sentences() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `say` with the place it stands at."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


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
