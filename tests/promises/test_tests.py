"""What the tests of this repository hold to, so that none fails because the machine is busy."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import source


def test_nothing_drawn_at_random_is_held_to_the_machines_clock() -> None:
    """Hypothesis itself gives each example a fifth of a second, unless somebody says otherwise."""
    files = [file for file in source.below("tests") if "@given(" in source.text(file)]

    assert len(files) > 10
    assert [where for file in files for where in hurried(file)] == []


def hurried(file: Path) -> Iterator[str]:
    for node in source.nodes(file):
        calls = [each for each in getattr(node, "decorator_list", []) if isinstance(each, ast.Call)]
        names = {ast.unparse(each.func) for each in calls}
        own = {word.arg for each in calls for word in each.keywords}
        if "given" in names and "drawn" not in names and "deadline" not in own:
            yield f"{file.relative_to(source.ROOT)}:{getattr(node, 'lineno', 0)}"
