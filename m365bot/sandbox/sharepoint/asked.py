"""What the routes of sites, drives, lists and pages need of a request: what it names, who asks, if they may.

Called by those routes only. A delegated caller reads and writes the files of teams and private channels they
are a member of, and what they were invited to; guests see no other sites (the token's permissions are judged
before, for all).
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from m365bot.sandbox.sharepoint import access, problems
from m365bot.sandbox.sharepoint.hand import Hand
from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.stored import users_list as users
from m365bot.sandbox.stored.drive import Drive, Identity, Item
from m365bot.sandbox.stored.sharepoint import SharePoint, Site
from m365bot.sandbox.stored.sharepoint_list import SharePointList
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.paths import encoded

_GRAPH = "graph.microsoft.com"
_SHAREPOINT_APP = "SharePoint App"  # who has written where an app did (docs/facts.md 132)
_BETWEEN_TAGS = re.compile(r",(?=\s*(?:W/)?\"|\*)")

# What is named


def store(call: Call) -> SharePoint:
    return call.tenant.sites


def site(call: Call) -> Site:
    """{site-id}: root, a host name, a whole id, its collection, or host:/path."""
    key = call.params["site-id"]
    if ":" in key:
        host, _, path = key.partition(":")
        return site_by_path(call, host, path)
    if key.lower() in ("root", store(call).settings.hostname):
        return _open(call, store(call).site_at(""))
    wanted = key.lower()
    found = (
        each for each in store(call).live() if wanted in (each.id.lower(), each.id.lower().split(",")[1])
    )
    return _open(call, next(found, None))


def site_by_path(call: Call, host: str, path: str) -> Site:
    if host.lower() != store(call).settings.hostname:
        raise problems.invalid(f"Invalid hostname for this tenancy: '{host}'.")
    return _open(call, store(call).site_at(path.strip(":")))


def group_site(call: Call) -> Site:
    """404 while it is being made, also for an unknown group (docs/facts.md 20)."""
    group = call.tenant.group(call.params["group-id"])
    found = store(call).group_site(group.id) if group and call.tenant.passed(group.seen_at) else None
    return _open(call, found)


def drive(call: Call) -> Drive:
    found = _drive(call)
    _open(call, store(call).sites[found.site_id])
    return found


def item(call: Call) -> tuple[Drive, Item]:
    """Also for somebody who was invited to it and may not read the rest of the site."""
    of = _drive(call)
    found = of.get(call.params["driveItem-id"])
    return of, _allowed(call, of, found)


def item_by_path(call: Call) -> tuple[Drive, Item]:
    of = _drive(call)
    found = of.at_path(segments(call.params["item-path"]))
    return of, _allowed(call, of, found)


def _drive(call: Call) -> Drive:
    """Whoever asks."""
    found = store(call).drives.get(call.params["drive-id"])
    if found is None:
        raise problems.not_found()
    _ready(call, store(call).sites[found.site_id])
    found.settle(call.clock.timestamp())
    return found


def _allowed(call: Call, of: Drive, found: Item | None) -> Item:
    if found is None:
        _open(
            call, store(call).sites[of.site_id]
        )  # who may not read the site, learns nothing of what is in it
        raise problems.not_found()
    check(call, of, found)
    return found


def sharepoint_list(call: Call) -> SharePointList:
    """{list-id}: the id or the title (docs/facts.md 47)."""
    of, key = site(call), call.params["list-id"].lower()
    for each in store(call).lists_of(of):
        if _is_called(each, key):
            return each
    if call.method == "GET" and _is_called(people := users_list(call, of), key):  # made of everybody: last
        return people
    raise problems.not_found()


def _is_called(each: SharePointList, key: str) -> bool:
    return key in (each.id.lower(), each.display_name.lower(), each.name.lower())


def users_list(call: Call, of: Site) -> SharePointList:
    """The site's hidden list of users."""
    return users.of_site(of.id, of.created, call.tenant.users.values())


