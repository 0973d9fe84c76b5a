"""Operations of Graph and what they take: handlers are registered here, requests find them here.

Called by the gateway. Handlers are synchronous and quick, get a Call, give a Reply, raise GraphProblem.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from m365bot.sandbox.clock import VirtualClock, iso
from m365bot.sandbox.wire import bodies
from m365bot.sandbox.wire.paths import Template, called_in, decoded, shown

if TYPE_CHECKING:
    from m365bot.sandbox.directory.state import User
    from m365bot.sandbox.settings import Settings
    from m365bot.sandbox.tenant import Tenant


class GraphProblem(Exception):
    """An answer that is an error: status, code in the area's own spelling (docs/facts.md 2), message.

    `inner` is the code of innerError; `details` stand beside the message.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        inner: str = "",
        details: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message
        self.inner, self.details, self.headers = inner, details, dict(headers or {})


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

    tenant: "Tenant"
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
    def settings(self) -> "Settings":
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
    def caller(self) -> "User":
        """The signed-in person. `/me` needs one (docs/facts.md 12)."""
        if self.token.user_id is None:
            raise GraphProblem(
                400, "BadRequest", "/me request is only valid with delegated authentication flow."
            )
        return self.tenant.users[self.token.user_id]


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path template."""

    method: str
    template: Template
    slice: str
    handler: Handler
    query: frozenset[str]
    body: Any
    shape: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.template.text}"

    @property
    def takes_bytes(self) -> bool:
        return self.body is bytes


_operations: dict[str, list[Operation]] = {}
_BAD_REQUEST = {"directory": "Request_BadRequest", "sites": "invalidRequest", "drives": "invalidRequest"}
_AREA = {"users": "directory", "groups": "directory", "directory": "directory"}


def bad_request(area: str, message: str) -> GraphProblem:
    """400 in the spelling of a slice of the contract."""
    return GraphProblem(400, _BAD_REQUEST.get(_AREA.get(area, area), "BadRequest"), message)


def operation(
    method: str,
    path: str,
    *,
    slice: str,
    query: Iterable[str] = (),
    body: Any = None,
    shape: str = "",
) -> Callable[[Handler], Handler]:
    """Register a handler for `method` on the contract's template `path`.

    slice: the contract's document (teams, groups, …); query: the options documented for it; body: what it
    takes (bodies.check), `bytes` for a content, None where it takes none; shape: the type that `$select`
    prunes, "" where the handler does.
    """

    def register(handler: Handler) -> Handler:
        known = Operation(method, Template(path), slice, handler, frozenset(query), body, shape)
        bucket = _operations.setdefault(method, [])
        bucket.append(known)
        bucket.sort(key=lambda each: each.template.rank)
        return handler

    return register


def all_operations() -> list[Operation]:
    """Every registered one, sorted by path."""
    every = (each for bucket in _operations.values() for each in bucket)
    return sorted(every, key=lambda each: (each.template.text, each.method))


def find(method: str, raw_path: str) -> tuple[Operation, Mapping[str, str], str]:
    """The operation, its parameters and the decoded path; 501 where there is none.

    Never 405: whether the service would take the method is not for the sandbox to say.
    """
    path, called = decoded(raw_path), called_in(raw_path)
    if found := _match(method, path, called):
        return *found, path
    others = sorted(each for each in _operations if _match(each, path, called))
    instead = f" It simulates {', '.join(others)} there." if others else ""
    what = f"The sandbox does not simulate {method} {shown(path)}.{instead}"
    raise GraphProblem(501, "NotImplemented", what)


def _match(method: str, path: str, called: frozenset[str]) -> tuple[Operation, Mapping[str, str]] | None:
    """`called` are segments that name a function or a cast, so none of them is an id."""
    for each in _operations.get(method, ()):
        params = each.template.match(path)
        if params is not None and called.isdisjoint(each.template.ids(params)):
            return each, params
    return None


def check_query(known: Operation, query: Mapping[str, str]) -> None:
    """400 that names what the operation does not document."""
    for name in query:
        if name not in known.query:
            raise bad_request(known.slice, f"The query parameter '{name}' is not supported for {known.name}.")


def check_body(known: Operation, body: Any) -> None:
    """400 that names what the operation does not take."""
    if known.body is None or known.takes_bytes:
        return
    try:
        bodies.check(body, known.body)
    except bodies.BadBody as problem:
        raise bad_request(known.slice, f"Invalid body for {known.name}. {problem}") from problem
