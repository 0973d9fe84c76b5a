"""What a form brings, read once before any page does, and handed on as it came.

Called by the threshold. Bounded: more than `most` bytes are never held.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

MOST, MOST_UNKNOWN = 12 * 1024 * 1024, 256 * 1024  # bytes: of who is known, of anybody
MOST_FIELDS, MOST_FILES = 1000, 20


class TooLarge(Exception):
    """More than anybody sends us."""


class Unreadable(Exception):
    """Not what a browser's form looks like."""


@dataclass(frozen=True)
class Form:
    """fields: texts in the order of the form. files: were there any?"""

    fields: Sequence[tuple[str, str]]
    files: bool = False

    def of(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.fields if name not in names]


async def read(receive: Receive, scope: Scope, most: int) -> bytes:
    """Raises TooLarge."""
    told = dict(scope["headers"]).get(b"content-length", b"0")
    if told.isdigit() and int(told) > most:
        raise TooLarge
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Unreadable
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise TooLarge
        more = message.get("more_body", False)
    return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """The same, for the page; after it, whatever else the browser says."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return left.pop() if left else await receive()

    return receiving


async def form(scope: Scope, body: bytes, receive: Receive) -> Form:
    """Raises Unreadable."""
    try:
        found = await Request(dict(scope), again(body, receive)).form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST
        )
    except (MultiPartException, HTTPException, ValueError) as error:
        raise Unreadable from error
    texts = [(name, value) for name, value in found.multi_items() if isinstance(value, str)]
    files = any(isinstance(value, UploadFile) and value.filename for value in found.values())
    await found.close()
    return Form(texts, files)
