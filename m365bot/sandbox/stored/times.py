"""Times as SharePoint writes them.

Called by all state of sites, drives and lists. Pure.
"""

from datetime import UTC, datetime


def stamp(now: datetime) -> str:
    """In UTC, to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
