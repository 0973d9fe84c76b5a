"""Which sentences the code says to people, as the English catalogue must hold them.

Used by the promise test of the catalogue and by `make words`, which brings the catalogue up to date.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache

import jinja2
import jinja2.nodes
import polib

from tests import source

CATALOGUE = source.ROOT / "m365bot" / "words" / "en" / "LC_MESSAGES" / "m365bot.po"
JAPANESE = re.compile("[\u3040-\u30fa\u30fd-\u30ff\u4e00-\u9fff]")
SAYING = ("say", "later")
# Decorators and calls whose keywords are looked up when they are shown: click's helps, and what jobs and kinds are called.
KEYWORDS = ("help", "metavar", "title")
# Tables whose words are looked up when they are shown.
TABLES = {
    "m365bot/cli/entry.py": ("COMMANDS",),
    "m365bot/cli/screen/usage.py": ("WORDS",),
    "m365bot/cli/screen/interview.py": ("WHY_NOT",),
    "m365bot/cli/screen/show.py": ("ACTIONS", "COLUMNS"),
    "m365bot/cli/commands/sandbox.py": ("REFUSED",),
    "m365bot/doctor/findings.py": ("VERDICT_WORDS", "NAMES"),
    "m365bot/doctor/manifest.py": ("TITLES",),
    "m365bot/doctor/places.py": ("_ENTRA", "UNCONFIRMED"),
    "m365bot/doctor/reasons.py": ("APPLICATION", "DELEGATED"),
    "m365bot/doctor/way.py": ("sentence",),
    "m365bot/journal/status.py": ("STATUS_WORDS", "TRIGGER_WORDS"),
    "m365bot/programme/cron.py": ("_FIELDS",),
    "m365bot/resources/bounds.py": ("unit",),
    "m365bot/resources/kinds/channel.py": ("renaming", "called"),
    "m365bot/resources/kinds/team.py": ("renaming", "called"),
    "m365bot/resources/kinds/tab.py": ("called",),
    "m365bot/resources/kinds/file.py": ("updates", "removals"),
    "m365bot/resources/kinds/member.py": ("removals",),
    "m365bot/runs/documents/doings.py": ("OUTCOMES",),
    "m365bot/settings/force.py": ("HINTS",),
}


@cache
def sentences() -> Mapping[str, list[str]]:
    """Sentence → the files that say it."""
    found: dict[str, list[str]] = {}
    for file in source.product():
        place = source.place(file)
        for sentence in of_module(source.nodes(file), TABLES.get(place, ())):
            if place not in found.setdefault(sentence, []):
                found[sentence].append(place)
    for file in sorted((source.ROOT / "m365bot" / "console" / "templates").rglob("*.html")):
        for sentence in of_template(file.read_text("utf-8")):
            found.setdefault(sentence, []).append(source.place(file))
    return found


def of_template(text: str) -> Iterator[str]:
    """Every sentence that a page's template says outright."""
    for call in jinja2.Environment(autoescape=True).parse(text).find_all(jinja2.nodes.Call):
        match call:
            case jinja2.nodes.Call(
                node=jinja2.nodes.Name(name="say"), args=[jinja2.nodes.Const(value=str(words)), *_]
            ):
                yield words


def of_module(nodes: tuple[ast.AST, ...], tables: tuple[str, ...] = ()) -> Iterator[str]:
    """Every sentence of one module, in its order; also of constants of its own that it says by their names."""
    tables = (*tables, *_said_by_name(nodes))
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in SAYING:
                yield from _literals(first)
            case ast.FunctionDef() if any(map(_makes_a_command, node.decorator_list)):
                yield from filter(None, [inspect.cleandoc(ast.get_docstring(node) or "")])
            case ast.Assign(targets=[ast.Name(id=name)]) if name in tables:
                yield from _japanese(node.value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if name in tables and value:
                yield from _japanese(value)
            case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=name), ast.Tuple() as table]) if (
                name in SAYING
            ):
                yield from _japanese(table)
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS and isinstance(keyword.value, ast.Constant):
                    yield from _japanese(keyword.value)


def _said_by_name(nodes: tuple[ast.AST, ...]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=said), *_]) if name in SAYING:
                yield from [said] if said.isupper() else []


def _literals(node: ast.expr) -> Iterator[str]:
    """What is said outright; what stands in a variable was found where it was marked."""
    match node:
        case ast.Constant(value=str(words)) if words:
            yield words
        case ast.IfExp():
            yield from _literals(node.body)
            yield from _literals(node.orelse)


def _japanese(node: ast.expr) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and JAPANESE.search(one.value):
            yield one.value


def _makes_a_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")


def kept() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


def japanese_of(nodes: tuple[ast.AST, ...]) -> Iterator[str]:
    """Every Japanese string of a module but docstrings of what is no command."""
    apart = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield from [node.value] if JAPANESE.search(node.value) else []
