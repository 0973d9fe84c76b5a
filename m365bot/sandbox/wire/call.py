"""One request of Graph, taken apart, who asks, and what a handler gives back.

Made by the gateway, read by every handler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot.sandbox.clock import VirtualClock, iso
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import needs_a_person


@dataclass(frozen=True, slots=True)
class Reply:
    """status, a JSON body (dict), bytes, or none, and headers."""

    status: int
    body: dict[str, Any] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Token:
    """Who asks: an app by itself (`user_id` is None, `roles`) or for a person (`scopes`)."""

    app_id: str
    user_id: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()

    @property
    def held(self) -> frozenset[str]:
        return self.roles if self.user_id is None else self.scopes


@dataclass(frozen=True, slots=True)
class Call:
    """One request, taken apart."""

    tenant: Tenant
    token: Token
    method: str
    path: str  # decoded, without the version root
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: Any  # a dict, or bytes where the operation takes bytes
    root: str  # such as http://127.0.0.1:8080/v1.0, on the host the request came in by

    @property
    def clock(self) -> VirtualClock:
        return self.tenant.clock

    @property
    def settings(self) -> Settings:
        return self.tenant.settings

    @property
    def now(self) -> datetime:
        return self.tenant.clock.now()

    @property
    def stamp(self) -> str:
        return iso(self.now)

    @property
    def origin(self) -> str:
        """Scheme, host and port of the request."""
        return self.root.rpartition("/")[0]

    @property
    def app_only(self) -> bool:
        return self.token.user_id is None

    @property
    def caller(self) -> User:
        """The signed-in person. `/me` needs one (docs/facts.md 12)."""
        if self.token.user_id is None:
            raise needs_a_person()
        return self.tenant.users[self.token.user_id]
