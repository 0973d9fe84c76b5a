"""What the operations of mail ask for, as their reference pages say, and how each is defined for `/users` and `/me`.

Read where those operations are defined.
"""

from collections.abc import Callable, Iterable
from typing import Any

from m365bot.sandbox.wire.needs import Needs, me, one_of
from m365bot.sandbox.wire.routing import Handler, operation

LIST = ("Mail.ReadBasic.All Mail.ReadWrite Mail.Read", "Mail.ReadBasic Mail.ReadWrite Mail.Read")
READ = ("Mail.Read Mail.ReadBasic.All", "Mail.Read Mail.ReadBasic")
WRITE = ("Mail.ReadWrite", "Mail.ReadWrite")
SEND = ("Mail.Send", "Mail.Send")

SLICE = "mailcalendar"


def of_a_mailbox(
    method: str,
    tail: str,
    names: tuple[str, str],
    *,
    query: Iterable[str] = (),
    body: Any = None,
    shape: str = "",
) -> Callable[[Handler], Handler]:
    """Register a handler below `/users/{user-id}` and below `/me`; names: what an app may hold, what a person."""

    def register(handler: Handler) -> Handler:
        for root, needs in _roots(names):
            operation(
                method, f"{root}{tail}", slice=SLICE, needs=needs, query=tuple(query), body=body, shape=shape
            )(handler)
        return handler

    return register


def _roots(names: tuple[str, str]) -> list[tuple[str, Needs]]:
    return [("/users/{user-id}", one_of(names[0], person=names[1])), ("/me", me(names[1]))]
