"""What an extra brings is looked for without being loaded, and what is missing is said with how to install it."""

import pytest

from m365bot.cli import extras
from m365bot.errors import ConfigError


def test_what_is_installed_is_found() -> None:
    extras.needs(extras.SANDBOX)
    extras.needs(extras.CONSOLE)


def test_what_is_missing_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extras.BRINGS, extras.SANDBOX, ("uvicorn", "a_module_that_nobody_has"))

    with pytest.raises(ConfigError, match=r"pip install 'm365bot\[sandbox\]'"):
        extras.needs(extras.SANDBOX)
