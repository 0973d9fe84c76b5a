"""Ctrl-C as a key: what waits for it goes on, and the terminal is as it was before."""

import contextlib
import os
import pty
import termios
from collections.abc import Iterator

import pytest

from m365bot.cli.screen import keyboard


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The end that a person types at, and the one that a program reads."""
    person, program = pty.openpty()
    yield person, program
    for end in (person, program):
        with contextlib.suppress(OSError):
            os.close(end)


@pytest.mark.parametrize("key", [b"\x03", b"\x04", b"\x1c"])
def test_keys_that_end_end_the_waiting_and_others_do_not(terminal: tuple[int, int], key: bytes) -> None:
    person, program = terminal

    with contextlib.contextmanager(keyboard._keys_of)(program) as keys:
        os.write(person, b"q\n" + key + b"later")
        keyboard._until_a_key_that_ends(keys)

        assert os.read(program, 100) == b"later"


def test_a_terminal_that_is_closed_ends_it_too(terminal: tuple[int, int]) -> None:
    person, program = terminal
    os.close(person)

    keyboard._until_a_key_that_ends(program)


def test_the_terminal_is_as_before_also_where_it_breaks(terminal: tuple[int, int]) -> None:
    _, program = terminal
    before = termios.tcgetattr(program)

    with pytest.raises(ZeroDivisionError), contextlib.contextmanager(keyboard._keys_of)(program):
        while_waiting = termios.tcgetattr(program)
        raise ZeroDivisionError

    assert not while_waiting[3] & (termios.ISIG | termios.ICANON | termios.ECHO)
    assert termios.tcgetattr(program) == before
