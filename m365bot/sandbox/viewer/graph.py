"""Graph with one person's rights.

Called by the readers of teams, posts, files and people. Answers raw JSON or bytes; what Graph refuses is
raised as `Refused`.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.types import ASGIApp

from m365bot.sandbox.viewer import inner

Json = dict[str, Any]
_MOST_PAGES = 50
_ROOT = "/v1.0"


class Refused(Exception):
    """An answer that is an error; status 0 where there was none."""

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


def path(*parts: str) -> str:
    """An address of encoded parts: path("teams", id) is /teams/…"""
    return "/" + "/".join(quote(part, safe="") for part in parts)


@dataclass
class Graph:
    """`date` is the service's own time, as its last answer gave it."""

    app: ASGIApp
    token: str
    date: str = ""

    async def get(self, address: str, *, prefer: str = "", **options: str) -> Json:
        """One thing or one page; options without their `$`."""
        answer = await self._asked(_ROOT + address + _query(options), prefer)
        return _json(answer)

    async def every(self, address: str, **options: str) -> list[Json]:
        """All rows of a list."""
        return [row async for page in self._pages(address, options) for row in page["value"]]

    async def _pages(self, address: str, options: dict[str, str]) -> AsyncIterator[Json]:
        page = await self.get(address, **options)
        yield page
        for _ in range(_MOST_PAGES):
            if "@odata.nextLink" not in page:
                return
            page = _json(await self._asked(_target(page["@odata.nextLink"])))
            yield page

    async def content(self, address: str) -> inner.Answer:
        """The bytes of a file. The address Graph redirects to is asked without the token."""
        answer = await self._asked(_ROOT + address)
        if answer.status != 302:
            return answer
        return await self._answered(_target(answer.headers["location"]), {})

    async def _asked(self, target: str, prefer: str = "") -> inner.Answer:
        asking = {"prefer": prefer} if prefer else {}
        answer = await self._answered(target, {"authorization": f"Bearer {self.token}", **asking})
        self.date = answer.headers.get("date", self.date)
        return answer

    async def _answered(self, target: str, headers: dict[str, str]) -> inner.Answer:
        try:
            answer = await inner.get(self.app, target, headers)
        except inner.CutOff as problem:
            raise Refused(0) from problem
        if answer.status >= 400:
            raise _refused(answer)
        return answer


def _query(options: dict[str, str]) -> str:
    named = {f"${name}": value for name, value in options.items()}
    return "?" + urlencode(named, safe="$,") if named else ""


def _target(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _json(answer: inner.Answer) -> Json:
    try:
        body: Json = json.loads(answer.body)
    except ValueError as problem:
        raise Refused(answer.status, "", "The answer is no JSON.") from problem
    return body


def _refused(answer: inner.Answer) -> Refused:
    try:
        error = json.loads(answer.body)["error"]
        return Refused(answer.status, str(error["code"]), str(error["message"]))
    except (ValueError, KeyError, TypeError):
        return Refused(answer.status)
