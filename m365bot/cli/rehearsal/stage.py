"""The practice tenant as a rehearsal uses it: its people fill in forms, and a reader who is no part of m365bot looks.

Called by play and witness. Plain HTTP to the practice tenant's own loopback address.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from m365bot.words import say

READER = {
    "client_id": str(uuid5(NAMESPACE_URL, "m365bot/rehearsal/reader")),
    "client_secret": "for the reader of a rehearsal",
    "displayName": "The reader of a rehearsal",
    "application": [
        "Group.Read.All",
        "User.Read.All",
        "Channel.ReadBasic.All",
        "ChannelMember.Read.All",
        "TeamMember.Read.All",
        "Files.Read.All",
        "Mail.Read",
        "Sites.Read.All",
    ],
    "delegated": [
        "ChannelMessage.Read.All",
        "Channel.ReadBasic.All",
        "Group.Read.All",
        "TeamsTab.Read.All",
        "Files.Read.All",
        "Sites.Read.All",
    ],
}


ALL_STAFF = {"kind": "distribution", "members": ["*"]}


class Unread(Exception):
    """What the reader was to look at was not shown: nothing is known of it, and nothing of it is in order."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(say("読めませんでした({status} {path})", status=status, path=path.partition("?")[0]))


@dataclass(frozen=True)
class Stage:
    """place: what `sandbox serve` printed."""

    place: Mapping[str, Any]

    def has_its_lists(self, groups: Iterable[str]) -> None:
        """Of all staff, by the names that issues are mailed to; an office has them, the practice tenant is given them."""
        rows = [
            {**ALL_STAFF, "displayName": name, "mail": f"all-{number}@example.jp"}
            for number, name in enumerate(groups)
        ]
        self._control("seed", {"groups": rows})

    def answered(self, list_name: str, cells: Mapping[str, Any]) -> None:
        """As a flow would bring it to the list."""
        self._control("forms", {"list": list_name, "answers": [cells]})

    def worked(self, title: str, since: datetime, until: datetime) -> None:
        """The viewer may say from now on which job's work something was."""
        told = {"title": title, "began": since.isoformat(), "ended": until.isoformat()}
        self._control("works", told)

    def reader(self, who: str = "") -> "Reader":
        """An app that may read everything, or one of the tenant's people."""
        self._control("seed", {"apps": [READER]})
        return Reader(self.place, who)

    def _control(self, name: str, body: Any) -> None:
        url = f"{self.place['control_url']}/{name}"
        _asked("POST", url, json.dumps(body).encode(), {"Content-Type": "application/json"})


@dataclass(frozen=True)
class Reader:
    """Reads Graph as one identity; `who` empty: as an app."""

    place: Mapping[str, Any]
    who: str

    def get(self, path: str) -> Any:
        """None where there is no such thing. Raises Unread where it is not shown to this reader."""
        text = self._bytes(path)
        return text if text is None else json.loads(text)

    def content(self, path: str) -> bytes:
        """Of a file. Raises Unread."""
        found = self._bytes(f"{path}/content")
        if found is None:
            raise Unread(path, 404)
        return found

    def all(self, path: str) -> list[Any]:
        """Every page of a collection; one that is not there is not an empty one."""
        found: list[Any] = []
        page = self.get(path)
        while True:
            if page is None:
                raise Unread(path, 404)
            found += page.get("value", ())
            if not (link := page.get("@odata.nextLink")):
                return found
            page = self.get(link)

    def below(self, drive: str, folder: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Every file below a folder, by its path."""
        for item in self.all(f"/drives/{drive}/items/{folder['id']}/children"):
            if "folder" in item:
                yield from self.below(drive, item, f"{prefix}{item['name']}/")
            else:
                yield prefix + item["name"], item

    def _bytes(self, path: str) -> bytes | None:
        url = path if path.startswith("http") else self.place["graph_url"] + path
        for _ in range(40):
            self._pace()
            try:
                return _read("GET", url, None, {"Authorization": f"Bearer {self._token}"})
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 404:
                    return None
                if error.code != 429:
                    raise Unread(path, error.code) from None
        raise Unread(path, 429)

    def _pace(self) -> None:
        """The clock is lent, and moving it costs nothing: no limit is met."""
        body = json.dumps({"advance_s": 1.1}).encode()
        _asked("POST", f"{self.place['control_url']}/clock", body, {"Content-Type": "application/json"})

    @cached_property
    def _token(self) -> str:
        form = {
            "client_id": READER["client_id"],
            "client_secret": READER["client_secret"],
            "scope": "https://graph.microsoft.com/.default",
            "grant_type": "client_credentials",
        }
        if self.who:
            password = self.place["service_account"]["password"]
            form |= {"grant_type": "password", "username": self.who, "password": password}
        url = f"{self.place['authority_url']}/{self.place['tenant_id']}/oauth2/v2.0/token"
        return str(_asked("POST", url, urllib.parse.urlencode(form).encode(), {})["access_token"])


def _asked(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
    text = _read(method, url, body, headers)
    return json.loads(text) if text else None


def _read(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    request = urllib.request.Request(url, body, method=method)  # noqa: S310 - loopback
    for name, value in headers.items():
        request.add_unredirected_header(name, value)  # a download's own address takes no token
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        return bytes(answer.read())