def segments(path: str) -> list[str]:
    names = [name for name in path.split("/") if name]
    if not names:
        raise problems.bad_name("The path is empty.")
    return names


# Who asks


def by(call: Call) -> Identity:
    app = call.tenant.apps.get(call.token.app_id)
    shown: Identity = {
        "application": {"id": call.token.app_id, "displayName": app.display_name if app else ""}
    }
    if call.app_only:
        nobody = {"user": {"displayName": _SHAREPOINT_APP}}
        return {**shown, **nobody} if call.tenant.weather.holds("uploads_name_app") else nobody
    person = call.caller
    user = {"id": person.id, "displayName": person.display_name, "email": person.mail or person.upn}
    return {**shown, "user": user}


def hand(call: Call, of: Drive) -> Hand:
    return Hand(store(call), of, by(call), call.now, call.tenant.weather.seconds("hashes_late_s"))


def lens(call: Call) -> Lens:
    return Lens(store(call), _contents(call), call.now)


def _contents(call: Call) -> str:
    """Where contents lie: behind Graph's real name on SharePoint's, else on the host that was asked.

    Clients drop their token only where a redirect leads to another host (docs/facts.md 59).
    """
    named = urlsplit(call.origin).hostname == _GRAPH
    return f"https://{store(call).settings.hostname}" if named else call.origin


def may_read(call: Call, each: Site) -> bool:
    user_id = call.token.user_id
    return user_id is None or access.reads(call.tenant, each, user_id)


def may(call: Call, of: Drive, each: Item, role: str) -> bool:
    """May who asks read or write this item?"""
    user_id = call.token.user_id
    return user_id is None or access.may(call.tenant, store(call).sites[of.site_id], of, each, user_id, role)


def check(call: Call, of: Drive, each: Item) -> None:
    """403 where who asks may not do with an item what this request does."""
    if not may(call, of, each, access.READ if call.method == "GET" else access.WRITE):
        raise problems.denied()


def check_way(call: Call, of: Drive, start: Item, names: list[str]) -> None:
    """403 where the last of what is there, on the way to what is to be made, may not be written in."""
    for name in names:
        if (following := of.child(start, name)) is None:
            break
        start = following
    check(call, of, start)


def _open(call: Call, found: Site | None) -> Site:
    found = _ready(call, found)
    if not may_read(call, found):
        raise problems.denied()
    return found


def _ready(call: Call, found: Site | None) -> Site:
    if found is None or found.removed:
        raise problems.not_found()
    if found.ready_at > call.clock.timestamp():
        raise problems.being_provisioned()
    return found


# What it carries, and how answers point on


def body(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise problems.invalid("The body must be an object.")
    return call.body


def content(call: Call) -> bytes:
    return call.body if isinstance(call.body, bytes) else b""


def header(call: Call, name: str) -> str:
    return call.headers.get(name.lower(), "")


def tags(call: Call, name: str) -> list[str]:
    """The eTags of a conditional header, weak marks left out."""
    return [each.strip().removeprefix("W/") for each in _BETWEEN_TAGS.split(header(call, name))]


def check_match(call: Call, e_tag: str) -> None:
    """412 where If-Match names another state (docs/facts.md 58)."""
    wanted = header(call, "If-Match")
    if wanted and wanted.strip() != "*" and e_tag not in tags(call, "If-Match"):
        raise problems.etag_mismatch()


def context(call: Call, tail: str) -> dict[str, Any]:
    return {"@odata.context": f"{call.root}/$metadata#{tail}"}


def link(call: Call, **options: str) -> str:
    """This request's address again with other options; the rest of the query stays."""
    query = {**{key: value for key, value in call.query.items() if key not in options}, **options}
    text = "&".join(f"{quote(key, safe='$')}={quote(value, safe='(),$=')}" for key, value in query.items())
    return f"{call.root}{encoded(call.path)}?{text}"
