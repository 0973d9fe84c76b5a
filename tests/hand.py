"""A hand in the tenant beside the bot's: writes to Graph as an app, or as one of its people.

Called by journeys in which somebody else changes things. Shares no code with m365bot.
"""

import json
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox

APP = {
    "client_id": "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8",
    "client_secret": "of-another-hand",
    "displayName": "another hand",
    "application": "*",
    "delegated": ["User.Read", "Files.ReadWrite.All", "Sites.ReadWrite.All"],
}


@dataclass(frozen=True)
class Hand:
    """`who` is a sign-in name, empty for the app itself."""

    sandbox: Sandbox
    who: str = ""

    @cached_property
    def _token(self) -> str:
        seed.add(self.sandbox.tenant, {"apps": [APP]})
        env, form = (
            self.sandbox.env,
            {
                "client_id": APP["client_id"],
                "client_secret": APP["client_secret"],
                "scope": "https://graph.microsoft.com/.default",
                "grant_type": "password" if self.who else "client_credentials",
            },
        )
        if self.who:
            form |= {"username": self.who, "password": self.sandbox.tenant.password}
        url = f"{env['M365BOT_AUTHORITY_URL']}/{env['M365BOT_TENANT_ID']}/oauth2/v2.0/token"
        return str(_asked(urllib.request.Request(url, urllib.parse.urlencode(form).encode()))["access_token"])

    def does(self, method: str, path: str, content: bytes | None = None) -> Any:
        self.sandbox.advance(1.1)  # not counted against the bot's pace
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/octet-stream"}
        url = self.sandbox.graph_url + urllib.parse.quote(path, safe="/:?$=&@%")
        return _asked(urllib.request.Request(url, content, headers, method=method))


def _asked(request: urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None
