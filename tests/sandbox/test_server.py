"""The sandbox as a process: its first line, its state file, its certificate, its end."""

import json
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from m365bot.sandbox.server import Sandbox
from tests.sandbox.test_groups import NEW

pytestmark = pytest.mark.slow
SERVE = "import sys, json, pathlib; from m365bot.sandbox.server import serve; serve(**eval(sys.argv[1]))"


@contextmanager
def served(arguments: str) -> Iterator[dict[str, Any]]:
    """A process; on the way out it must end by itself, in order."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert process.stdout.read() == ""
        finally:
            process.kill()


def signed_in(place: dict[str, Any], **options: Any) -> httpx.Client:
    env = place["env"]
    form = {
        "grant_type": "client_credentials",
        "client_id": env["M365BOT_CLIENT_ID"],
        "client_secret": env["M365BOT_CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    }
    url = f"{place['authority_url']}/{place['tenant_id']}/oauth2/v2.0/token"
    token = httpx.post(url, data=form, **options).json()["access_token"]
    return httpx.Client(base_url=place["graph_url"], headers={"Authorization": f"Bearer {token}"}, **options)


def test_the_first_line_holds_all_that_is_needed_and_the_state_outlives_the_process(tmp_path: Path) -> None:
    options = f"dict(state=pathlib.Path({str(tmp_path / 'tenant.json')!r}), lend_clock=True)"
    with served(options) as place:
        assert set(place) == {
            "graph_url",
            "authority_url",
            "control_url",
            "viewer_url",
            "tenant_id",
            "client_id",
            "client_secret",
            "service_account",
            "ca_file",
            "env",
        }
        assert place["env"]["M365BOT_CLOCK_URL"] == f"{place['control_url']}/clock"
        assert place["service_account"]["username"] == "dx-tsushin@example.jp"
        with signed_in(place) as client:
            key = client.post("/groups", json=NEW).json()["id"]
            drive = client.get("/sites/root/drive").json()["id"]
            client.put(f"/drives/{drive}/root:/a.txt:/content", content=b"abc")
            httpx.post(f"{place['control_url']}/clock", json={"advance_s": 3600})

    with served(options) as place, signed_in(place) as client:
        assert client.get(f"/groups/{key}").json()["mailNickname"] == "dx-r7"
        again = client.get(f"/drives/{drive}/root:/a.txt:/content", follow_redirects=False)
        assert httpx.get(again.headers["Location"]).content == b"abc"


def test_with_tls_the_certificate_has_the_real_names_and_an_authority_of_its_own() -> None:
    with Sandbox(with_tls=True) as sandbox:
        authority = sandbox.env["M365BOT_CA_BUNDLE"]
        context = ssl.create_default_context(cafile=authority)
        with signed_in(sandbox.place.announcement(), verify=context) as client:
            assert client.get("/organization").status_code in (200, 403)
        pem = ssl.get_server_certificate(("127.0.0.1", int(sandbox.authority_url.rpartition(":")[2])))

    assert "BEGIN CERTIFICATE" in pem
    assert sandbox.graph_url.startswith("https://")
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.graph_url)
