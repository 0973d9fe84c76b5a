"""Whether a daemon is at work is said of this machine, or of any where they share a database."""

from typing import Any

import pytest

from m365bot.runs import daemon_words
from m365bot.settings import Settings


def read(url: str | None) -> Settings:
    given: Any = {"database_url": url, "_env_file": None}
    return Settings(**given)


@pytest.mark.parametrize("url", [None, "sqlite:///x.db"])
def test_with_a_file_it_is_this_machines(url: str | None) -> None:
    assert "この端末で" in daemon_words.there(read(url))
    assert "この端末では" in daemon_words.none(read(url))


def test_the_desk_speaks_of_no_machine_and_of_no_command() -> None:
    said = daemon_words.of_the_desk()

    assert "端末" not in said
    assert "`" not in said


def test_with_a_server_it_is_any_machines() -> None:
    assert "どれかの端末で" in daemon_words.there(read("postgresql://db/x"))
    assert "どの端末でも" in daemon_words.none(read("postgresql://db/x"))
