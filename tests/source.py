"""The project's own code as tests about code read it: each file once, each tree taken apart once in a process.

Called by the promise tests and the catalogue. Never changes a file.
"""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def product() -> tuple[Path, ...]:
    """All that is shipped."""
    return (*below("m365bot"), *below("jobs"))


@cache
def below(folder: str) -> tuple[Path, ...]:
    return tuple(sorted((ROOT / folder).rglob("*.py")))


@cache
def text(file: Path) -> str:
    return file.read_text("utf-8")


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, as `ast.walk` gives them, but for what says that a name is read or set: a third of all."""
    gc.disable()  # all of them are kept: each look for what is not would go through millions
    try:
        return tuple(_walked(ast.parse(text(file))))
    finally:
        gc.enable()


def _walked(tree: ast.AST) -> list[ast.AST]:
    found = [tree]
    for node in found:  # it grows meanwhile
        for name in node._fields:
            part = getattr(node, name, None)
            if isinstance(part, list):
                found += [one for one in part if isinstance(one, ast.AST)]
            elif isinstance(part, ast.AST) and name != "ctx":
                found.append(part)
    return found


def calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in nodes(file) if isinstance(node, ast.Call))


def place(file: Path) -> str:
    """As a failing test names it."""
    return file.relative_to(ROOT).as_posix()
