"""What stands around every page: who looks, where they can go, in which language, what was just done.

Called by the guard. Reads no database.
"""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from m365bot import words
from m365bot.console import language, roles, routes, said
from m365bot.console.entrance import Door
from m365bot.console.visitor import Visitor
from m365bot.words import say

_OF = {"trials": "runs", "confirmations": "approvals"}  # whose pages lie elsewhere


@dataclass(frozen=True)
class Frame:
    """here: the name of the route."""

    request: Request
    door: Door
    visitor: Visitor | None
    here: str

    def values(self) -> dict[str, Any]:
        return {
            "visitor": self.visitor,
            "here": self.here,
            "room": self._room(),
            "navigation": self._navigation(),
            "other": self._other_language(),
            "sign_out": self.door.sign_out,
            "csrf_field": lambda: self.door.csrf_field(self.request),
            "has": self._open_ways().__contains__,
            "way": self._open_ways().__getitem__,
            "said": said.WORDS.get(self.request.query_params.get("said", ""), ""),
        }

    def _navigation(self) -> list[tuple[str, str, str]]:
        """Name, address and words of each page that there is and this visitor may see."""
        paths = self._open_ways()
        return [(name, paths[name], say(called)) for name, called in routes.NAVIGATION if name in paths]

    def _room(self) -> str:
        """Name of the page in the navigation below which this one lies."""
        first = self.request.url.path.split("/")[1]
        below = {
            way.path.split("/")[1]: way.name for way in reversed(routes.WAYS) if way.path.count("/") == 1
        }
        return below.get(_OF.get(first, first), "") if first else ""

    def _open_ways(self) -> dict[str, str]:
        """Name → path of each address that this visitor may use."""
        visitor = self.visitor
        if visitor is None:
            return {}
        return {way.name: way.path for way in routes.WAYS if visitor.is_any_of(roles.MAY[way.name])}

    def _other_language(self) -> tuple[str, str]:
        """Its code, and the address of this page in it; after a form, of the page without it."""
        other = next(one for one in words.LANGUAGES if one != words.spoken())
        is_read = self.request.method == "GET"
        url = self.request.url.include_query_params(**{language.FIELD: other}) if is_read else None
        return other, f"/{url.path.lstrip('/')}?{url.query}" if url else f"/?{language.FIELD}={other}"
