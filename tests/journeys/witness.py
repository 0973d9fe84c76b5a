"""A witness of privacy: looks at all that others can see, after each single request that changes the tenant.

Held by journeys about what only one person may see. It asks Graph with each watcher's own rights, in the sandbox itself, for
every item of every drive by its id, for lists, deltas, versions and permissions, pages, posts and tabs, and searches all
that is answered.
Who is in a team is no secret, so members are not asked for.
"""

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.viewer import identity
from m365bot.sandbox.viewer.graph import Graph, Refused, path

TRAINEE, OTHER = "a.yamada@example.jp", "a.endo@example.jp"
GUEST, LEADER = "koushi@partner.example.com", "t.sawada@example.jp"


@dataclass
class Witness:
    """found: who saw what, and after which request. words: what nobody but the person may find, by sign-in name."""

    sandbox: Sandbox
    watchers: tuple[str, ...] = (TRAINEE, GUEST, LEADER)
    found: list[str] = field(default_factory=list)
    looks: int = 0
    looked_at: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def after_each_request(self) -> Iterator[None]:
        gateway = self.sandbox.app.gateway
        before, one_by_one = gateway.answer, asyncio.Lock()

        async def answer(request: Any) -> Any:
            if request.method == "GET" or request.path.endswith("/$batch"):
                return await before(request)
            async with one_by_one:
                given = await before(request)
                await self.look(f"{request.method} {request.path}")
            return given

        gateway.answer = answer
        try:
            yield
        finally:
            del gateway.answer
        self.looked_at.clear()
        asyncio.run(self.look("all of them"))

    async def look(self, after: str) -> None:
        """At what changed since the last look, and what lies below it."""
        self.looks += 1
        addresses = list(self._addresses())
        for who in self.watchers:
            if self.sandbox.tenant.user(who) is None:
                continue
            seen = "\n".join([text async for text in self._seen(who, addresses)])
            found = [word for word in dict.fromkeys(self._secrets(who)) if word in seen]
            self.found += [f"{who} saw {word!r} after {after}" for word in found]

    def _secrets(self, who: str) -> Iterator[str]:
        """Names and addresses of the other people, and whatever lies in a folder that was shared with one of them."""
        store = self.sandbox.tenant.sites
        for drive in store.drives.values():
            for item in drive.items.values():
                grants = [grant for above in drive.upwards(item) for grant in above.grants]
                if grants and not any(self._is(who, grant.user_id) for grant in grants):
                    yield from (item.id, item.name if item.folder else item.id)
        for user in self.sandbox.tenant.users.values():
            if user.upn != who and not user.upn.startswith(("dx-tsushin", "kenshu")):
                yield from (user.upn, user.display_name)

    def _is(self, who: str, user_id: str) -> bool:
        return self.sandbox.tenant.users[user_id].upn == who

    async def _seen(self, who: str, addresses: list[str]) -> Any:
        graph = Graph(self.sandbox.app, identity.token(self.sandbox.app, who))
        for address in addresses:
            try:
                yield json.dumps(_said(await graph.get(address)), ensure_ascii=False)
            except Refused:
                continue
            if address.endswith("/versions"):
                yield await _words(graph, address.removesuffix("/versions"))

    def _addresses(self) -> Iterator[str]:
        """By its own address, whoever asks; of what did not change nobody can see more than before."""
        tenant = self.sandbox.tenant
        for drive in tenant.sites.drives.values():
            since, self.looked_at[drive.id] = self.looked_at.get(drive.id, 0), drive.seq
            if since == drive.seq:
                continue
            yield path("drives", drive.id, "root", "delta")
            changed = [item for item in drive.items.values() if item.seq > since and not item.deleted]
            for item in {each.id: each for one in changed for each in drive.below(one)}.values():
                here = path("drives", drive.id, "items", item.id)
                yield from (here, f"{here}/permissions")
                yield f"{here}/children" if item.folder else f"{here}/versions"
        for page in tenant.sites.pages.values():
            if self._is_new(page.id, page.etag):
                yield f"{path('sites', page.site_id, 'pages', page.id)}/microsoft.graph.sitePage?$expand=canvasLayout"
        for team in tenant.live_teams():
            for channel in team.channels.values():
                if self._is_new(channel.id, len(channel.messages) + len(channel.tabs)):
                    yield path("teams", team.id, "channels", channel.id, "messages")
                    yield path("teams", team.id, "channels", channel.id, "tabs")

    def _is_new(self, key: str, state: int) -> bool:
        before, self.looked_at[key] = self.looked_at.get(key), state
        return before != state


def _said(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what the service itself says of people in teams (who came, who went): that they know."""
    rows = answer.get("value")
    if not isinstance(rows, list):
        return answer
    return {**answer, "value": [row for row in rows if row.get("messageType", "message") == "message"]}


async def _words(graph: Graph, address: str) -> str:
    """What stands in a file, a workbook's parts unpacked."""
    body = (await graph.content(f"{address}/content")).body
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return "\n".join(package.read(name).decode(errors="replace") for name in package.namelist())
