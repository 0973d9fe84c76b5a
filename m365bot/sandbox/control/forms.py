"""People who answer a form: their answers reach a list, as a Power Automate flow would bring them.

Called by the control API (POST /control/forms). The first answer makes the list; each question gets a column
by the name people see; answers are kept as they are given. Answers to a workbook's form wait until somebody opens it.
"""

from typing import Any

from m365bot.sandbox.control import workbooks
from m365bot.sandbox.sharepoint.lists.routes import new_list
from m365bot.sandbox.stored import columns
from m365bot.sandbox.stored.sharepoint import SharePoint, Site
from m365bot.sandbox.stored.sharepoint_list import SharePointList, is_empty
from m365bot.sandbox.stored.times import stamp
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem

OFFICERS_NICKNAME = "dx-office"
_FLOW = {"user": {"displayName": "Power Automate"}}
_KNOWN = {"list", "workbook", "site", "answers", "open"}


def submit(tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    """Of answers to a list: {list, site, items: their ids}; to a workbook, and of opening one: {site, drive, item,
    waiting: how many answers are not in it}. Problems name what is wrong with the request.
    """
    for name in sorted(set(body) - _KNOWN):
        raise GraphProblem(400, "invalidRequest", f"'{name}' is not known here.")
    wanted = [name for name in ("list", "workbook", "open") if body.get(name)]
    answers = body.get("answers")
    if len(wanted) != 1 or (wanted[0] == "open") == isinstance(answers, list):
        raise GraphProblem(400, "invalidRequest", "Give 'list' or 'workbook' with 'answers', or 'open'.")
    if wanted[0] == "list":
        return _to_list(tenant, body)
    site, path = _place(tenant, body, str(body[wanted[0]]))
    if wanted[0] == "open":
        return workbooks.opened(tenant, site, path)
    return workbooks.answered(tenant, site, path, body["answers"])


def _to_list(tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    place, _, title = str(body["list"]).rpartition("/")
    site = site_named(tenant, body.get("site"), place)
    filled = _list(tenant, site, title)
    return {
        "list": filled.id,
        "site": site.id,
        "items": [_add(tenant, filled, answer) for answer in body["answers"]],
    }


def _place(tenant: Tenant, body: dict[str, Any], written: str) -> tuple[Site, str]:
    """team:/path, channel/path of a private channel's own site, or a path in the site's documents."""
    team, found, path = written.partition(":/")
    if found:
        return site_named(tenant, body.get("site") or team, ""), path
    site = site_named(tenant, body.get("site"), "") if body.get("site") else None
    channel, _, rest = written.partition("/")
    for each in tenant.live_teams() if site is None or site.group_id else ():
        for one in each.live():
            own = site is None or site.group_id == each.id
            if own and rest and one.display_name == channel and one.kind == "private":
                found_site = next((s for s in tenant.sites.live() if s.channel_id == one.id), None)
                if found_site:
                    return found_site, rest
    return site or site_named(tenant, None, ""), written


def site_named(tenant: Tenant, wanted: str | None, place: str) -> Site:
    """The site named, else the team the path begins with, else the officers' team's, else the only team's."""
    if wanted:
        found = _site_by_url(tenant.sites, wanted) or _team_site(tenant, wanted)
    else:
        named = _team_site(tenant, place) if place else None
        found = named or _team_site(tenant, OFFICERS_NICKNAME) or _only_team_site(tenant)
    if found is None:
        teams = (
            ", ".join(sorted(tenant.groups[each.id].display_name for each in tenant.live_teams())) or "none"
        )
        what = (
            f"There is no site '{wanted}'." if wanted else "Give 'site': a team's name or a site's address."
        )
        raise GraphProblem(404, "itemNotFound", f"{what} Teams: {teams}.")
    return found


def _only_team_site(tenant: Tenant) -> Site | None:
    teams = list(tenant.live_teams())
    return tenant.sites.group_site(teams[0].id) if len(teams) == 1 else None


def _site_by_url(store: SharePoint, url: str) -> Site | None:
    _, scheme, rest = url.partition("://")
    return store.site_at(rest.partition("/")[2]) if scheme else None


def _team_site(tenant: Tenant, name: str) -> Site | None:
    """By the team's display name or nickname."""
    for group in tenant.groups.values():
        if name in (group.display_name, group.mail_nickname) and group.deleted_at is None:
            return tenant.sites.group_site(group.id)
    return None


def _list(tenant: Tenant, site: Site, title: str) -> SharePointList:
    store = tenant.sites
    for each in store.lists_of(site):
        if each.display_name == title:
            return each
    return new_list(store, site.id, title, stamp(tenant.clock.now()), _FLOW)


def _add(tenant: Tenant, filled: SharePointList, answer: dict[str, Any]) -> str:
    values = {}
    for shown, value in answer.items():
        if not is_empty(value) or filled.column_shown(shown) is None:
            values[_column_name(tenant.sites, filled, shown, value)] = value
    item = filled.add(values, tenant.sites.guid(), stamp(tenant.clock.now()), _FLOW)
    tenant.changes += 1
    return item.id


def _column_name(store: SharePoint, filled: SharePointList, shown: str, value: Any) -> str:
    """A question without a column gets one, of the type its first answer suggests."""
    found = filled.column_shown(shown)
    if found is None or found.read_only:
        kind, facet = columns.kind_of(value)
        taken = [column.name for column in filled.columns]
        found = columns.new_column(store.guid(), shown, kind, facet, taken)
        filled.columns.append(found)
    return found.name
