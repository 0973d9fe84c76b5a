"""Screens that are not UTF-8, and readers that go away: the exit status tells of the work."""

import io
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from m365bot.cli import entry
from m365bot.cli.screen import door
from m365bot.cli.screen.console import Screen


def said_by(work: Callable[[], object]) -> str:
    """What it says on a Japanese Windows console."""
    raw = io.BytesIO()
    console = io.TextIOWrapper(raw, encoding="cp932", newline="\n")
    with redirect_stdout(console):
        door.takes_any_letter()
        work()
        console.flush()
    return raw.getvalue().decode("cp932")


class Gone(io.StringIO):
    """Whoever read it has left."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_c72_letters_that_a_console_has_not_are_replaced() -> None:
    assert said_by(lambda: door.out("承認 — 🎉 済")) == "承認 ? ? 済\n"
    assert said_by(lambda: Screen().line("表 — 🎉")) == "表 ? ?\n"


def test_c72_a_document_loses_no_letter_whatever_the_console() -> None:
    said = said_by(lambda: door.document({"title": "第13号 — 🎉"}))

    assert json.loads(said) == {"title": "第13号 — 🎉"}


def test_c72_a_command_ends_as_its_work_did_also_on_such_a_console(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setenv("M365BOT_INSTANCE", str(instance))

    said = said_by(lambda: codes.append(entry.main(["jobs"])))

    assert codes == [0]
    assert "チャネル" in said


def test_c72_who_reads_no_more_changes_nothing_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for say in (door.out, Screen().line, lambda words: door.document([words])):
        monkeypatch.setattr(sys, "stdout", Gone())

        say("済")

        assert isinstance(sys.stdout, io.StringIO) and not isinstance(sys.stdout, Gone)
