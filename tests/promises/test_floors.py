"""The house has floors: no module needs, by whatever way round, one that needs it; for types neither."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests import source


def modules() -> Mapping[str, Path]:
    """Name → file, of all that is shipped."""
    return {_name(file): file for file in source.product()}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(source.ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(file: Path, known: Iterable[str]) -> set[str]:
    """The modules that a file names, wherever in it: at the top, for types only, inside a function."""
    return set(_imported(source.nodes(file), set(known)))


def _imported(nodes: Iterable[ast.AST], known: set[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield from (one for one in [inner if inner in known else node.module] if one in known)


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """One way from a module to itself; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_a_way_round_types_included() -> None:
    files = modules()

    graph = {name: imported(file, files) - {name} for name, file in files.items()}

    assert len(graph) > 300
    assert circle(graph) == []


def test_a_circle_for_types_only_or_inside_a_function_is_one_too() -> None:
    known = {"m365bot.a", "m365bot.b", "m365bot.b.c"}
    for_types = ast.parse("if TYPE_CHECKING:\n    from m365bot.b import Thing, c")
    inside = ast.parse("def f():\n    import m365bot.a")

    graph = {
        "m365bot.a": set(_imported(ast.walk(for_types), known)),
        "m365bot.b.c": set(_imported(ast.walk(inside), known)),
    }

    assert graph == {"m365bot.a": {"m365bot.b", "m365bot.b.c"}, "m365bot.b.c": {"m365bot.a"}}
    assert set(circle(graph)) == {"m365bot.a", "m365bot.b.c"}


def test_no_room_hides_a_module_of_its_name() -> None:
    """Python takes the room: what stands in the module would be read by people alone."""
    rooms = {file.parent for file in source.product() if file.name == "__init__.py"}

    assert [str(room) for room in rooms if room.with_suffix(".py").exists()] == []
