"""What can be seen of the way to Microsoft 365, of the app's own secrets and of an account's licence.

Called by the doctor. Looks once and quickly: nothing is repeated for long, nothing is written. Hands out values; no
secret is among them, for the service itself shows none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

import httpx

from m365bot import clock
from m365bot.errors import GraphError
from m365bot.graph import obstacles, paths, tls
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.words import say

PATIENCE = 10.0  # seconds for one look at a host


@dataclass(frozen=True)
class Reached:
    """obstacle: what stood in the way, in words; empty: it answered. said: the service's Date; ours: then, here."""

    host: str
    obstacle: str = ""
    said: datetime | None = None
    ours: datetime | None = None

    @property
    def ahead(self) -> float | None:
        """Seconds that this machine's clock is ahead of the service's; None where it told no time."""
        return (self.ours - self.said).total_seconds() if self.said and self.ours else None


@dataclass(frozen=True)
class Secret:
    """One of the app's secrets, as the portal lists it; `hint` are its first three letters."""

    hint: str
    ends: datetime


async def reached(connection: Connection) -> Sequence[Reached]:
    """Where one signs in, and Graph; any answer of theirs will do."""
    sign_in = f"{connection.authority_url}/{connection.tenant_id}/v2.0/.well-known/openid-configuration"
    async with tls.client(connection, None, at_once=1) as client:
        return [await _asked(client, url, connection) for url in (sign_in, f"{connection.graph_url}/")]


async def _asked(client: httpx.AsyncClient, url: str, connection: Connection) -> Reached:
    host = urlsplit(url).hostname or url
    try:
        with clock.busy():
            answer = await client.get(url, timeout=PATIENCE)
    except (httpx.HTTPError, OSError) as error:
        found = obstacles.of(error, host, connection.proxy)
        return Reached(host, found.words if found else _unreachable(host))
    if page := obstacles.of_page(answer, host):
        return Reached(host, page.words)
    return Reached(host, said=_date(answer.headers.get("date", "")), ours=clock.now())


def _unreachable(host: str) -> str:
    return say(
        "{host} に接続できません。ネットワーク、名前解決(DNS)、プロキシの設定を確かめてください。", host=host
    )


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


async def mailbox(graph: Graph, address: str) -> GraphError | None:
    """What came of reading one message's id; None: it could be read."""
    where = graph.root.users.by_user_id(address).messages
    try:
        await graph.read(where, query={"$select": "id", "$top": "1"})
    except GraphError as error:
        return error
    return None


async def site(graph: Graph, address: str) -> GraphError | None:
    """What came of reading a page's id on the site at this address; None: its pages could be read."""
    parts = urlsplit(address)
    place = "/".join(paths.segment(unquote(part)) for part in parts.path.strip("/").split("/"))
    try:
        found = await graph.read(f"/sites/{parts.hostname}:/{place}", query={"$select": "id"})
        pages = graph.root.sites.by_site_id(str(found["id"])).pages
        await graph.read(pages, query={"$select": "id", "$top": "1"})
    except GraphError as error:
        return error
    return None


async def secrets(graph: Graph) -> Sequence[Secret]:
    """The app's own. Raises GraphError: to read them takes a permission that nothing else here needs."""
    app = graph.root.applications_with_app_id(graph.app_id)
    found = await graph.read(app, query={"$select": "passwordCredentials"})
    rows = found.get("passwordCredentials") or ()
    return [
        Secret(str(row.get("hint") or ""), datetime.fromisoformat(row["endDateTime"]))
        for row in rows
        if row.get("endDateTime")
    ]


async def service_plans(graph: Graph, user: str) -> Mapping[str, str]:
    """Service plan → its state, over all licences of somebody, a group's among them. Raises GraphError."""
    rows = await graph.pages(graph.root.users.by_user_id(user).license_details)
    plans = (plan for row in rows for plan in row.get("servicePlans") or ())
    return {str(plan.get("servicePlanName")): str(plan.get("provisioningStatus")) for plan in plans}
