"""Whether a request came the way that the settings say: to our own name, past the proxy that ends TLS where there is one.

Called by the threshold before anything else. Pure.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Scope

from m365bot.settings import Place, is_loopback
from m365bot.words import say


def peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def came_from(place: Place, request: Request) -> str:
    """The address of whoever asks: as a proxy of ours tells it, else the peer's own."""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return told[:64] if told and peer(request.scope) in place.proxies else peer(request.scope)


def why_not(place: Place, request: Request) -> str:
    """Words for a request that must not be answered; empty for the others."""
    if request.headers.get("host", "").lower() != place.netloc:
        return say("この画面は {url} で開いてください。", url=place.url)
    if not (place.is_tls and place.proxies):
        return ""
    is_safe = request.headers.get("x-forwarded-proto", "").strip().lower() == "https"
    if peer(request.scope) in place.proxies and is_safe:
        return ""
    return say(
        "この画面は、https を受け持つプロキシを通してだけ開けます。{url} を開いてください。", url=place.url
    )


def better(place: Place, request: Request) -> str:
    """Where to send who reads by another name of this machine; empty where the request is none such."""
    try:
        asked = urlsplit(f"//{request.headers.get('host', '')}")
        is_ours = is_loopback(asked.hostname or "") and asked.port == urlsplit(place.url).port
    except ValueError:
        return ""
    return place.url + "/" if is_ours and not place.is_tls and request.method == "GET" else ""


def is_foreign(place: Place, request: Request) -> bool:
    """Did a page of elsewhere send this form? Browsers tell so in one of two headers."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    return origin is not None and origin.lower() != place.url.lower()


def is_own(place: Place, request: Request) -> bool:
    """Does the browser itself say that a page of ours sent it?"""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    return not is_foreign(place, request) and (
        site == "same-origin" or (origin or "").lower() == place.url.lower()
    )
