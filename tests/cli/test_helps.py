"""Help, as an officer reads it: in Japanese, aligned, and soon there."""

import re
import subprocess
import sys

import click
import pytest

from m365bot.cli import entry
from m365bot.cli.screen import table
from tests.promises.test_documents import commands_below

GROUPS = [("m365bot",), ("m365bot", "runs"), ("m365bot", "records"), ("m365bot", "sandbox")]
COMMANDS = [*GROUPS, *commands_below(entry.m365bot, ("m365bot",))]


def help_of(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert entry.main([*words[1:], "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_english_of_click_is_left_in_a_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = help_of(words, capsys)

    assert shown.startswith(f"使い方: {' '.join(words)} [オプション]")
    assert "\nオプション:\n" in shown
    assert "この説明を表示して終わります" in shown
    assert not re.search(
        r"Usage|Options|Commands|Show |Arguments|\[required|\[default|COMMAND|TEXT|PATH", shown
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_help_is_aligned_and_fits_a_terminal(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = help_of(words, capsys)

    listed = [found for line in shown.splitlines() if (found := re.match(r"  (\S.*? {2,})\S", line))]
    starts = {table.width(found[1]) for found in listed}
    assert len(starts) in (1, 2)  # options, and commands
    assert all(table.width(line) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_whatever_an_option_takes_has_a_japanese_name_or_a_list(words: tuple[str, ...]) -> None:
    context = click.Context(entry.m365bot)
    command: click.Command | None = entry.m365bot
    for word in words[1:]:
        assert isinstance(command, click.Group)
        command = command.get_command(context, word)
    assert command

    for option in command.params:
        if isinstance(option, click.Option) and not option.is_flag:
            assert option.metavar or isinstance(option.type, click.Choice), option.name


@pytest.mark.slow
def test_a_help_loads_nothing_heavy() -> None:
    code = "import sys; from m365bot.cli import entry; entry.main(['--help']); print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    for heavy in ("pydantic", "rich", "sqlalchemy", "httpx", "asyncio", "m365bot.app", "m365bot.settings"):
        assert f" {heavy} " not in loaded
