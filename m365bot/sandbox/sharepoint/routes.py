"""Brings all routes of sites, drives and lists in: importing it registers them.

Imported by the server.
"""

from m365bot.sandbox.sharepoint.drives import content_routes as drive_content_routes
from m365bot.sandbox.sharepoint.drives import delta_routes as drive_delta_routes
from m365bot.sandbox.sharepoint.drives import item_routes as drive_item_routes
from m365bot.sandbox.sharepoint.drives import permission_routes as drive_permission_routes
from m365bot.sandbox.sharepoint.drives import routes as drive_routes
from m365bot.sandbox.sharepoint.drives import upload_routes as drive_upload_routes
from m365bot.sandbox.sharepoint.lists import item_routes as list_item_routes
from m365bot.sandbox.sharepoint.lists import routes as list_routes
from m365bot.sandbox.sharepoint.site_pages import analytics_routes as page_analytics_routes
from m365bot.sandbox.sharepoint.site_pages import routes as page_routes
from m365bot.sandbox.sharepoint.sites import permission_routes as site_permission_routes
from m365bot.sandbox.sharepoint.sites import routes as site_routes

__all__ = [
    "drive_content_routes",
    "drive_delta_routes",
    "drive_item_routes",
    "drive_permission_routes",
    "drive_routes",
    "drive_upload_routes",
    "list_item_routes",
    "list_routes",
    "page_analytics_routes",
    "page_routes",
    "site_permission_routes",
    "site_routes",
]
