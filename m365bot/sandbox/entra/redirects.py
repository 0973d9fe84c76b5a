"""The addresses an application may be answered at.

Called by the sign-in pages. Compared letter by letter, but for the port of addresses on the machine of whoever
asks (docs/facts.md entra.redirects).
"""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from m365bot.sandbox.entra import errors
from m365bot.sandbox.stored.directory import App


def is_public(app: App, asked: str) -> bool:
    """Is it registered as a public client's? Raises NoToken where it is registered as nothing."""
    if not (app.web_redirects or app.public_redirects):
        raise errors.no_redirects()
    if any(_is_same(each, asked) for each in app.web_redirects):
        return False
    if any(_is_same(each, asked) for each in app.public_redirects):
        return True
    raise errors.wrong_redirect(asked, app.app_id)


def answered_at(redirect: str) -> str:
    """Without a path, addresses come back with a slash in query and fragment (docs/facts.md entra.redirects)."""
    return redirect if urlsplit(redirect).path else f"{redirect}/"


def _is_same(registered: str, asked: str) -> bool:
    if registered == asked:
        return True
    one, other = urlsplit(registered), urlsplit(asked)
    return _is_of_this_machine(other) and _but_for_the_port(one) == _but_for_the_port(other)


def _but_for_the_port(parts: SplitResult) -> tuple[str, str | None, str, str]:
    return parts.scheme, parts.hostname, parts.path.rstrip("/"), parts.query


def _is_of_this_machine(parts: SplitResult) -> bool:
    try:
        return parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
