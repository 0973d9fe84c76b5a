"""Signing in loads no library that nobody here uses."""

import subprocess
import sys

import pytest

SAYS = """
import sys
from m365bot.graph import auth, interactive
print("requests" in sys.modules, auth.msal.ConfidentialClientApplication.__name__)
import msal.managed_identity
print(msal.managed_identity.ManagedIdentityClient.__name__)
"""


@pytest.mark.slow
def test_msal_comes_without_requests_and_is_whole_for_whoever_asks_for_the_rest() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "ConfidentialClientApplication", "ManagedIdentityClient"]
