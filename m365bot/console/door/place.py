"""Whether a request came the way that the settings say: to our own name, past the proxy that ends TLS where there is one.

Called by the threshold before anything else. Pure.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Scope

from m365bot.settings import Place, is_loopback
from m365bot.words import say


def peer(scope: Scope) -> str:
    client = scope.get("client")
    return _plain(str(client[0])) or str(client[0]) if client else ""


def came_from(place: Place, request: Request) -> str:
    """The address of whoever asks: as a proxy of ours tells it, else the peer's own.

    Each proxy adds whom it heard, to the same line or in another; what stands before that anybody may have written.
    """
    nearest = peer(request.scope)
    if nearest not in place.proxies:
        return nearest
    told = [one for line in request.headers.getlist("x-forwarded-for") for one in line.split(",")]
    for one in map(_plain, reversed(told)):
        if one not in place.proxies:
            return one or nearest
    return nearest


def network_of(address: str) -> str:
    """Whose limits are spent: of IPv6 one household or host has a /64, and takes another address as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _plain(written: str) -> str:
    """Without a port, as some proxies add one, and as IPv4 where it is that; empty for what is no address."""
    text = written.strip()[:64]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


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


def is_led_here(request: Request) -> bool:
    """Did a page of elsewhere send the browser here, rather than its person or a page of ours?"""
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_from_ours(place: Place, request: Request) -> bool:
    """Does the browser say that a page of ours led it here? A link in a mail comes from nowhere, as typed ones do.

    Older browsers tell by the page alone that they come from, as our pages ask them to (headers.HEADERS).
    """
    site, referer = request.headers.get("sec-fetch-site"), request.headers.get("referer", "")
    if site is not None:
        return site == "same-origin"
    return f"{referer.lower()}/".startswith(f"{place.url.lower()}/")


def is_opened(request: Request) -> bool:
    """Is it a page that somebody opens, which may go by way of Entra? Older browsers do not say so."""
    headers = request.headers
    is_page = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    return request.method == "GET" and is_page


def is_own(place: Place, request: Request) -> bool:
    """Does the browser itself say that a page of ours sent it?"""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    return not is_foreign(place, request) and (
        site == "same-origin" or (origin or "").lower() == place.url.lower()
    )
