"""Operations of Graph and what they take: handlers are registered here, requests find them here.

Called by the gateway. Handlers are synchronous and quick, get a Call, give a Reply, raise GraphProblem.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from m365bot.sandbox.wire import bodies
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import ANYONE, Needs
from m365bot.sandbox.wire.paths import Template, called_in, decoded, shown
from m365bot.sandbox.wire.problems import GraphProblem, not_simulated

Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path template."""

    method: str
    template: Template
    slice: str
    handler: Handler
    needs: Needs
    query: frozenset[str]
    body: Any
    shape: str
    may_be_empty: bool = False
    refuses: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.method} {self.template.text}"

    @property
    def takes_bytes(self) -> bool:
        return self.body is bytes


_operations: dict[str, list[Operation]] = {}
_NAMES = "$count $expand $filter $orderby $search $select $skip $skiptoken $top"
_OPTIONS = frozenset(_NAMES.split())
_ADDRESSES = 4_096  # that are remembered: one tenant's people come again and again by the same
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
    needs: Needs,
    query: Iterable[str] = (),
    body: Any = None,
    shape: str = "",
    may_be_empty: bool = False,
    refuses: Iterable[str] = (),
) -> Callable[[Handler], Handler]:
    """Register a handler for `method` on the contract's template `path`.

    slice: the contract's document (teams, groups, …); needs: its permissions; query: the options it
    documents; refuses: options that its page says it does not take; body: what it
    takes (bodies.check), `bytes` for a content, None where it takes none; shape: the type that `$select`
    prunes, "" where the handler does; may_be_empty: no body at all means an empty object.
    """

    def register(handler: Handler) -> Handler:
        known = Operation(
            method=method,
            template=Template(path),
            slice=slice,
            handler=handler,
            needs=needs,
            query=frozenset(query),
            body=body,
            shape=shape,
            may_be_empty=may_be_empty,
            refuses=frozenset(refuses),
        )
        bucket = _operations.setdefault(method, [])
        bucket.append(known)
        bucket.sort(key=lambda each: each.template.rank)
        find.cache_clear()
        return handler

    return register


def all_operations() -> list[Operation]:
    """Every registered one, sorted by path."""
    every = (each for bucket in _operations.values() for each in bucket)
    return sorted(every, key=lambda each: (each.template.text, each.method))


def all_permissions() -> tuple[frozenset[str], frozenset[str]]:
    """Every application and every delegated name that some operation asks for."""
    needs = [each.needs for bucket in _operations.values() for each in bucket]
    application = frozenset(name for each in needs for name in each.application)
    return application - {ANYONE}, frozenset(name for each in needs for name in each.delegated) - {ANYONE}


@lru_cache(_ADDRESSES)
def find(method: str, raw_path: str) -> tuple[Operation, Mapping[str, str], str]:
    """The operation, its parameters and the decoded path; 501 where there is none.

    Never 405: whether the service would take the method is not for the sandbox to say.
    """
    path, called = decoded(raw_path), called_in(raw_path)
    if found := _match(method, path, called):
        known, params = found
        return known, MappingProxyType(params), path
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
    """501 that names an option of OData which is not simulated there; 400 that names what the operation does not take."""
    for name in query:
        if name in known.query:
            continue
        if name in _OPTIONS - known.refuses:
            raise not_simulated(f"{name} of {known.name}")
        raise bad_request(known.slice, f"The query parameter '{name}' is not supported for {known.name}.")


def check_body(known: Operation, body: Any) -> None:
    """400 that names what the operation does not take."""
    if known.body is None or known.takes_bytes:
        return
    try:
        bodies.check(body, known.body)
    except bodies.BadBody as problem:
        raise bad_request(known.slice, f"Invalid body for {known.name}. {problem}") from problem
