"""Signing in loads no library that nobody here uses."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from m365bot.graph import lean

SAYS = """
import sys
from m365bot.graph import auth, interactive
print("requests" in sys.modules, auth.msal.ConfidentialClientApplication.__name__)
import msal.managed_identity
print(msal.managed_identity.ManagedIdentityClient.__name__)
"""


@pytest.fixture
def unloaded() -> Iterator[None]:
    """As where nobody has loaded msal yet."""
    before = _taken_out()
    yield
    _taken_out()
    sys.modules.update(before)


def test_msal_that_is_there_already_is_taken_whole() -> None:
    assert lean._loaded() is sys.modules["msal"]


@pytest.mark.usefixtures("unloaded")
def test_msal_is_loaded_without_the_part_for_machines_of_azure_which_is_there_for_who_asks() -> None:
    loaded = lean._loaded()

    assert loaded.ManagedIdentityClient is None
    assert loaded.ConfidentialClientApplication.__name__ == "ConfidentialClientApplication"
    assert "msal.managed_identity" not in sys.modules


@pytest.mark.slow
def test_msal_comes_without_requests_and_is_whole_for_whoever_asks_for_the_rest() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "ConfidentialClientApplication", "ManagedIdentityClient"]


def _taken_out() -> dict[str, object]:
    names = [name for name in sys.modules if name == "msal" or name.startswith("msal.")]
    return {name: sys.modules.pop(name) for name in names}
