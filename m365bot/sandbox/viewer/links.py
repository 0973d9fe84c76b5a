"""Where addresses of Teams and SharePoint lead within the viewer.

Called for tabs, for links in posts, and when such a link is followed. Other addresses stay as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from m365bot.sandbox.viewer import files, news, site_pages
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.files import Folder
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.viewer.teams import Channel, Team

_TEAMS = "teams.microsoft.com"


@dataclass(frozen=True)
class Tab:
    """A tab that somebody added; `outside`: it opens another site in a window of its own."""

    name: str
    href: str
    outside: bool


_HOSTED = re.compile(
    r"https://graph\.microsoft\.com/v1\.0/teams/([^/]+)/channels/([^/]+)/messages/(\d+)/hostedContents/([\w=-]+)/\$value"
)


def hosted(to: Addresses, team: str, channel: str, url: str) -> str:
    """Where a picture that lies in a post of this channel is read from; "" for any other."""
    found = _HOSTED.fullmatch(url)
    if found is None or (found[1], unquote(found[2])) != (team, channel):
        return ""
    return to.hosted(team, channel, found[3], found[4])


def is_inside(url: str) -> bool:
    """Whether the tenant itself holds what the address names."""
    host = urlsplit(url).hostname or ""
    return host.endswith(".sharepoint.com") or host == _TEAMS


async def tabs(graph: Graph, to: Addresses, team: str, channel: str) -> list[Tab]:
    rows = await graph.every(path("teams", team, "channels", channel, "tabs"))
    urls = [_url(row) for row in rows]
    folder = None
    if any(files.is_sharepoint(url) for url in urls):
        folder = await _folder(graph, team, channel)
    return [
        Tab(row["displayName"], *_leads(to, team, channel, url, folder))
        for row, url in zip(rows, urls, strict=True)
    ]


def _url(row: Json) -> str:
    configuration = row.get("configuration") or {}
    return str(configuration.get("websiteUrl") or configuration.get("contentUrl") or "")


def _leads(to: Addresses, team: str, channel: str, url: str, folder: Folder | None) -> tuple[str, bool]:
    """The address, and whether it lies outside."""
    inner = folder.path_of(url) if folder else None
    if inner == "":
        return to.files(team, channel), False
    if is_inside(url):
        return to.link(team, channel, url), False
    return (url, True) if urlsplit(url).scheme in ("https", "http") else ("", True)


async def _folder(graph: Graph, team: str, channel: str) -> Folder | None:
    """None while there is none, or where it may not be seen."""
    try:
        return await files.folder(graph, team, channel)
    except Refused:
        return None


async def followed(
    graph: Graph, to: Addresses, teams: Sequence[Team], at: tuple[Team, Channel], url: str
) -> str | None:
    """The viewer's page for an address; None where the person's tenant has no such thing."""
    nearest = sorted(teams, key=lambda each: each.id != at[0].id)
    if urlsplit(url).hostname == _TEAMS:
        return _of_teams(to, teams, url)
    if site_pages.is_page(url):
        return await _of_page(graph, to, nearest, at[1], url) or await news.address_of(graph, to, url)
    if files.is_sharepoint(url):
        return await _of_sharepoint(graph, to, nearest, url)
    return None


def _of_teams(to: Addresses, teams: Sequence[Team], url: str) -> str | None:
    """…/l/channel/{id}/… or …/l/message/{id}/…"""
    parts = urlsplit(url).path.split("/")
    if len(parts) < 4 or parts[1] != "l" or parts[2] not in ("channel", "message"):
        return None
    key = unquote(parts[3])
    group = parse_qs(urlsplit(url).query).get("groupId", [""])[0]
    for team in teams:
        if team.channel(key) and group in ("", team.id):
            return to.posts(team.id, key)
    return None


async def _of_page(graph: Graph, to: Addresses, teams: Sequence[Team], at: Channel, url: str) -> str | None:
    """Within the channel whose tab was pressed, where its team is the one whose page it is."""
    for team in teams:
        site = await site_pages.of_team(graph, team.id) if team.channels else None
        key = await site_pages.found(graph, site, url) if site else None
        if key:
            return to.site_page(team.id, (team.channel(at.id) or team.channels[0]).id, key)
    return None


async def _of_sharepoint(graph: Graph, to: Addresses, teams: Sequence[Team], url: str) -> str | None:
    for team, channel in ((each, channel) for each in teams for channel in each.channels):
        folder = await _folder(graph, team.id, channel.id)
        inner = folder.path_of(url) if folder else None
        if folder and inner is not None:
            return await _of_file(graph, to, (team, channel), folder, inner)
    return None


async def _of_file(
    graph: Graph, to: Addresses, place: tuple[Team, Channel], folder: Folder, inner: str
) -> str | None:
    team, channel = place[0].id, place[1].id
    if not inner:
        return to.files(team, channel)
    try:
        item = await graph.get(folder.address(inner))
    except Refused as problem:
        if problem.status == 404:
            return None
        raise
    return to.files(team, channel, inner) if "folder" in item else to.open(team, channel, inner)
