"""One kind of Microsoft 365 thing a file: what it is, how to see it, compare it, write it."""

from m365bot.resources.bounds import Window
from m365bot.resources.kind import Gone, Resource
from m365bot.resources.kinds.agenda import Agenda
from m365bot.resources.kinds.announcement import Announcement
from m365bot.resources.kinds.answer_list import AnswerList
from m365bot.resources.kinds.back_issues import BackIssues
from m365bot.resources.kinds.channel import Channel, General
from m365bot.resources.kinds.chat_message import ChatMessage
from m365bot.resources.kinds.figures import Figures
from m365bot.resources.kinds.file import File
from m365bot.resources.kinds.folder import ChannelFolder, Folder
from m365bot.resources.kinds.guest import Guest
from m365bot.resources.kinds.issue_file import IssueFile
from m365bot.resources.kinds.mail import Mail
from m365bot.resources.kinds.mailing import Mailing
from m365bot.resources.kinds.member import Member
from m365bot.resources.kinds.news_draft import NewsDraft
from m365bot.resources.kinds.news_page import NewsPage
from m365bot.resources.kinds.officers_book import OfficersBook
from m365bot.resources.kinds.own_record import OwnRecord
from m365bot.resources.kinds.page import Page
from m365bot.resources.kinds.picture import Picture
from m365bot.resources.kinds.post import Post
from m365bot.resources.kinds.private_folder import PrivateFolder
from m365bot.resources.kinds.readers import Readers
from m365bot.resources.kinds.responses import Responses
from m365bot.resources.kinds.tab import Tab
from m365bot.resources.kinds.team import Team
from m365bot.resources.kinds.unfresh import Unfresh
from m365bot.resources.kinds.unusable import Unusable

__all__ = [
    "Agenda",
    "Announcement",
    "AnswerList",
    "BackIssues",
    "Channel",
    "ChannelFolder",
    "ChatMessage",
    "Figures",
    "File",
    "Folder",
    "General",
    "Gone",
    "Guest",
    "IssueFile",
    "Mail",
    "Mailing",
    "Member",
    "NewsDraft",
    "NewsPage",
    "OfficersBook",
    "OwnRecord",
    "Page",
    "Picture",
    "Post",
    "PrivateFolder",
    "Readers",
    "Resource",
    "Responses",
    "Tab",
    "Team",
    "Unfresh",
    "Unusable",
    "Window",
]
