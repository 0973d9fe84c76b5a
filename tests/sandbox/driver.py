"""A sandbox in a thread and clients of it, as the tests of the sandbox drive it.

Called by tests/sandbox and tests/contract.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from m365bot.sandbox import folders, seed
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.stored.directory import Group, Joined
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.teams import channels, teams
from m365bot.sandbox.wire.problems import GraphProblem

EVERYTHING = "00000000-aaaa-4000-8000-000000000001"
SECRET = "all-of-it"
WEB_TAB = "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web"


@dataclass
class Driver:
    """`app` may everything; `as_person` signs somebody in with every delegated permission."""

    sandbox: Sandbox
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    plain: httpx.Client = field(
        default_factory=lambda: httpx.Client(verify=False)
    )  # http: no authority to read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sign_out()
        self.plain.close()

    def sign_out(self) -> None:
        """The next request gets a new token."""
        for each in self.clients.values():
            each.close()
        self.clients.clear()

    def fresh(self) -> Self:
        """The tenant as at first, with the app that may everything."""
        self.sign_out()
        self.sandbox.tenant.clock.set(datetime.now(UTC))
        self.sandbox.reset()
        row = {"client_id": EVERYTHING, "client_secret": SECRET, "application": "*", "delegated": "*"}
        apps.add(self.sandbox.tenant, row)
        return self

    @property
    def tenant(self) -> Any:
        return self.sandbox.tenant

    def token(self, **form: str) -> httpx.Response:
        form = {"client_id": EVERYTHING, "client_secret": SECRET, **form}
        url = f"{self.sandbox.authority_url}/{self.tenant.id}/oauth2/v2.0/token"
        return self.plain.post(url, data={k: v for k, v in form.items() if v})

    def client(self, answer: httpx.Response, key: str) -> httpx.Client:
        token = answer.json()["access_token"]
        self.clients[key] = httpx.Client(
            base_url=self.sandbox.graph_url, headers={"Authorization": f"Bearer {token}"}, verify=False
        )
        return self.clients[key]

    @property
    def app(self) -> httpx.Client:
        known = self.clients.get("app")
        scope = "https://graph.microsoft.com/.default"
        return known or self.client(self.token(grant_type="client_credentials", scope=scope), "app")

    @property
    def bot(self) -> httpx.Client:
        """m365bot's own app, with the least permissions."""
        if "bot" in self.clients:
            return self.clients["bot"]
        env = self.sandbox.env
        answer = self.token(
            grant_type="client_credentials",
            scope="https://graph.microsoft.com/.default",
            client_id=env["M365BOT_CLIENT_ID"],
            client_secret=env["M365BOT_CLIENT_SECRET"],
        )
        return self.client(answer, "bot")

    def as_person(self, name: str) -> httpx.Client:
        if name in self.clients:
            return self.clients[name]
        answer = self.token(
            grant_type="password",
            username=name,
            password=self.tenant.password,
            scope="https://graph.microsoft.com/.default offline_access openid",
        )
        return self.client(answer, name)

    # State, made directly

    def user(self, name: str, **facts: Any) -> str:
        """A person of the tenant; gives the id."""
        row = {"userPrincipalName": name, **facts}
        known = self.tenant.user(name)
        return str(known.id if known and not facts else seed.add_user(self.tenant, row).id)

    def user_with_id(self, key: str, name: str) -> str:
        user = seed.add_user(self.tenant, {"userPrincipalName": name, "displayName": name})
        del self.tenant.users[user.id]
        user.id = key
        self.tenant.users[key] = user
        return key

    def group(self, nickname: str, owners: Iterable[str] = (), members: Iterable[str] = ()) -> Group:
        row = {"displayName": nickname, "mailNickname": nickname}
        group = seed.add_group(self.tenant, row)
        group.owners = {each: Joined() for each in owners}
        group.members = {each: Joined() for each in members}
        return group

    def team(self, nickname: str, owners: Iterable[str] = (), members: Iterable[str] = ()) -> Team:
        """Old enough for everything."""
        group = self.group(nickname, owners, [*owners, *members])
        general = channels.new(self.tenant, "General")
        team = Team(group.id, group.created, general.id)
        team.settings = {part: dict(values) for part, values in teams.DEFAULTS.items()}
        team.channels[general.id] = general
        self.tenant.teams[team.id] = team
        folders.make_folder(self.tenant, team, general)
        return team

    def channel(self, team: Team, name: str, members: dict[str, list[str]] | None = None) -> Channel:
        """Standard, or private where it has members."""
        made = channels.new(self.tenant, name, kind="standard" if members is None else "private")
        made.members = members or {}
        team.channels[made.id] = made
        folders.make_folder(self.tenant, team, made)
        return made

    def bind(self, user_id: str) -> str:
        return f"https://graph.microsoft.com/v1.0/users('{user_id}')"

    def member(self, user_id: str, *roles: str) -> dict[str, Any]:
        kind = "#microsoft.graph.aadUserConversationMember"
        return {"@odata.type": kind, "roles": list(roles), "user@odata.bind": self.bind(user_id)}


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


__all__ = ["EVERYTHING", "SECRET", "WEB_TAB", "Driver", "GraphProblem", "code"]
