"""`m365bot sandbox serve --tls` as a process of its own, and what its operator does to it.

Used by the fixtures of this folder. The programs under test only ever see the tunnel's side of it.
"""

import json
import ssl
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

EVERYTHING = {"application": "*", "delegated": "*"}


@dataclass(frozen=True)
class Application:
    """An app of the tenant."""

    id: str
    secret: str


@dataclass
class Served:
    """`with Served() as served:`; what the first line says is in `said`."""

    said: dict[str, Any] = field(init=False)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "m365bot", "sandbox", "serve", "--tls"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.said = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._operator.close()
        self._process.terminate()
        try:
            assert self._process.wait(60) == 0
        finally:
            self._process.kill()
            assert self._process.stdout
            self._process.stdout.close()

    @property
    def port(self) -> int:
        port = urlsplit(self.said["graph_url"]).port
        assert port
        return port

    @property
    def ca_file(self) -> Path:
        return Path(self.said["ca_file"])

    @property
    def tenant_id(self) -> str:
        return str(self.said["tenant_id"])

    @property
    def authority(self) -> str:
        """As a client of the real service would write it."""
        return f"https://login.microsoftonline.com/{self.tenant_id}"

    @property
    def password(self) -> str:
        return str(self.said["service_account"]["password"])

    @property
    def account(self) -> str:
        return str(self.said["service_account"]["username"])

    @cached_property
    def _operator(self) -> httpx.Client:
        trust = ssl.create_default_context(cafile=self.ca_file)
        return httpx.Client(base_url=self.said["control_url"], verify=trust, trust_env=False)

    def control(self, method: str, path: str, body: object = None) -> Any:
        answer = self._operator.request(method, path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def seed(self, **rows: list[dict[str, Any]]) -> None:
        self.control("POST", "/seed", rows)

    def app(self, name: str, secret: str = "s3cret~of-a-test", **row: Any) -> Application:
        """A confidential app; without a secret a public one, or one with the certificate given."""
        known = {"client_id": _id(name), "displayName": name, **({"client_secret": secret} if secret else {})}
        self.seed(apps=[{**known, **(row or EVERYTHING)}])
        return Application(_id(name), secret)

    def passes(self, seconds: float) -> None:
        self.control("POST", "/clock", {"advance_s": seconds})

    def settings(self, **values: object) -> None:
        self.control("PUT", "/settings", values)

    def log(self) -> list[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = self.control("GET", "/log")
        return rows


def _id(name: str) -> str:
    """An app id that a reader of a failure can tell from others."""
    return f"00000000-0000-4000-8000-{name.encode().hex()[:12]:0>12}"
