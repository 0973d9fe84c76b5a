"""Every small mistake that can be made in a file, and a fair draw of them.

Called by __main__. Pure: reads sources, changes none. A mutation is a piece of text in place of another, so that what
is not mutated stays as it was written.
"""

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
COUNTED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
SILENT = ("log.", "say(", "T = TypeVar", "TypeVar(")  # words and logs: no test should pin each


@dataclass(frozen=True)
class Mutation:
    """`new` in place of the source between two offsets (in characters) of a file."""

    file: Path
    line: int
    start: int
    end: int
    old: str
    new: str

    def applied(self, source: str) -> str:
        return source[: self.start] + self.new + source[self.end :]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {_short(self.old)}  →  {_short(self.new)}"


def drawn(files: Sequence[Path], *, seed: int, count: int) -> list[Mutation]:
    """`count` of all mutations, the same for the same seed and sources."""
    found = [mutation for file in sorted(files) for mutation in of(file)]
    chosen = random.Random(seed).sample(found, min(count, len(found)))
    return sorted(chosen, key=lambda one: (one.file, one.start))


def of(file: Path) -> Iterator[Mutation]:
    """Every mutation of a file, in its order."""
    source = Source(file.read_text("utf-8"))
    for node, new in _mutants(source):
        start, end = source.place(node)
        yield Mutation(file, node.lineno, start, end, source.of(node), new)


class Source:
    """What stands where; the library's own get_source_segment takes the whole text apart for each node."""

    def __init__(self, text: str) -> None:
        self.text, self._lines = text, text.encode().splitlines(keepends=True)
        self._begins = list(accumulate((len(line.decode()) for line in self._lines), initial=0))

    def place(self, node: ast.AST) -> tuple[int, int]:
        """Two offsets, in characters."""
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.AST) -> str:
        start, end = self.place(node)
        return self.text[start:end]

    def _offset(self, line: int, column: int) -> int:
        return self._begins[line - 1] + len(self._lines[line - 1][:column].decode())


def _mutants(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """(node, text in its place); annotations, docstrings and words are passed over."""
    for node in _walked(ast.parse(source.text), source):
        match node:
            case ast.Compare(ops=[operator], left=left, comparators=[right]) if type(operator) in COMPARED:
                yield node, f"({source.of(left)} {COMPARED[type(operator)]} {source.of(right)})"
            case ast.BoolOp(op=operator, values=values):
                word = " or " if isinstance(operator, ast.And) else " and "
                yield node, "(" + word.join(f"({source.of(one)})" for one in values) + ")"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, f"({source.of(operand)})"
            case ast.BinOp(op=operator, left=left, right=right) if type(operator) in COUNTED:
                yield node, f"(({source.of(left)}) {COUNTED[type(operator)]} ({source.of(right)}))"
            case ast.Constant(value=bool() as value):
                yield node, str(not value)
            case ast.Constant(value=int() | float() as value):
                yield node, f"({value} + 1)"
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield test, f"(not ({source.of(test)}))"
            case ast.Return(value=ast.expr() as value) if not _is_nothing(value):
                yield value, "None"
            case ast.Expr(value=ast.Call() | ast.Await()):
                yield node, "pass"
            case ast.Assign(targets=[ast.Attribute()]) | ast.AugAssign():
                yield node, "pass"
            case ast.Continue():
                yield node, "break"
            case ast.Raise(exc=ast.expr()):
                yield node, "pass"


def _walked(tree: ast.AST, source: Source) -> Iterator[ast.AST]:
    """The nodes worth mutating, depth first."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr) and _is_annotation(tree, child):
            continue
        if isinstance(child, ast.stmt | ast.expr) and _is_silent(child, source):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and _is_declared(child):
            continue
        if hasattr(child, "lineno"):
            yield child
        yield from _walked(child, source)


def _is_annotation(parent: ast.AST, child: ast.expr) -> bool:
    kept = (getattr(parent, "annotation", None), getattr(parent, "returns", None))
    return child in kept or child in getattr(parent, "decorator_list", [])


def _is_silent(node: ast.stmt | ast.expr, source: Source) -> bool:
    return isinstance(node, ast.expr | ast.Expr | ast.Assign) and source.of(node).startswith(SILENT)


def _is_declared(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is it said to be there and no more, as a port does? Its defaults are those of whoever has it."""
    return all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in function.body)


def _is_nothing(value: ast.expr) -> bool:
    """None in its place would mean the same to whoever asks whether it is true."""
    return isinstance(value, ast.Constant) and not value.value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:67] + "…"
