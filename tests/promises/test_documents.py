"""The documents say what the code does: settings, commands, permissions, jobs, and no addresses of package registries."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from m365bot.cli import entry
from m365bot.programme import Person
from m365bot.resources import Channel, Member, Team, kinds
from m365bot.settings import Settings

REPOSITORY = Path(__file__).parents[2]
OPERATOR = REPOSITORY / "docs" / "operator.md"
OFFICER = REPOSITORY / "docs" / "officer.ja.md"
BESIDE_SETTINGS = ("M365BOT_LOG", "M365BOT_DEBUG", "M365BOT_CLOCK_URL")
# Written in two parts, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
    )
)
NO_TEXT = {".pdf", ".png", ".docx", ".xlsx", ".pptx"}


def commands_below(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{name} is listed and cannot be loaded"
        if isinstance(command, click.Group):
            yield from commands_below(command, (*words, name))
        else:
            yield (*words, name)


def job_files() -> list[Path]:
    return sorted((REPOSITORY / "jobs").glob("[!_]*.py"))


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("name", [f"M365BOT_{field.upper()}" for field in Settings.model_fields])
def test_every_setting_has_a_row_in_the_operators_guide(name: str) -> None:
    assert f"| `{name}` |" in OPERATOR.read_text("utf-8")


@pytest.mark.parametrize("name", BESIDE_SETTINGS)
def test_what_is_read_from_the_environment_alone_has_a_row_too(name: str) -> None:
    assert f"| `{name}` |" in OPERATOR.read_text("utf-8")


def test_the_operators_guide_has_no_row_for_a_setting_that_is_gone() -> None:
    known = {f"M365BOT_{field.upper()}" for field in Settings.model_fields} | set(BESIDE_SETTINGS)

    rows = [line for line in OPERATOR.read_text("utf-8").splitlines() if line.startswith("| `M365BOT_")]

    assert {row.split("`")[1] for row in rows} == known


@pytest.mark.parametrize("words", list(commands_below(entry.m365bot, ("m365bot",))), ids=" ".join)
def test_every_command_is_in_the_operators_or_the_officers_guide(words: tuple[str, ...]) -> None:
    guides = OPERATOR.read_text("utf-8") + OFFICER.read_text("utf-8")

    assert re.search(rf"`{' '.join(words)}[ `]", guides)


@pytest.mark.parametrize("file", job_files(), ids=lambda file: file.stem)
def test_every_job_has_its_row_where_the_officers_guide_tells_what_is_done_by_itself(file: Path) -> None:
    first = OFFICER.read_text("utf-8").partition("## 2.")[0]

    assert f"| `{file.stem}` |" in first


@pytest.mark.parametrize("kind", kinds.known())
def test_every_permission_a_kind_asks_for_is_in_the_guide_for_setting_up_a_tenant(kind: str) -> None:
    guide = (REPOSITORY / "docs" / "tenant-setup.md").read_text("utf-8")

    for need in _needs_of(kinds.known()[kind]):
        assert f"| {need.partition(':')[2]} |" in guide, f"{kind} needs {need}"


def _needs_of(kind: type[Any]) -> tuple[str, ...]:
    """Of the class where it is a constant; a member's depend on what it is a member of."""
    if kind is not Member:
        return kind.needs
    person, team = Person("p", "山田 葵", "a@example.jp", "a@example.jp"), Team("R7", "dx")
    return Member(team, person).needs + Member(Channel(team, "R7 全体"), person).needs


@pytest.mark.parametrize("file", job_files(), ids=lambda file: file.stem)
def test_a_job_is_short_and_says_what_it_does_in_japanese_too(file: Path) -> None:
    text = file.read_text("utf-8")

    said = ast.get_docstring(ast.parse(text)) or ""

    assert len(text.splitlines()) <= 80
    assert any(_is_japanese(line) for line in said.splitlines())


def _is_japanese(line: str) -> bool:
    return any("\u3040" <= letter <= "\u30ff" for letter in line) and line.rstrip().endswith("。")


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_a_newcomer_sees_both_commands_at_the_top(name: str) -> None:
    top = (REPOSITORY / name).read_text("utf-8").splitlines()[:80]

    assert any(line.startswith("make demo") for line in top)
    assert any(line.startswith("make test") for line in top)


def test_the_changelog_tells_of_this_version() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")

    assert "## [Unreleased]" in text
    assert "## [0.1.0]" in text
    assert "`provision`" in text


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{file.relative_to(REPOSITORY)}: {host}"
        for file in tracked_files()
        if file.name != "uv.lock" and file.suffix not in NO_TEXT and file.is_file()
        for host in REGISTRIES
        if host in file.read_text("utf-8", errors="replace")
    ]

    assert found == []


def test_every_link_between_documents_leads_to_a_file() -> None:
    documents = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]

    broken = [
        f"{document.relative_to(REPOSITORY)}: {target}"
        for document in documents
        for target in _targets(document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]

    assert broken == []


def _targets(text: str) -> Iterator[str]:
    for part in text.split("](")[1:]:
        target = part.partition(")")[0].partition("#")[0]
        if target and "://" not in target and "…" not in target:
            yield target


@pytest.mark.parametrize(
    "file", sorted((REPOSITORY / "docs" / "adr").glob("*.md")), ids=lambda file: file.stem
)
def test_a_decision_fits_on_a_page_and_says_what_was_rejected(file: Path) -> None:
    text = file.read_text("utf-8")

    assert len(text.splitlines()) <= 60
    for part in ("Context", "Decision", "Consequences", "Rejected", "Supersedes"):
        assert f"## {part}\n" in text
