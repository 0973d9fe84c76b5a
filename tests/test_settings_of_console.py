"""Where the console is: on this machine unless told otherwise, and never in the open without TLS."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from m365bot import settings
from m365bot.errors import ConfigError
from m365bot.settings import Place, console


def placed(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str]) -> Place:
    for name, value in given.items():
        monkeypatch.setenv(f"M365BOT_CONSOLE_{name}", value)
    return settings.place(settings.read())


def test_it_is_for_this_machine_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    found = placed(monkeypatch, {})

    assert found == Place("http://localhost:8640", "127.0.0.1", 8640)
    assert (found.netloc, found.back) == ("localhost:8640", "http://localhost:8640/sign-in/back")
    assert console.redirect(settings.read()) == "http://localhost/sign-in/back"


def test_with_a_certificate_it_speaks_tls_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"HOST": "0.0.0.0", "URL": "https://Kenshu.example.jp/", "CERTIFICATE": "/etc/tls.pem"}

    found = placed(monkeypatch, given)

    assert (found.url, found.netloc) == ("https://Kenshu.example.jp", "kenshu.example.jp")
    assert (found.is_tls, found.certificate) == (True, Path("/etc/tls.pem"))
    assert console.redirect(settings.read()) == "https://Kenshu.example.jp/sign-in/back"


def test_a_proxy_before_it_may_end_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    found = placed(monkeypatch, {"URL": "https://kenshu.example.jp", "PROXY": "127.0.0.1, ::1"})

    assert (found.host, found.proxies) == ("127.0.0.1", {"127.0.0.1", "::1"})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"HOST": "0.0.0.0"}, "M365BOT_CONSOLE_URL"),
        ({"HOST": "0.0.0.0", "URL": "http://kenshu.example.jp"}, "この端末の中だけ"),
        ({"HOST": "0.0.0.0", "URL": "http://localhost:8640"}, "この端末の中だけ"),
        ({"URL": "http://kenshu.example.jp"}, "この端末の中だけ"),
        ({"URL": "https://kenshu.example.jp"}, "M365BOT_CONSOLE_PROXY"),
        ({"URL": "http://localhost:1", "CERTIFICATE": "x.pem"}, "https で始まる"),
        ({"PROXY": "proxy.example.jp"}, "IP アドレス"),
        ({"URL": "https://u@kenshu.example.jp"}, "M365BOT_CONSOLE_URL"),
        ({"URL": "https://kenshu.example.jp/desk"}, "M365BOT_CONSOLE_URL"),
        ({"URL": "https://kenshu.example.jp?x"}, "M365BOT_CONSOLE_URL"),
        ({"URL": "javascript:alert(1)"}, "M365BOT_CONSOLE_URL"),
        ({"URL": "https://kenshu.example.jp:0"}, "M365BOT_CONSOLE_URL"),
        ({"PORT": "0"}, "M365BOT_CONSOLE_PORT"),
    ],
)
def test_what_others_could_read_or_nobody_could_reach_is_refused(
    given: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=words):
        placed(monkeypatch, given)
