"""The two cookies of the door: one for whoever is in, one for the way in.

Called by this package. Neither says anything by itself, and no script can read them.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from m365bot.settings import Place

_MOST = 200  # letters; ours have 43


@dataclass(frozen=True)
class Cookie:
    """One of them, by its name; lasts as long as the browser is open."""

    name: str
    secure: bool

    def of(self, request: Request) -> str:
        found = request.cookies.get(self.name, "")
        return found if len(found) <= _MOST else ""

    def give(self, response: Response, token: str) -> None:
        response.set_cookie(self.name, token, path="/", secure=self.secure, httponly=True, samesite="lax")

    def take(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def named(place: Place, what: str) -> Cookie:
    """With TLS no other host may set it. Without, the port is in its name: on localhost all ports share their cookies."""
    if place.is_tls:
        return Cookie(f"__Host-m365bot-{what}", secure=True)
    return Cookie(f"m365bot-{what}-{place.port}", secure=False)
