"""Who typed a command is what the machine says of the process, and nothing that anybody may set."""

import os
import pwd

import pytest

from m365bot.cli.commands import user


def test_s10_who_typed_a_command_is_the_uids_name_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "kacho")

    assert user.name() == pwd.getpwuid(os.getuid()).pw_name


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)

    assert user.name() == "4000000000"
