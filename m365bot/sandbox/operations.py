"""Brings every simulated operation in: importing it registers them.

Imported by the server and by coverage.
"""

from m365bot.sandbox import batch, sharepoint_routes
from m365bot.sandbox.routing import Operation, all_operations

__all__ = ["batch", "every", "sharepoint_routes"]


def every() -> list[Operation]:
    return all_operations()
