"""Brings every simulated operation in: importing it registers them.

Imported by the server and by coverage.
"""

from m365bot.sandbox.directory import (
    deleted_routes,
    group_people_routes,
    group_routes,
    invitation_routes,
    organization_routes,
    user_routes,
)
from m365bot.sandbox.entra import app_routes
from m365bot.sandbox.outlook import folder_routes
from m365bot.sandbox.outlook import message_routes as mail_routes
from m365bot.sandbox.sharepoint import routes as sharepoint_routes
from m365bot.sandbox.teams import (
    channel_people_routes,
    channel_routes,
    chat_message_routes,
    chat_routes,
    hosted_routes,
    message_delta_routes,
    message_routes,
    reaction_routes,
    reply_routes,
    tab_routes,
    team_people_routes,
    team_routes,
)
from m365bot.sandbox.wire import batch
from m365bot.sandbox.wire.routing import Operation, all_operations

__all__ = [
    "app_routes",
    "batch",
    "channel_people_routes",
    "channel_routes",
    "chat_message_routes",
    "chat_routes",
    "deleted_routes",
    "every",
    "folder_routes",
    "group_people_routes",
    "group_routes",
    "hosted_routes",
    "invitation_routes",
    "mail_routes",
    "message_delta_routes",
    "message_routes",
    "organization_routes",
    "reaction_routes",
    "reply_routes",
    "sharepoint_routes",
    "tab_routes",
    "team_people_routes",
    "team_routes",
    "user_routes",
]


def every() -> list[Operation]:
    return all_operations()
