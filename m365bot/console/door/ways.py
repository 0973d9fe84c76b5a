"""Addresses of the door, and which address somebody may be sent on to.

Called by this package. Pure.
"""

from urllib.parse import quote, urlsplit

from m365bot.settings.console import BACK

SIGN_IN, GO, DONE, HELD, DROP = (
    "/sign-in",
    "/sign-in/go",
    "/sign-in/done",
    "/sign-in/held",
    "/sign-in/held/drop",
)
ACCOUNT = "/sign-in/account"
SIGN_OUT, STATIC = "/sign-out", "/static/"
DOORS = frozenset({SIGN_IN, GO, BACK, DONE, HELD, DROP, SIGN_OUT})
OPEN = frozenset({SIGN_IN, GO, BACK, DONE})  # to whoever is not known yet
_MOST = 2000


def own(text: str) -> str:
    """A page of ours as it was asked for; anything that leads elsewhere, or back to the door, is the first page."""
    if not text.startswith("/") or len(text) > _MOST or not text.isprintable() or "\\" in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or text.startswith("//"):
        return "/"
    is_doors = parts.path.startswith((f"{SIGN_IN}/", f"{SIGN_OUT}/", STATIC)) or parts.path in (
        SIGN_IN,
        SIGN_OUT,
    )
    return "/" if is_doors and parts.path != HELD else text


def sign_in(next_page: str) -> str:
    return f"{SIGN_IN}?next={quote(own(next_page), safe='')}"
