"""Addresses that settings may hold: where Graph and sign-in are, by cloud, and which address is this machine's.

Called by the model of the settings, and by whoever must know that a host is this machine. Never asks the network.
"""

import ipaddress
from urllib.parse import urlsplit

from pydantic import SecretStr

GRAPH = {
    "global": "https://graph.microsoft.com/v1.0",
    "gcc-high": "https://graph.microsoft.us/v1.0",
    "dod": "https://dod-graph.microsoft.us/v1.0",
    "china": "https://microsoftgraph.chinacloudapi.cn/v1.0",
}


AUTHORITY = {
    "global": "https://login.microsoftonline.com",
    "gcc-high": "https://login.microsoftonline.us",
    "dod": "https://login.microsoftonline.us",
    "china": "https://login.chinacloudapi.cn",
}


def version_root(url: str) -> str:
    """Anything else would be answered 404, whatever is asked."""
    if url and not urlsplit(url).path.rstrip("/").endswith("/v1.0"):
        raise ValueError("not a version root")
    return url


def of_this_machine(url: str) -> str:
    """A clock from elsewhere could move planning's now, and with it what is sent."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise ValueError("no address on this machine")
    return url


def of_a_watcher(url: SecretStr) -> SecretStr:
    """Jobs' names are put below it; who has it may speak for us, so it goes nowhere without TLS."""
    parts = urlsplit(url.get_secret_value())
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not (is_safe and parts.hostname) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("no address of a watcher")
    return url


def of_a_console(url: str) -> str:
    """Scheme and host alone: cookies and addresses of pages are its own."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("no address of pages")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.port == 0:
        raise ValueError("more than an address")
    return url


def of_config(source: str) -> str:
    """A folder in the documents of the officers' team."""
    team, _, path = source.removeprefix("site:").partition("/")
    is_one = source.startswith("site:") and team.strip() and path.strip("/ ")
    if source and not (is_one and ".." not in path.split("/")):
        raise ValueError("not site:TEAM/FOLDER")
    return source


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def database(url: str) -> str:
    if url.partition("://")[0] not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError("neither SQLite nor PostgreSQL")
    return url
