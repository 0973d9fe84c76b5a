"""Which addresses may stand in a text or a tab. Called by links, html and the reader of config/. Pure."""

from urllib.parse import urlsplit

SCHEMES = frozenset({"https", "http", "mailto"})


def names_its_host(address: str) -> bool:
    """Is what stands where the host belongs a host? `https://login.example@evil.example/` only looks like its first name."""
    try:
        parts = urlsplit(address.strip())
        return bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:  # a bracket left open, a port that is none
        return False
