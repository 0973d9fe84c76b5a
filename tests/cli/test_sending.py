"""Large files on a terminal: how much, how fast, how long still."""

import io

import pytest
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from m365bot.cli.screen.sending import Sending, told
from m365bot.resources.ports.graph import Moving

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("began", "sent", "seconds", "words"),
    [
        (0, 0, 9, "0 B / 60.0 MB"),
        (0, 2 * MIB, 1, "2.0 MB / 60.0 MB"),  # too early to tell
        (0, 12 * MIB, 4, "12.0 MB / 60.0 MB  3.0 MB/秒  残り 16秒"),
        (
            30 * MIB,
            32 * MIB,
            10,
            "32.0 MB / 60.0 MB  205 KB/秒  残り 2分",
        ),  # what an earlier run sent is not its speed
    ],
)
def test_a_file_on_its_way_in_words(began: int, sent: int, seconds: float, words: str) -> None:
    assert told(Moving("講義.mp4", 60 * MIB, began, sent), seconds) == words


def test_a_file_has_a_line_while_it_is_on_its_way() -> None:
    moving = {"a": Moving("講義.mp4", 60 * MIB, 0, 0)}
    screen = io.StringIO()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
    bar = Progress(*columns, console=Console(file=screen, width=100, force_terminal=True), auto_refresh=False)
    watch = Sending(bar, lambda: moving)

    watch.look(0.0)
    moving["a"].sent = 12 * MIB
    watch.look(4.0)
    (line,) = bar.tasks
    shown = line.description, line.completed, line.fields["told"]
    moving.clear()
    watch.look(5.0)
    bar.stop()

    assert shown == ("講義.mp4", 12 * MIB, "12.0 MB / 60.0 MB  3.0 MB/秒  残り 16秒")
    assert bar.tasks == []
    assert "残り 16秒" in screen.getvalue()
