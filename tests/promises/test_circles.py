"""No two modules import each other, not even round several corners or for types only."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def named(file: Path) -> str:
    return ".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def modules(package: str) -> dict[str, Path]:
    return {named(file): file for file in (REPOSITORY / package.replace(".", "/")).rglob("*.py")}


def imported(file: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{each.name}" for each in node.names}
            yield from inner & set(known) or {node.module} & set(known)


@pytest.mark.parametrize("package", ["m365bot.sandbox", "m365bot.graph", "m365bot.content"])
def test_imports_run_in_no_circle(package: str) -> None:
    known = modules(package)
    graph = {name: set(imported(file, known)) - {name} for name, file in known.items()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"{package}: {' → '.join(circle.args[1])}")
