"""What the settings of those who watch from outside may be."""

from urllib.parse import urlsplit

import pytest

from m365bot import settings
from m365bot.errors import ConfigError


@pytest.mark.parametrize(
    "url", ["https://hc-ping.com/key", "https://hc.example.jp:8443/ping/x/", "http://127.0.0.1:8000/ping"]
)
def test_a_watcher_is_reached_by_tls_or_on_this_machine(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M365BOT_PING_URL", url)

    found = settings.read()

    assert found.ping_url is not None
    assert found.ping_url.get_secret_value() == url
    assert urlsplit(url).path not in repr(found)  # where its secret stands


@pytest.mark.parametrize(
    "url",
    [
        "http://hc.example.jp/key",
        "hc-ping.com/key",
        "https:///key",
        "https://hc.example.jp/key?x=1",
        "https://hc.example.jp/key#x",
        "https://user:secret@hc.example.jp/key",
    ],
)
def test_any_other_address_is_refused_without_being_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M365BOT_PING_URL", url)

    with pytest.raises(ConfigError, match="M365BOT_PING_URL") as told:
        settings.read()

    assert "key" not in str(told.value)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "metrics"])
def test_a_port_is_a_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M365BOT_METRICS_PORT", port)

    with pytest.raises(ConfigError, match="M365BOT_METRICS_PORT"):
        settings.read()
