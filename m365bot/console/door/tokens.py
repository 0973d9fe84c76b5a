"""Secrets that a browser is known by, and what is made of them.

Called by this package. The database holds digests alone; what a form brings along is made of the session's own secret.
"""

import hashlib
import hmac
import secrets


def new() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """As the database knows it."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_forms(token: str) -> str:
    """What each form of this session brings along; the session's secret cannot be told from it."""
    return hmac.new(token.encode(), b"forms", hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared so that the time it takes tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
