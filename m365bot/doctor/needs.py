"""Which permissions each job asks for, told by the kinds of things that it yields.

Called by the examination and by the manifest. Pure: reads the job's own source and runs none of it. What a job only
names, as the team of a channel that it posts to, is looked for and never made; where the source cannot be followed,
all that it imports counts as made.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from m365bot.job import Job
from m365bot.programme import Programme
from m365bot.resources.kind import Gone, Kind

Kinds = Mapping[str, type[Kind]]
Bound = Mapping[str, list[ast.expr]]
"""Variable → all that it is ever given."""


class _Unclear(Exception):
    """What is yielded cannot be told from the source."""


def of_jobs(jobs: Iterable[Job], programme: Programme | None = None) -> Mapping[str, frozenset[str]]:
    """Job → "app:Channel.Create" and so on, of those that ask for any. programme: what config wants; None: nobody knows."""
    found = {job.name: of(job, programme) for job in jobs if job.is_readable}
    return {name: needs for name, needs in found.items() if needs}


def easing(jobs: Iterable[Job]) -> Mapping[str, frozenset[str]]:
    """Job → what makes its work easier where it is granted, of those that have any."""
    found = {
        job.name: frozenset(need for kind in _known(job).values() for need in kind.eases)
        for job in jobs
        if job.is_readable
    }
    return {name: names for name, names in found.items() if names}


def _known(job: Job) -> Kinds:
    """All kinds that it imports."""
    return {
        name: value
        for name, value in job.make.__globals__.items()
        if isinstance(value, type) and issubclass(value, Kind)
    }


def of(job: Job, programme: Programme | None = None) -> frozenset[str]:
    """What config asks nothing of is needed by nobody."""
    known = {name: kind for name, kind in _known(job).items() if kind.is_asked_for(programme)}
    made = _made(job, known)
    needs = (
        kind.may_need(known.values()) | kind.needs_for(programme)
        if name in made
        else kind.reads or kind.may_need(known.values())
        for name, kind in known.items()
    )
    return frozenset(need for each in needs for need in each)


def _made(job: Job, known: Kinds) -> set[str]:
    try:
        source = Path(job.make.__code__.co_filename).read_text("utf-8")
        return {name for name in _yielded_in(source) if name in known}
    except (OSError, ValueError, SyntaxError, _Unclear):
        return set(known)


@lru_cache(maxsize=64)
def _yielded_in(source: str) -> frozenset[str]:
    """Kept for who asks again: taking twenty jobs apart costs 20 ms. Raises ValueError, SyntaxError, _Unclear."""
    return frozenset(_yielded(ast.parse(source)))


def _yielded(tree: ast.Module) -> Iterator[str]:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    own = {function.name for function in functions}
    for function in functions:
        bound = _bound(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Yield) and node.value:
                yield from _kinds(node.value, bound, own)
            elif isinstance(node, ast.YieldFrom):
                yield from _kinds_of_each(node.value, bound, own)


def _bound(function: ast.FunctionDef) -> Bound:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                found.setdefault(target.id, []).append(value)
    return found


def _kinds(value: ast.expr, bound: Bound, own: set[str]) -> Iterator[str]:
    """What one thing that is yielded may be."""
    if isinstance(value, ast.Name) and value.id in bound:
        for given in bound[value.id]:
            yield from _kinds(given, _but(bound, value.id), own)
    elif isinstance(value, ast.NamedExpr):
        yield from _kinds(value.value, bound, own)
    elif isinstance(value, ast.Call) and _called(value) == Gone.__name__ and value.args:
        yield from _kinds(value.args[0], bound, own)
    else:
        yield _called(value)


def _kinds_of_each(value: ast.expr, bound: Bound, own: set[str]) -> Iterator[str]:
    """What each thing of something that is yielded from may be."""
    if isinstance(value, ast.Name) and value.id in bound:
        for given in bound[value.id]:
            yield from _kinds_of_each(given, _but(bound, value.id), own)
    elif isinstance(value, ast.GeneratorExp | ast.ListComp):
        yield from _kinds(value.elt, bound, own)
    elif isinstance(value, ast.List | ast.Tuple):
        for each in value.elts:
            if isinstance(each, ast.Starred):
                yield from _kinds_of_each(each.value, bound, own)
            else:
                yield from _kinds(each, bound, own)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "map":
        yield _root(value.args[0])
    elif not (
        isinstance(value, ast.Call) and _called(value) in own
    ):  # its own yields are looked at by themselves
        raise _Unclear


def _but(bound: Bound, name: str) -> Bound:
    """A variable made of itself ends there."""
    return {other: given for other, given in bound.items() if other != name}


def _called(value: ast.expr) -> str:
    """Team of `Team(…)` and of `Team.of(…)`. Raises _Unclear."""
    if not isinstance(value, ast.Call):
        raise _Unclear
    return _root(value.func)


def _root(value: ast.expr) -> str:
    while isinstance(value, ast.Attribute):
        value = value.value
    if not isinstance(value, ast.Name):
        raise _Unclear
    return value.id
