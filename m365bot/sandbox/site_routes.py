"""Sites: by id, by path, of a group, and all of them.

Registered with the router on import; called by the server.
"""

from typing import Any

from m365bot.sandbox import (
    sharepoint_call,
    sharepoint_options,
    sharepoint_pages,
    sharepoint_problems,
    site_json,
)
from m365bot.sandbox.routing import Call, Reply, operation
from m365bot.sandbox.sharepoint import Site


@operation("GET", "/sites/{site-id}", slice="sites", query={"$select"})
def get_site(call: Call) -> Reply:
    return _site(call, sharepoint_call.site(call))


@operation("GET", "/sites/{hostname}:/{server-relative-path}", slice="sites", query={"$select"})
def get_site_by_path(call: Call) -> Reply:
    host, path = call.params["hostname"], call.params["server-relative-path"]
    return _site(call, sharepoint_call.site_by_path(call, host, path))


@operation("GET", "/sites/getAllSites()", slice="sites", query={"$select", "$top", "$skiptoken"})
def list_all_sites(call: Call) -> Reply:
    """Application permissions only."""
    lens = sharepoint_call.lens(call)
    rows, links = sharepoint_pages.page(call, lens.store.live(), lens.store.settings.sites_page)
    value = [_chosen(call, site_json.site_in_all(lens, each)) for each in rows]
    return Reply(200, {**sharepoint_call.context(call, "sites"), **links, "value": value})


@operation("GET", "/sites", slice="sites", query={"$select", "search", "$search"})
def search_sites(call: Call) -> Reply:
    """By word in name or title; those the caller may read."""
    word = (call.query.get("search") or call.query.get("$search") or "").strip('"*').lower()
    lens = sharepoint_call.lens(call)
    found = [each for each in lens.store.live() if word in f"{each.name} {each.title}".lower()]
    allowed = [each for each in found if sharepoint_call.may_read(call, each)]
    value = [_chosen(call, site_json.site(lens, each)) for each in allowed]
    return Reply(200, {**sharepoint_call.context(call, "sites"), "value": value})


@operation("GET", "/groups/{group-id}/sites/{site-id}", slice="groups", query={"$select"})
def get_group_site(call: Call) -> Reply:
    if call.params["site-id"] != "root":
        raise sharepoint_problems.not_found()
    return _site(call, sharepoint_call.group_site(call))


def _site(call: Call, each: Site) -> Reply:
    body = site_json.site(sharepoint_call.lens(call), each)
    return Reply(200, {**sharepoint_call.context(call, "sites/$entity"), **_chosen(call, body)})


def _chosen(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    return sharepoint_options.select(body, call.query.get("$select"), sharepoint_options.SITE, "site")
