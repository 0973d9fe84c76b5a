"""What signs in: nothing begins that nobody could sign in for, and the desk asks Microsoft 365 nothing."""

import pytest
from pydantic import SecretStr

from m365bot import settings
from m365bot.app import accounts, desks
from m365bot.errors import ConfigError
from m365bot.settings import Settings


@pytest.fixture
def bare(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "config").mkdir()
    for name in ("CLIENT_SECRET", "CERTIFICATE"):
        monkeypatch.delenv(f"M365BOT_{name}", raising=False)
    monkeypatch.setenv("M365BOT_INSTANCE", str(tmp_path))
    return settings.read().model_copy(update={"tenant_id": "t", "client_id": "c"})


def test_settings_that_nobody_could_sign_in_with_are_told_before_anything_begins(bare: Settings) -> None:
    with pytest.raises(ConfigError, match="M365BOT_CLIENT_SECRET"):
        accounts.needs_credential(bare)

    accounts.needs_credential(bare.model_copy(update={"client_secret": SecretStr("s3cret")}))


def test_a_page_that_would_ask_microsoft_365_breaks_and_waits_for_nobody() -> None:
    with pytest.raises(AssertionError, match="the desk asked Graph: teams"):
        _ = desks._AsksNobody().teams
