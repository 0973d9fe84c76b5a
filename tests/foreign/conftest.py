"""A tenant under Microsoft's own host names, for programs that know nothing of a sandbox."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.foreign.served import Served
from tests.tunnel import Tunnel

HERE = Path(__file__).parent
OURS = HERE.parent.parent / ".tools" / "npm" / "node_modules" / ".bin" / "m365"
collect_ignore = (
    [] if OURS.exists() else ["test_m365_cli.py"]
)  # 400 MB, which nobody need have: `make m365-cli`
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_TRUST = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here starts a process."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One sandbox for each module; no limits, so that nobody waits for them."""
    with Served() as served:
        served.settings(throttling=False)
        yield served


@pytest.fixture(scope="module", autouse=True)
def tunnel(served: Served) -> Iterator[Tunnel]:
    """The way out of this process: only by the tunnel, trusting only the sandbox's authority."""
    with Tunnel(served.port) as tunnel, pytest.MonkeyPatch.context() as patch:
        for name in (each for each in os.environ if each.upper() in _PROXIES):
            patch.delenv(name)
        patch.setenv("HTTPS_PROXY", tunnel.url)
        for name in _TRUST:
            patch.setenv(name, str(served.ca_file))
        yield tunnel
        assert tunnel.refused == [], "a client asked for other hosts"
