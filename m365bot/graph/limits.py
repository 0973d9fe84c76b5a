"""Which documented limits a request counts against.

Called by the sender for each request. Pure: judges method and path alone. Figures are those of docs/facts.md,
limits; each is a setting.
"""

import zlib
from dataclasses import dataclass
from enum import StrEnum

from m365bot.graph import paths
from m365bot.programme import materials

BEAT = 1.02  # seconds; a beat of 1.00 s broke a strict window of one second by jitter
MINUTE = 60.6
FIVE_MINUTES = 303.0


class Counting(StrEnum):
    """What counts against a limit: requests sent within a period, or requests under way at once."""

    SENT = "sent"
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Rule:
    """At most `limit` requests a `period` (seconds) in this scope; no limit: the scope can only be blocked.

    `beats`: reads wait for the scope's next beat rather than trickle, so that they go together.
    """

    scope: str
    limit: int | None = None
    period: float = BEAT
    beats: bool = False
    counting: Counting = Counting.SENT


@dataclass(frozen=True)
class Limits:
    """Requests per app: a beat for Teams, a minute for single member adds, five minutes for sharing.

    simple_upload: bytes up to which a file goes in one request; largest_simple_upload: up to which it may. uploads: large
    files at once.
    """

    teams: int = 30
    team: int = 4
    channel: int = 1
    channels_made: int = 1
    channels_listed: int = 1
    members_added: int = 4
    sharing: int = 300
    mailbox: int = 4
    mails_sent: int = 30
    simple_upload: int = 4 * 1024 * 1024
    largest_simple_upload: int = materials.IN_ONE_REQUEST
    uploads: int = 3


def rules(method: str, path: str, limits: Limits) -> tuple[Rule, ...]:
    """The rules a request falls under, the widest first, the narrowest last."""
    match paths.segments(path):
        case ["teams", team, *rest]:
            return _team(method, team, rest, limits)
        case ["groups", group, "team", *_]:
            return _team(method, group, [], limits)
        case ["chats", chat, *rest]:
            return _chat(method, chat, rest, limits)
        case ["users" | "me", *rest] if mailbox := _mailbox(rest):
            return (
                Rule("mail"),
                *_sending(method, rest, mailbox, limits),
                Rule(f"mailbox:{mailbox}", limits.mailbox, 0.0, counting=Counting.UNDER_WAY),
            )
        case ["drives" | "sites" | "shares", *rest]:
            return _sharepoint(rest, limits)
        case ["users" | "groups", _, "drive" | "drives" | "sites", *rest]:
            return _sharepoint(rest, limits)
        case _:
            return (Rule("directory"),)


def _team(method: str, team: str, rest: list[str], limits: Limits) -> tuple[Rule, ...]:
    # A channel's request counts for its team too (docs/facts.md 45).
    wide = (Rule("teams", limits.teams), Rule(f"team:{team}", limits.team, beats=True))
    match method, rest:
        case "POST", ["channels"]:
            return (*wide, Rule(f"channels made:{team}", limits.channels_made))
        case "GET", ["channels" | "allChannels"]:
            return (*wide, Rule(f"channels listed:{team}", limits.channels_listed))
        case "POST", ["members"]:
            return (*wide, Rule(f"members added:{team}", limits.members_added, MINUTE))
        case _, ["channels", channel, *_]:
            return (*wide, Rule(f"channel:{channel}", limits.channel))
        case _, ["primaryChannel", *_]:
            return (*wide, Rule(f"primary channel:{team}", limits.channel))
    return wide


def _chat(method: str, chat: str, rest: list[str], limits: Limits) -> tuple[Rule, ...]:
    wide = (Rule("teams", limits.teams), Rule(f"chat:{chat}", limits.channel))
    if method in ("POST", "DELETE") and rest[:1] == ["members"]:
        return (*wide, Rule(f"members added:{chat}", limits.members_added, MINUTE))
    return wide


def _sending(method: str, rest: list[str], mailbox: str, limits: Limits) -> tuple[Rule, ...]:
    """What is over is accepted all the same, and late or returned (docs/facts.md outlook.rate). Names nobody."""
    if method != "POST" or rest[-1].lower() not in ("send", "sendmail"):
        return ()
    return (Rule(f"mails sent:{zlib.crc32(mailbox.encode()):08x}", limits.mails_sent, MINUTE),)


def _mailbox(rest: list[str]) -> str:
    words = {"messages", "mailfolders", "sendmail", "events", "calendar", "calendarview"}
    for at, part in enumerate(rest[:2]):
        if part.lower() in words:
            return rest[0] if at else "me"
    return ""


def _sharepoint(rest: list[str], limits: Limits) -> tuple[Rule, ...]:
    if {"invite", "createLink", "permissions"} & set(rest):
        return (Rule("sharepoint"), Rule("sharing", limits.sharing, FIVE_MINUTES))
    return (Rule("sharepoint"),)
