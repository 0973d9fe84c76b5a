"""A witness of privacy: looks at all that others can see, after each single request that changes the tenant.

Held by journeys about what only one person may see. It asks Graph with each watcher's own rights, in the sandbox itself, for
every item of every drive by its id, for lists and what is in them, deltas, versions and permissions, pages with their alt
texts, posts and tabs; it opens the own mailbox, attachments too, and the own chats; and searches all that is there for what
`secrets` knows. What may be read is read in all its versions.
Who is in a team is no secret, so members are not asked for.
"""

import asyncio
import base64
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.viewer import identity
from m365bot.sandbox.viewer.graph import Graph, Refused, path
from tests.journeys.secrets import Secrets

TRAINEE, OTHER = "a.yamada@example.jp", "a.endo@example.jp"
GUEST, LEADER = "koushi@partner.example.com", "t.sawada@example.jp"


@dataclass
class Witness:
    """found: who saw what, and after which request. instance: whose sheets tell staff numbers and the like."""

    sandbox: Sandbox
    watchers: tuple[str, ...] = (TRAINEE, GUEST, LEADER)
    instance: Path | None = None
    found: list[str] = field(default_factory=list)
    looks: int = 0
    looked_at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secrets = Secrets(self.sandbox, self.instance)

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
            found = self.secrets.found_by(who, seen)
            self.found += [f"{who} saw {word!r} after {after}" for word in found]

    async def _seen(self, who: str, addresses: list[str]) -> Any:
        graph = Graph(self.sandbox.app, identity.token(self.sandbox.app, who))
        for address in addresses:
            try:
                yield json.dumps(_said(await graph.get(address)), ensure_ascii=False)
            except Refused:
                continue
            if address.endswith("/versions"):
                yield await _words(graph, address.removesuffix("/versions"))
            for older in self._older(address):
                yield older
        for own in (*self._letters(who), *self._talks(who)):
            yield own

    def _older(self, address: str) -> Iterator[str]:
        """Earlier contents of what somebody may read: a history is theirs too."""
        store, parts = self.sandbox.tenant.sites, [unquote(part) for part in address.split("/")]
        if address.endswith("/versions"):
            item = store.drives[parts[2]].items[parts[4]]
            yield from (_unpacked(store.blobs[each.blob]) for each in item.earlier)
        elif "pages" in parts:
            yield json.dumps(asdict(store.pages[parts[4]]), ensure_ascii=False)

    def own_post_of(self, who: str) -> str:
        """All that was ever sent to somebody, by mail or chat."""
        self.looked_at.clear()
        return "\n".join((*self._letters(who), *self._talks(who)))

    def _letters(self, who: str) -> Iterator[str]:
        """All that lies in the own mailbox, attachments opened."""
        user = self.sandbox.tenant.user(who)
        box = self.sandbox.tenant.mailboxes.get(user.id) if user else None
        for mail in box.mails.values() if box else ():
            if self._is_new(f"{who} {mail.id}", mail.version):
                yield json.dumps(asdict(mail), ensure_ascii=False)
                yield from (
                    base64.b64decode(each["contentBytes"]).decode(errors="replace")
                    for each in mail.attachments
                )

    def _talks(self, who: str) -> Iterator[str]:
        """What was said in the own chats."""
        user = self.sandbox.tenant.user(who)
        for chat in self.sandbox.tenant.chats.values():
            if user and user.id in chat.people and self._is_new(f"{who} {chat.id}", chat.seq):
                yield json.dumps(asdict(chat), ensure_ascii=False)

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
        for one in tenant.sites.lists.values():
            if self._is_new(one.id, one.seq):
                here = path("sites", one.site_id, "lists", one.id)
                yield from (here, f"{here}/items?$expand=fields")
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
    return _unpacked((await graph.content(f"{address}/content")).body)


def _unpacked(body: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return "\n".join(package.read(name).decode(errors="replace") for name in package.namelist())
