"""What comments say of Microsoft 365 stands in docs/facts.md with its source, and no document is cited that is not here."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from m365bot.sandbox.wire.throttle import LIMITS
from tests import source

REPOSITORY = Path(__file__).parents[2]
FACTS = REPOSITORY / "docs" / "facts.md"
DIFFERENCES = REPOSITORY / "m365bot" / "sandbox" / "DIFFERENCES.md"

KINDS = ("documented", "reported", "measured", "open")
NAME = r"(?:C\d\d|\d{1,3}|[a-z_]+(?:\.[a-z_]+)+)"
ENTRY = re.compile(rf"^- \*\*({NAME}|invitations)\*\* (.*?)(?=^- \*\*|^#|\Z)", re.MULTILINE | re.DOTALL)
CITED = re.compile(rf"docs/facts\.md ((?:{NAME})(?:(?:,| and) {NAME})*)")
CASE = re.compile(r"\bC\d\d\b")
IN_BRACKETS = re.compile(r"(?<=\s)\((\d{1,3}(?:, \d{1,3})*)(?=[);:,])")  # how DIFFERENCES.md cites
DECISION = re.compile(r"\bADR (\d+)")
DOCUMENT = re.compile(r"(?<![\w<*…{/.-])((?:\.\./)*[\w./-]*\w\.(?:md|json))\b")

# Code as far as prose in it goes, which is all in it that begins a line in quotes or stands behind a #. A tenth of what
# Python's own tokenizer takes, and what that finds is found.
PROSE = re.compile(
    r"""
    ^\ *r?(?P<docstring>\"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*"{3})
    | "{3}(?:[^"\\]|\\[\s\S]|"(?!""))*"{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | (?P<comment>\#.*)
    """,
    re.VERBOSE | re.MULTILINE,
)
MAY_CITE = re.compile(r"\.md\b|\.json\b|\bC\d\d\b|\bADR \d")  # what else code says need not be taken apart


@cache
def said() -> dict[Path, str]:
    """What each file says in prose: a document whole, of code its comments and docstrings."""
    code = (*source.product(), *source.below("tests"))
    documents = [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("m365bot/**/*.md"),
    ]
    citing = {file: text for file in code if MAY_CITE.search(text := source.text(file))}
    texts = {file: "\n".join(_prose(text)) for file, text in citing.items()}
    return texts | {file: file.read_text("utf-8") for file in documents if file != FACTS}


def _prose(code: str) -> Iterator[str]:
    for found in PROSE.finditer(code):
        yield from filter(None, found.group("docstring", "comment"))


@cache
def entries() -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in ENTRY.findall(FACTS.read_text("utf-8"))}


@cache
def cited() -> dict[str, str]:
    """Names → a file that cites it."""
    found: dict[str, str] = dict.fromkeys(LIMITS, "the practice tenant's limits")
    for file, text in said().items():
        flat = re.sub(r"\s+(?:# ?)?", " ", text)
        names = [name for group in CITED.findall(flat) for name in re.findall(NAME, group)] + CASE.findall(
            flat
        )
        if file == DIFFERENCES:
            names += [name for group in IN_BRACKETS.findall(flat) for name in group.split(", ")]
        found |= dict.fromkeys(names, str(file.relative_to(REPOSITORY)))
    return found


def test_every_fact_that_is_cited_is_there() -> None:
    missing = {name: file for name, file in cited().items() if name not in entries()}

    assert missing == {}


def test_every_fact_is_cited_somewhere() -> None:
    assert set(entries()) - set(cited()) == set()


def test_no_fact_is_told_twice() -> None:
    names = [name for name, _ in ENTRY.findall(FACTS.read_text("utf-8"))]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", entries())
def test_a_fact_says_what_it_rests_on(name: str) -> None:
    text, _, sources = entries()[name].rpartition(" [")

    assert len(text) > 15
    assert sources.endswith("]")
    for part in sources[:-1].split("; "):
        kind, _, source = part.partition(": ")
        assert kind in KINDS
        assert source.strip()


def test_every_decision_that_is_cited_is_there() -> None:
    decisions = {int(file.name[:4]) for file in (REPOSITORY / "docs" / "adr").glob("*.md")}

    missing = {
        f"{file.relative_to(REPOSITORY)}: ADR {number}"
        for file, text in said().items()
        for number in DECISION.findall(text)
        if int(number) not in decisions
    }

    assert missing == set()


def test_no_two_decisions_have_one_number_and_each_is_headed_by_its_own() -> None:
    files = sorted((REPOSITORY / "docs" / "adr").glob("*.md"))

    assert len({file.name[:4] for file in files}) == len(files)
    assert [
        file.name for file in files if not re.match(rf"# {int(file.name[:4])}\. ", file.read_text("utf-8"))
    ] == []


def test_no_document_is_cited_that_the_project_does_not_hold() -> None:
    """The contract kit is named with its place beside the project; guides may name an office's own files."""
    missing = {
        f"{file.relative_to(REPOSITORY)}: {name}"
        for file, text in said().items()
        for name in DOCUMENT.findall(text)
        if file.suffix == ".py" or name.endswith(".md")
        if not name.startswith("../shared/graph/") and not _is_held(name, file)
    }

    assert missing == set()


def _is_held(name: str, by: Path) -> bool:
    places = (REPOSITORY, REPOSITORY / "docs", DIFFERENCES.parent, by.parent)
    return any((place / name).exists() for place in places) or _is_an_offices_own(name)


def _is_an_offices_own(name: str) -> bool:
    return name.startswith(("NNNN", "state/", "config/")) or re.match(r"\d{3}-", name) is not None
