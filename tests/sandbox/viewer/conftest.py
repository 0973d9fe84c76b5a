"""A tenant with one team, made through Graph, and a window to look at it with."""

import html
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.asgi import App, create
from m365bot.sandbox.entra import apps
from m365bot.sandbox.settings import Settings

HAND = {"client_id": "11111111-aaaa-4bbb-8ccc-dddddddddddd", "client_secret": "hand", "application": "*"}
TRAINEE, OFFICER, ACCOUNT = "a.yamada@example.jp", "kenshu@example.jp", "dx-tsushin@example.jp"
GUEST, STRANGER = "koushi@partner.example.com", "a.endo@example.jp"


class Window:
    """The viewer in a browser without scripts, and Graph beside it to make things with."""

    def __init__(self, app: App, http: httpx.AsyncClient) -> None:
        self.app, self.http = app, http
        self.team = self.secret = self.general = ""
        self._tokens: dict[str, str] = {}

    # Making

    async def graph(self, method: str, path: str, body: Any = None, *, who: str = "") -> Any:
        kind = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        headers = {"Authorization": f"Bearer {await self._token(who)}"}
        answer = await self.http.request(method, f"/v1.0{path}", headers=headers, **kind)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def _token(self, who: str) -> str:
        if who not in self._tokens:
            form = {
                **{k: HAND[k] for k in ("client_id", "client_secret")},
                "grant_type": "client_credentials",
            }
            if who:
                form |= {"client_id": apps.bot_id(self.app.tenant), "grant_type": "password", "username": who}
                form |= {"password": self.app.tenant.password}
                form |= {"client_secret": apps.bot_secret(self.app.tenant)}
            form["scope"] = "https://graph.microsoft.com/.default"
            answer = await self.http.post(f"/{self.app.tenant.id}/oauth2/v2.0/token", data=form)
            self._tokens[who] = answer.json()["access_token"]
        return self._tokens[who]

    def forget(self) -> None:
        """The tokens, once the clock has moved."""
        self._tokens.clear()

    async def post(self, channel: str, text: str, *, who: str = ACCOUNT, **more: Any) -> str:
        body = {"body": {"contentType": "html", "content": text}, **more}
        made = await self.graph("POST", f"/teams/{self.team}/channels/{channel}/messages", body, who=who)
        return str(made["id"])

    async def tab(self, channel: str, name: str, url: str) -> None:
        app = "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web"
        body = {
            "displayName": name,
            "teamsApp@odata.bind": app,
            "configuration": {"entityId": None, "contentUrl": url, "websiteUrl": url, "removeUrl": None},
        }
        await self.graph("POST", f"/teams/{self.team}/channels/{channel}/tabs", body)

    async def folder(self, channel: str) -> Any:
        return await self.graph("GET", f"/teams/{self.team}/channels/{channel}/filesFolder")

    async def file(self, channel: str, path: str, data: bytes) -> None:
        folder = await self.folder(channel)
        drive, name = folder["parentReference"]["driveId"], folder["name"]
        whole = path if channel == self.secret else f"{name}/{path}"  # a private channel's lie in the root
        await self.graph("PUT", f"/drives/{drive}/root:/{quote(whole)}:/content", data)

    # Looking

    async def look(self, path: str = "/", *, who: str = TRAINEE, **query: str) -> httpx.Response:
        query = {"as": who, **query} if who else query
        return await self.http.get(f"/viewer{path}", params=query)

    async def channel(self, channel: str, rest: str = "", **more: Any) -> httpx.Response:
        return await self.look(f"/teams/{self.team}/channels/{quote(channel, safe='')}{rest}", **more)

    async def follow(self, href: str) -> httpx.Response:
        return await self.http.get(html.unescape(href))


def links(answer: httpx.Response) -> dict[str, str]:
    """Texts of links, without tags, and where they lead."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', answer.text, re.DOTALL)
    return {re.sub(r"<svg.*?</svg>|<[^>]*>", "", inner, flags=re.DOTALL): href for href, inner in found}


def words(answer: httpx.Response) -> str:
    """What stands on the page, without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", answer.text))


def is_outside(href: str) -> bool:
    return bool(urlsplit(html.unescape(href)).netloc)


@pytest.fixture
async def window() -> AsyncIterator[Window]:
    app = create(Settings.without_waits(throttling=False))
    seed.add(
        app.tenant, {"apps": [HAND], "users": [{"userPrincipalName": GUEST, "mail": GUEST, "guest": True}]}
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://sandbox.test", follow_redirects=True
    ) as http:
        window = Window(app, http)
        await _furnish(window)
        yield window


async def _furnish(window: Window) -> None:
    """一般 and one private channel, which the guest and the stranger are not in."""
    ids = {who: window.app.tenant.user(who).id for who in (TRAINEE, OFFICER, ACCOUNT, GUEST)}  # type: ignore[union-attr]
    people = {who: f"https://graph.microsoft.com/v1.0/users/{key}" for who, key in ids.items()}
    group = await window.graph(
        "POST",
        "/groups",
        {
            "displayName": "R7 研修",
            "mailNickname": "dx-r7",
            "mailEnabled": True,
            "securityEnabled": False,
            "groupTypes": ["Unified"],
            "visibility": "Private",
            "owners@odata.bind": [people[OFFICER]],
            "members@odata.bind": list(people.values()),
        },
    )
    window.team = group["id"]
    await window.graph("PUT", f"/groups/{window.team}/team", {})
    general = await window.graph("GET", f"/teams/{window.team}/primaryChannel")
    window.general = general["id"]
    member = "#microsoft.graph.aadUserConversationMember"
    members = [
        {"@odata.type": member, "user@odata.bind": people[who], "roles": ["owner"] if who == OFFICER else []}
        for who in (OFFICER, TRAINEE, ACCOUNT)
    ]
    body = {"displayName": "R7 全体", "membershipType": "private", "members": members}
    window.secret = (await window.graph("POST", f"/teams/{window.team}/channels", body))["id"]
