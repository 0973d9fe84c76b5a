"""Whole programs in processes of their own: they learn of the sandbox by the environment alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.foreign.sdk import ROOT
from tests.foreign.served import Application, Served
from tests.graph import certificates

ASYNC_SECRET = """
import asyncio, sys
from azure.identity.aio import ClientSecretCredential
from msgraph import GraphServiceClient

async def main(tenant, client, secret):
    async with ClientSecretCredential(tenant, client, secret) as credential:
        graph = GraphServiceClient(credential, ["https://graph.microsoft.com/.default"])
        print((await graph.users.get()).value[0].user_principal_name)

asyncio.run(main(*sys.argv[1:]))
"""

CERTIFICATE = """
import asyncio, sys
from azure.identity import CertificateCredential
from msgraph import GraphServiceClient

async def main(tenant, client, path):
    graph = GraphServiceClient(CertificateCredential(tenant, client, path))
    print((await graph.users.get()).value[0].user_principal_name)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def app(served: Served) -> Application:
    return served.app("programs")


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(program: str, *words: str) -> str:
    return ran(sys.executable, "-c", program, *words).strip()


def test_the_sdk_signs_in_by_azure_identitys_other_transport(served: Served, app: Application) -> None:
    """azure.identity.aio speaks through aiohttp."""
    assert "@example.jp" in python(ASYNC_SECRET, served.tenant_id, app.id, app.secret)


def test_the_sdk_signs_in_by_a_certificate_file(served: Served, tmp_path: Path) -> None:
    made = certificates.make("file")
    file = tmp_path / "app.pem"
    file.write_text(made.key_pem + made.pem)
    app = served.app("by file", "", application=["User.Read.All"], certificate=made.pem)

    assert "@example.jp" in python(CERTIFICATE, served.tenant_id, app.id, str(file))


@pytest.fixture(scope="module")
def curl() -> str:
    found = shutil.which("curl")
    if found is None:
        pytest.skip("curl is not installed")
    return found


def token_by(curl: str, served: Served, app: Application) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": app.id,
        "client_secret": app.secret,
        "scope": "https://graph.microsoft.com/.default",
    }
    said = ran(curl, "-sS", "--fail", "-d", urlencode(form), f"{served.authority}/oauth2/v2.0/token")
    return str(json.loads(said)["access_token"])


def test_curl_signs_in_reads_uploads_and_follows_to_the_contents(
    served: Served, app: Application, curl: str, tmp_path: Path
) -> None:
    served.seed(groups=[{"displayName": "curl", "mailNickname": "curl"}])
    bearer = f"Authorization: Bearer {token_by(curl, served, app)}"
    sent = tmp_path / "資料.bin"
    sent.write_bytes(bytes(range(256)) * 4000)

    def asked(path: str, *words: str) -> Any:
        return json.loads(ran(curl, "-sS", "--fail", "-g", "-H", bearer, *words, f"{ROOT}{path}"))

    (group,) = asked("/groups?$filter=mailNickname%20eq%20'curl'")["value"]
    drive = asked(f"/groups/{group['id']}/drive")["id"]
    made = asked(
        f"/drives/{drive}/root:/%E8%B3%87%E6%96%99.bin:/content",
        "-T",
        str(sent),
        "-H",
        "Content-Type: application/octet-stream",
    )
    got = tmp_path / "got.bin"
    ran(
        curl,
        "-sS",
        "--fail",
        "-L",
        "-H",
        bearer,
        "-o",
        str(got),
        f"{ROOT}/drives/{drive}/items/{made['id']}/content",
    )

    assert made["name"] == "資料.bin" and made["size"] == sent.stat().st_size
    assert got.read_bytes() == sent.read_bytes()
