"""One kind of Microsoft 365 thing a file: what it is, how to see it, compare it, write it."""

from m365bot.resources.channel import Channel, General
from m365bot.resources.file import File
from m365bot.resources.folder import ChannelFolder, Folder
from m365bot.resources.guest import Guest
from m365bot.resources.kind import Gone, Resource, Window
from m365bot.resources.member import Member
from m365bot.resources.post import Post
from m365bot.resources.responses import Responses
from m365bot.resources.tab import Tab
from m365bot.resources.team import Team

__all__ = [
    "Channel",
    "ChannelFolder",
    "File",
    "Folder",
    "General",
    "Gone",
    "Guest",
    "Member",
    "Post",
    "Resource",
    "Responses",
    "Tab",
    "Team",
    "Window",
]
