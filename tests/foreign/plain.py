"""Clients without a library for Graph: a token by msal, requests by hand.

Used by the tests of this folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import msal
import requests

from tests.foreign.served import Application, Served

SCOPES = ["https://graph.microsoft.com/.default"]


def token(served: Served, app: Application, name: str = "") -> str:
    """The app's own, or a person's by password."""
    client = msal.ConfidentialClientApplication(app.id, app.secret, authority=served.authority)
    if name:
        result = client.acquire_token_by_username_password(name, served.password, SCOPES)
    else:
        result = client.acquire_token_for_client(SCOPES)
    assert "access_token" in result, result
    return str(result["access_token"])


@contextmanager
def session(served: Served, app: Application, name: str = "") -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.headers["Authorization"] = f"Bearer {token(served, app, name)}"
        yield made
