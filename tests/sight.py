"""An independent reader of the tenant: plain HTTP against Graph, as the app or as one of its people.

Called by journeys to see what is there. Shares no code with m365bot.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from m365bot.sandbox.server import Sandbox

READER = {
    "client_id": "5e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c",
    "client_secret": "for-the-tests-own-eyes",
    "displayName": "tests' reader",
    "application": "*",
    "delegated": [
        "User.Read",
        "User.Read.All",
        "Group.Read.All",
        "TeamMember.Read.All",
        "Channel.ReadBasic.All",
        "ChannelMember.Read.All",
        "ChannelMessage.Read.All",
        "TeamsTab.Read.All",
        "Files.Read.All",
        "Sites.Read.All",
    ],
}


@dataclass(frozen=True)
class Sight:
    """What one identity sees; `who` is a sign-in name, empty for the app itself."""

    sandbox: Sandbox
    who: str = ""

    @cached_property
    def _token(self) -> str:
        env = self.sandbox.env
        form = {
            "client_id": READER["client_id"],
            "client_secret": READER["client_secret"],
            "scope": "https://graph.microsoft.com/.default",
            "grant_type": "password" if self.who else "client_credentials",
        }
        if self.who:
            form |= {"username": self.who, "password": self.sandbox.tenant.password}
        url = f"{env['M365BOT_AUTHORITY_URL']}/{env['M365BOT_TENANT_ID']}/oauth2/v2.0/token"
        return str(_ask("POST", url, urllib.parse.urlencode(form).encode(), {})["access_token"])

    def get(self, path: str) -> Any:
        """An answer of Graph. Raises HTTPError. What the test reads is not counted against the bot's pace."""
        self.sandbox.advance(1.1)
        url = path if path.startswith("http") else self.sandbox.graph_url + path
        return _ask("GET", url, None, {"Authorization": f"Bearer {self._token}"})

    def all(self, path: str) -> list[dict[str, Any]]:
        page = self.get(path)
        rows = list(page["value"])
        while link := page.get("@odata.nextLink"):
            page = self.get(link)
            rows += page["value"]
        return rows

    def team(self, nickname: str) -> "SeenTeam":
        wanted = urllib.parse.quote(f"mailNickname eq '{nickname}'")
        (group,) = Sight(self.sandbox).all(f"/groups?$filter={wanted}")  # a guest may not look for groups
        return SeenTeam(self, group["id"])

    def answer(self, list_name: str, answers: list[dict[str, object]]) -> None:
        """Submit to a form as people do."""
        body = json.dumps({"list": list_name, "answers": answers}).encode()
        _ask("POST", f"{self.sandbox.control_url}/forms", body, {"Content-Type": "application/json"})


@dataclass(frozen=True)
class SeenTeam:
    """One team, as somebody sees it."""

    sight: Sight
    id: str

    @cached_property
    def by_name(self) -> dict[str, dict[str, Any]]:
        return {one["displayName"]: one for one in self.sight.all(f"/teams/{self.id}/channels")}

    @property
    def channels(self) -> list[str]:
        return sorted(self.by_name)

    @property
    def people(self) -> list[str]:
        return sorted((one.get("email") or "").casefold() for one in self.members())

    def members(self) -> list[dict[str, Any]]:
        return self.sight.all(f"/teams/{self.id}/members")

    def people_of(self, channel: str) -> list[str]:
        found = self.sight.all(f"{self._channel(channel)}/members")
        return sorted((one.get("email") or "").casefold() for one in found)

    def tabs(self, channel: str) -> set[str]:
        return {tab["displayName"] for tab in self.sight.all(f"{self._channel(channel)}/tabs")}

    def posts(self, channel: str) -> list[dict[str, Any]]:
        """Needs somebody's sight: an app cannot read them here."""
        found = self.sight.all(f"{self._channel(channel)}/messages?$top=50")
        return [one for one in found if not one.get("deletedDateTime") and one["messageType"] == "message"]

    def files(self, channel: str) -> set[str]:
        """Paths of the files below a channel's folder; none where the folder is not there yet."""
        try:
            folder = self.sight.get(f"{self._channel(channel)}/filesFolder")
        except urllib.error.HTTPError as error:
            error.close()
            return set()
        return set(self._below(folder["parentReference"]["driveId"], folder["id"], ""))

    def _below(self, drive: str, item: str, prefix: str) -> list[str]:
        found: list[str] = []
        for child in self.sight.all(f"/drives/{drive}/items/{item}/children"):
            path = f"{prefix}{child['name']}"
            found += self._below(drive, child["id"], f"{path}/") if "folder" in child else [path]
        return found

    def _channel(self, name: str) -> str:
        return f"/teams/{self.id}/channels/{urllib.parse.quote(self.by_name[name]['id'])}"


def _ask(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None
