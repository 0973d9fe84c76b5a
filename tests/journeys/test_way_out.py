"""A city hall whose only way out is a proxy that wants a password and opens what passes (C71)."""

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.wire import tls
from tests.bot import Bot, writes
from tests.tunnel import FILES, GRAPH, LOGIN, Inspection, Tunnel, plainly

USER, PASSWORD = "m365bot", "ひみつ:@/"


@pytest.fixture
def served() -> Iterator[Sandbox]:
    with Sandbox(with_tls=True, lend_clock=True) as sandbox:
        yield sandbox


@pytest.fixture
def inspection(served: Sandbox, tmp_path: Path) -> Inspection:
    folder = tmp_path / "inspector"
    folder.mkdir()
    assert served.place.ca_file
    return Inspection(tls.files(folder), trusts=served.place.ca_file)


def _answers(url: str) -> None:
    answer = {"完了時刻": "2025-06-19T17:05:00+09:00", "メール": "a.yamada@example.jp", "研修の満足度": 4}
    body = json.dumps({"list": "R7 powerbi-1", "answers": [answer]}).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, body, {"Content-Type": "application/json"})
    ) as said:
        assert said.status == 200


@pytest.mark.slow
def test_r14_all_five_jobs_run_through_an_inspecting_proxy_with_a_password(
    bot: Bot, served: Sandbox, inspection: Inspection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(served.place.origin.rpartition(":")[2])
    password = tmp_path / "proxy-password"
    password.write_text(PASSWORD, "utf-8")
    with (
        Tunnel(port, sign_in=(USER, PASSWORD), inspection=inspection) as tunnel,
        plainly(port, inspection) as clock,
    ):
        for name, value in served.env.items():
            monkeypatch.setenv(name, value)
        for name in ("M365BOT_GRAPH_URL", "M365BOT_AUTHORITY_URL"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("M365BOT_CLOCK_URL", f"{clock}/control/clock")
        monkeypatch.setenv("M365BOT_CA_BUNDLE", str(inspection.files.authority))
        monkeypatch.setenv("M365BOT_PROXY", tunnel.url.replace("http://", f"http://{USER}@"))
        monkeypatch.setenv("M365BOT_PROXY_PASSWORD_FILE", str(password))

        bot.run("provision", at="2025-05-07T06:30")
        bot.run("distribute", at="2025-06-13T08:35")
        _answers(f"{clock}/control/forms")
        bot.run("collect", at="2025-06-23T08:40")
        bot.run("results", at="2025-06-27T16:00")
        issue = bot.run("newsletter", at="2025-07-01T09:00", exits=4)
        bot.approve(issue["run_id"])

        assert tunnel.refused == []
        assert {GRAPH, LOGIN, FILES} >= set(tunnel.visits) >= {GRAPH, LOGIN}
        sent = Counter(row.split()[0] for row in writes(served.log()))
        assert sent["PUT"] > 1, sent
