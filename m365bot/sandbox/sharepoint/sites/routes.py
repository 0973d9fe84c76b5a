"""Sites: by id, by path, of a group, and all of them.

Registered with the router on import; called by the server.
"""

from typing import Any

from m365bot.sandbox.sharepoint import asked, options, pages, permissions, problems
from m365bot.sandbox.sharepoint.sites import as_json
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import app_only
from m365bot.sandbox.wire.routing import operation


@operation("GET", "/sites/{site-id}", slice="sites", needs=permissions.READ_SITES, query={"$select"})
def get_site(call: Call) -> Reply:
    return _site(call, asked.site(call))


@operation(
    "GET",
    "/sites/{hostname}:/{server-relative-path}",
    slice="sites",
    needs=permissions.READ_SITES,
    query={"$select"},
)
def get_site_by_path(call: Call) -> Reply:
    host, path = call.params["hostname"], call.params["server-relative-path"]
    return _site(call, asked.site_by_path(call, host, path))


@operation(
    "GET",
    "/sites/getAllSites()",
    slice="sites",
    needs=app_only("Sites.Read.All Sites.ReadWrite.All"),
    query={"$select", "$top", "$skiptoken"},
)
def list_all_sites(call: Call) -> Reply:
    """Application permissions only."""
    lens = asked.lens(call)
    rows, links = pages.page(call, lens.store.live(), lens.store.settings.sites_page)
    value = [_chosen(call, as_json.site_in_all(lens, each)) for each in rows]
    return Reply(200, {**asked.context(call, "sites"), **links, "value": value})


@operation(
    "GET", "/sites", slice="sites", needs=permissions.READ_SITES, query={"$select", "search", "$search"}
)
def search_sites(call: Call) -> Reply:
    """By word in name or title; those the caller may read."""
    word = (call.query.get("search") or call.query.get("$search") or "").strip('"*').lower()
    lens = asked.lens(call)
    found = [each for each in lens.store.live() if word in f"{each.name} {each.title}".lower()]
    allowed = [each for each in found if asked.may_read(call, each)]
    value = [_chosen(call, as_json.site(lens, each)) for each in allowed]
    return Reply(200, {**asked.context(call, "sites"), "value": value})


@operation(
    "GET",
    "/groups/{group-id}/sites/{site-id}",
    slice="groups",
    needs=permissions.READ_SITES,
    query={"$select"},
)
def get_group_site(call: Call) -> Reply:
    if call.params["site-id"] != "root":
        raise problems.not_found()
    return _site(call, asked.group_site(call))


def _site(call: Call, each: Site) -> Reply:
    body = as_json.site(asked.lens(call), each)
    return Reply(200, {**asked.context(call, "sites/$entity"), **_chosen(call, body)})


def _chosen(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    return options.select(body, call.query.get("$select"), options.SITE, "site")
