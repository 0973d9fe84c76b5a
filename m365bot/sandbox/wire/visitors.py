"""Who may come to the control API and the viewer: programs and pages of this machine, no page of elsewhere.

Called by asgi before either is reached. A browser tells where a page is from (Origin, Sec-Fetch-Site), and by which name
it reached this port (Host): a name that somebody else points at 127.0.0.1 is no name of ours. Graph itself needs none of
this: a token is asked for there, which no browser sends by itself.
"""

import ipaddress
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import urlsplit

from m365bot.sandbox.wire.tls import NAMES

_IN_PROCESS = ("sandbox", "sandbox.test")  # names that no resolver knows; tests without a socket use them


def refused(headers: Mapping[str, str], *, method: str, scheme: str) -> str:
    """Why a request is refused, "" where it is not. Header names are in lower case."""
    host = headers.get("host", "")
    if not _is_ours(host):
        return "This host name is not the sandbox's."
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"{scheme}://{host}".lower():
        return "Pages of another origin are not served."
    elsewhere = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    followed = (
        method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    )  # a link, which changes nothing
    return "Pages of another site are not served." if elsewhere and not followed else ""


@lru_cache(256)  # it is asked of each request, and nearly always of the same
def _is_ours(host: str) -> bool:
    name = _name(host)
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return any(fnmatchcase(name, each) for each in (*NAMES, *_IN_PROCESS))


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
