"""Words name only what exists: each command, option, setting and file that a message or a guide names is there."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import click
import pytest

from m365bot.cli import entry
from m365bot.settings import Settings
from tests import source
from tests.promises.test_documents import BESIDE_SETTINGS

ROOT = Path(__file__).parents[2]
GUIDES = [
    *(ROOT / name for name in ("README.md", "README.ja.md", "SECURITY.md")),
    *(file for file in sorted((ROOT / "docs").glob("*.md")) if file.name != "facts.md"),
]
CODE_SPAN = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[^\w/.@-])m365bot((?: [a-z]+(?:-[a-z]+)*)+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SETTING = re.compile(r"\bM365BOT_[A-Z_]+\b")
FILE = re.compile(r"(?<![\w*/.{}-])((?:[\w-]+/)*[\w-]+\.(?:yaml|toml|csv|xlsx|md|db|key))\b", re.ASCII)
SHEETS = {
    f"{stem}{ending}"
    for stem in ("people", "sessions", "attendance", "hours")
    for ending in (".csv", ".xlsx")
}
OF_AN_INSTANCE = SHEETS | {"m365bot.db", "person.key", "settings.toml"}
OTHERS_OPTIONS = ("--ownerUserNames", "--userNames")


def strings(file: Path) -> Iterator[tuple[int, str]]:
    """What a module says to people: every string in it that is Japanese, docstrings of commands among them."""
    for node in source.nodes(file):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search("[\u3040-\u9fff]", node.value)
        ):
            yield node.lineno, node.value


@cache
def messages() -> Mapping[str, str]:
    """Place → words of a message."""
    return {
        f"{source.place(file)}:{line}": words
        for file in source.product()
        if "sandbox/" not in file.as_posix() or "cli/" in file.as_posix()
        for line, words in strings(file)
    }


@cache
def spans() -> Mapping[str, str]:
    """Place → code span of a guide."""
    return {
        f"{file.relative_to(ROOT)}#{number}": re.sub(r"(?m)\s# .*$", "", found[0].replace("\\|", "|"))
        for file in GUIDES
        for number, found in enumerate(CODE_SPAN.finditer(file.read_text("utf-8")))
    }


@cache
def said() -> Mapping[str, str]:
    return {**messages(), **spans()}


def command(words: list[str]) -> click.Command | None:
    """The command that words begin with; None where there is none."""
    found: click.Command = entry.m365bot
    for word in words:
        if not isinstance(found, click.Group):
            break
        inner = found.get_command(click.Context(found), word)
        if inner is None:
            return None
        found = inner
    return found


@cache
def options() -> frozenset[str]:
    return frozenset(
        option for one in _every(entry.m365bot) for param in one.params for option in param.opts
    ) | {"--help", "--version"}


def _every(group: click.Group) -> Iterator[click.Command]:
    for name in group.list_commands(click.Context(group)):
        one = group.get_command(click.Context(group), name)
        assert one is not None
        yield one
        if isinstance(one, click.Group):
            yield from _every(one)


def test_every_command_that_is_named_is_there() -> None:
    missing = {
        f"{place}: m365bot{named}"
        for place, words in said().items()
        for named in COMMAND.findall(words)
        if command(named.split()) is None
    }

    assert missing == set()


def test_every_option_that_is_named_is_there() -> None:
    missing = {
        f"{place}: {option}"
        for place, words in said().items()
        if "m365bot" in words or place in messages()
        for option in OPTION.findall(_own(words))
        if option not in options()
    }

    assert missing == set()


def _own(words: str) -> str:
    """Lines of a block that are not m365bot's own are another program's."""
    if "\n" not in words:
        return words
    return "\n".join(line for line in words.split("\n") if "m365bot " in line)


def test_an_option_named_with_its_command_is_that_commands() -> None:
    missing = set()
    for place, words in said().items():
        for found in COMMAND.finditer(words):
            one = command(found[1].split())
            rest = re.split(r"[`、。\n|;]|m365bot", words[found.end() :])[0]
            own = {option for param in one.params for option in param.opts} if one else set()
            wrong = [option for option in OPTION.findall(rest) if option not in own | {"--help"}]
            missing |= {f"{place}: {found[1]} {option}" for option in wrong}

    assert missing == set()


def test_every_setting_that_is_named_is_there() -> None:
    known = {f"M365BOT_{field.upper()}" for field in Settings.model_fields} | set(BESIDE_SETTINGS)
    texts = {**said(), **{str(file.relative_to(ROOT)): file.read_text("utf-8") for file in GUIDES}}

    missing = {
        f"{place}: {name}"
        for place, words in texts.items()
        for name in SETTING.findall(words)
        if name not in known
    }

    assert missing == set()


def test_every_file_that_a_message_names_is_one_of_an_instance() -> None:
    """With its place, as messages name files of config/; documents are named with theirs."""
    known = {file.name for file in (ROOT / "config").rglob("*") if file.is_file()} | OF_AN_INSTANCE
    missing = {
        f"{place}: {name}"
        for place, words in messages().items()
        for name in FILE.findall(words)
        if name.rpartition("/")[2] not in known and not (ROOT / name).exists()
    }

    assert missing == set()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("`m365bot login` で入り直す", [" login"]),
        ("先に m365bot run provision を", [" run provision"]),
        ("m365bot は", []),
    ],
)
def test_commands_are_found_in_words(words: str, named: list[str]) -> None:
    assert COMMAND.findall(words) == named
