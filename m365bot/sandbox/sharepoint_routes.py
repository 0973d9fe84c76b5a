"""Brings all routes of sites, drives and lists in: importing it registers them.

Imported by the server.
"""

from m365bot.sandbox import (
    drive_content_routes,
    drive_delta_routes,
    drive_item_routes,
    drive_routes,
    list_item_routes,
    list_routes,
    site_routes,
)

__all__ = [
    "drive_content_routes",
    "drive_delta_routes",
    "drive_item_routes",
    "drive_routes",
    "list_item_routes",
    "list_routes",
    "site_routes",
]
