"""Throttling by the documented limits, in sliding windows on the sandbox's clock.

Asked by the gateway for every request, inner ones of a batch included. Throttled requests count too
(docs/facts.md 6). Every limit is a setting, named as in docs/facts.md, limits.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from m365bot.sandbox.settings import Settings
from m365bot.sandbox.wire.call import Token
from m365bot.sandbox.wire.problems import GraphProblem
from m365bot.sandbox.wire.routing import Operation

LIMITS: dict[str, tuple[int, float]] = {
    "teams.per_team": (4, 1),  # per app; a channel's requests count for its team (docs/facts.md 45)
    "teams.per_channel_or_chat": (1, 1),
    "teams.channels.list": (1, 1),  # the strict reading: the team is the resource (docs/facts.md 45)
    "teams.post.channel": (1, 1),  # likewise
    "teams.members.post": (4, 60),
    "teams.msg.send.per_user": (1, 1),
    "teams.msg.read": (20, 1),
    "teams.msg.send": (50, 1),
    "teams.create": (10, 1),
    "teams.teamify": (6, 1),
    "teams.delete.channel": (15, 1),
    "teams.members.list": (60, 1),
    "teams.chat.send": (20, 1),
    "teams.chat.read": (20, 1),
    "teams.chats.per_user": (5, 1),
    "teams.other": (30, 1),
    "outlook.requests": (10_000, 600),
    "id.app_tenant": (3500, 10),  # resource units
    "id.write.app_tenant": (3000, 150),
    "invitations": (150, 5),
    "spo.app.minute": (1250, 60),  # resource units
    "spo.app.day": (1_200_000, 86_400),
    "spo.user": (3000, 300),
}

_PER_APP = {
    "POST /teams": "teams.create",
    "PUT /groups/{group-id}/team": "teams.teamify",
    "GET /teams/{team-id}/members": "teams.members.list",
    "GET /teams/{team-id}/channels": "teams.members.list",
    "GET /teams/{team-id}/channels/{channel-id}/members": "teams.members.list",
    "POST /teams/{team-id}/channels/{channel-id}/messages": "teams.msg.send",
    "DELETE /teams/{team-id}/channels/{channel-id}": "teams.delete.channel",
    "POST /chats/{chat-id}/messages": "teams.chat.send",
    "GET /chats/{chat-id}/messages": "teams.chat.read",
    "GET /chats/{chat-id}/messages/{chatMessage-id}": "teams.chat.read",
}
_PER_PERSON = ("GET /me/chats", "GET /users/{user-id}/chats", "GET /chats/{chat-id}")
_PER_TEAM = {
    "GET /teams/{team-id}/channels": "teams.channels.list",
    "POST /teams/{team-id}/channels": "teams.post.channel",
    "POST /teams/{team-id}/members": "teams.members.post",
}
_SEND = (
    "POST /chats/{chat-id}/messages",
    "POST /teams/{team-id}/channels/{channel-id}/messages",
    "POST /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies",
)
_ID_COST = {
    "GET /groups/{group-id}/members": 3,
    "GET /groups/{group-id}/transitiveMembers": 5,
    "POST /directoryObjects/getByIds": 3,
    "GET /users": 2,
    "GET /applications": 2,
    "GET /users/{user-id}/memberOf": 2,
    "GET /me/memberOf": 2,
    "GET /servicePrincipals/{servicePrincipal-id}/appRoleAssignments": 2,
}
DIRECTORY = ("users", "groups", "directory")
_SHAREPOINT = ("drives", "sites")

Charge = tuple[str, str, int]  # limit, scope, units


@dataclass
class Throttle:
    """What was asked lately, by limit and scope."""

    settings: Settings
    _seen: dict[tuple[str, str], deque[tuple[float, int]]] = field(default_factory=lambda: defaultdict(deque))

    def charge(self, charges: list[Charge], now: float) -> None:
        """Count a request; 429 if any of its limits is reached."""
        if not self.settings.throttling:
            return
        waits = [(self._wait(*each, now), each) for each in charges]
        wait, worst = max(waits, default=(0.0, ("", "", 0)))
        if wait > 0:
            raise _too_many(worst, wait)

    def _wait(self, limit: str, scope: str, units: int, now: float) -> float:
        """Seconds until this would pass; it counts either way."""
        known = self.settings.limits.get(limit, LIMITS[limit])
        if known is None:
            return 0.0
        most, seconds = known
        window = seconds * self.settings.window if seconds <= 1 else seconds
        seen = self._seen[limit, scope]
        while seen and (seen[0][0] <= now - window or seen[0][0] > now):
            seen.popleft()
        over = sum(each for _, each in seen) + units > most
        seen.append((now, units))
        return 0.0 if not over else max(0.01, seen[-1 - min(most, len(seen) - 1)][0] + window - now)

    def clear(self) -> None:
        self._seen.clear()


def charges(
    known: Operation, params: Mapping[str, str], query: Mapping[str, str], token: Token
) -> list[Charge]:
    """Which limits a request counts for."""
    if known.template.text == "/$batch":
        return []
    if known.slice in ("teams", "chats"):
        return list(_of_teams(known, params, token))
    if known.slice in DIRECTORY:
        return list(_of_directory(known, query, token))
    if known.slice == "mailcalendar":
        whose = params.get("user-id", token.user_id or "").lower()
        return [("outlook.requests", f"{token.app_id} {whose}", 1)]
    return list(_of_sharepoint(known, query, token)) if known.slice in _SHAREPOINT else []


def _of_teams(known: Operation, params: Mapping[str, str], token: Token) -> Iterator[Charge]:
    reads = "messages" in known.template.text and known.method == "GET"
    yield _PER_APP.get(known.name, "teams.msg.read" if reads else "teams.other"), token.app_id, 1
    team, channel = params.get("team-id", "").lower(), params.get("channel-id") or params.get("chat-id")
    if team:
        yield "teams.per_team", f"{token.app_id} {team}", 1
    if channel:
        yield "teams.per_channel_or_chat", f"{token.app_id} {channel}", 1
    if known.name in _PER_TEAM:
        yield _PER_TEAM[known.name], f"{token.app_id} {team}", 1
    if known.name in _SEND:
        yield "teams.msg.send.per_user", f"{token.user_id} {channel}", 1
    if known.name in _PER_PERSON:
        yield "teams.chats.per_user", params.get("user-id") or token.user_id or token.app_id, 1


def units(known: Operation, query: Mapping[str, str]) -> int:
    """Resource units of a directory request (docs/facts.md id.cost)."""
    cost = _ID_COST.get(known.name, 1)
    cost -= "$select" in query
    cost += "$expand" in query
    cost -= query.get("$top", "99").isdigit() and int(query.get("$top", "99")) < 20
    return max(1, cost)


def _of_directory(known: Operation, query: Mapping[str, str], token: Token) -> Iterator[Charge]:
    yield "id.app_tenant", token.app_id, units(known, query)
    if known.method != "GET":
        yield "id.write.app_tenant", token.app_id, 1
    if known.template.text == "/invitations":
        yield "invitations", "", 1


def _of_sharepoint(known: Operation, query: Mapping[str, str], token: Token) -> Iterator[Charge]:
    last = known.template.text.rpartition("/")[2]
    single = known.method == "GET" and (last.startswith("{") or last in ("content", "root", "drive"))
    cheap = single or (last.startswith("delta") and "token" in " ".join(query))
    yield "spo.app.minute", token.app_id, 1 if cheap else 2
    yield "spo.app.day", token.app_id, 1 if cheap else 2
    if token.user_id:
        yield "spo.user", token.user_id, 1


def _too_many(worst: Charge, wait: float) -> GraphProblem:
    limit, scope, _ = worst
    headers = {"Retry-After": str(math.ceil(wait))}
    if limit.startswith("id."):
        headers["x-ms-throttle-scope"] = f"Tenant_Application/ReadWrite/{scope}"
        headers["x-ms-throttle-information"] = "ResourceUnitLimitExceeded"
    return GraphProblem(429, "TooManyRequests", f"Too many requests ({limit}).", headers=headers)
