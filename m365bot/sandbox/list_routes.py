"""Lists of a site and their columns.

Registered with the router on import; called by the server. Rows lie in list_item_routes.
"""

from typing import Any

from m365bot.sandbox import columns, list_json, sharepoint_call, sharepoint_options, sharepoint_problems
from m365bot.sandbox.columns import Column
from m365bot.sandbox.lists import SharePointList
from m365bot.sandbox.routing import Call, Reply, operation
from m365bot.sandbox.sharepoint import SharePoint
from m365bot.sandbox.sharepoint_times import stamp

_LISTS = "/sites/{site-id}/lists"
_LIST = "/sites/{site-id}/lists/{list-id}"
_COLUMN = {
    "name", "displayName", "description", "indexed", "required", "hidden", "enforceUniqueValues",
    "columnGroup", *columns.TYPES,
}  # fmt: skip


@operation("GET", _LISTS, slice="sites", query={"$select", "$expand"})
def list_lists(call: Call) -> Reply:
    site = sharepoint_call.site(call)
    value = [_list(call, each) for each in sharepoint_call.store(call).lists_of(site)]
    return Reply(200, {**sharepoint_call.context(call, f"sites('{site.id}')/lists"), "value": value})


@operation(
    "POST",
    _LISTS,
    slice="sites",
    body={"displayName": str, "name": str, "description": str, "columns": [dict], "list": dict},
)
def make_list(call: Call) -> Reply:
    site, body = sharepoint_call.site(call), sharepoint_call.body(call)
    store, title = sharepoint_call.store(call), str(body.get("displayName") or body.get("name") or "")
    if not title:
        raise sharepoint_problems.invalid("A list needs a displayName.")
    if any(each.display_name.lower() == title.lower() for each in store.lists_of(site)):
        raise sharepoint_problems.name_taken()
    made = new_list(store, site.id, title, stamp(call.now), sharepoint_call.by(call))
    made.description = str(body.get("description") or "")
    made.template = (body.get("list") or {}).get("template") or "genericList"
    for wanted in body.get("columns") or []:
        _add_column(store, made, wanted)
    return Reply(201, {**sharepoint_call.context(call, "lists/$entity"), **_list(call, made)})


@operation("GET", _LIST, slice="sites", query={"$select", "$expand"})
def get_list(call: Call) -> Reply:
    found = sharepoint_call.sharepoint_list(call)
    body = _list(call, found)
    return Reply(200, {**sharepoint_call.context(call, "lists/$entity"), **body}, {"ETag": found.e_tag})


@operation("DELETE", _LIST, slice="sites")
def delete_list(call: Call) -> Reply:
    found = sharepoint_call.sharepoint_list(call)
    del sharepoint_call.store(call).lists[found.id]
    return Reply(204)


@operation("GET", f"{_LIST}/columns", slice="sites", query={"$select"})
def list_columns(call: Call) -> Reply:
    found = sharepoint_call.sharepoint_list(call)
    value = [_shown(call, each) for each in found.columns]
    return Reply(200, {**sharepoint_call.context(call, f"lists('{found.id}')/columns"), "value": value})


@operation("POST", f"{_LIST}/columns", slice="sites", body=_COLUMN)
def make_column(call: Call) -> Reply:
    found = sharepoint_call.sharepoint_list(call)
    made = _add_column(sharepoint_call.store(call), found, sharepoint_call.body(call))
    return Reply(201, {**sharepoint_call.context(call, "columns/$entity"), **list_json.column(made)})


@operation("GET", f"{_LIST}/columns/{{columnDefinition-id}}", slice="sites", query={"$select"})
def get_column(call: Call) -> Reply:
    found = _column(call)
    return Reply(200, {**sharepoint_call.context(call, "columns/$entity"), **_shown(call, found)})


@operation("PATCH", f"{_LIST}/columns/{{columnDefinition-id}}", slice="sites", body=_COLUMN)
def change_column(call: Call) -> Reply:
    found, body = _column(call), sharepoint_call.body(call)
    found.display_name = body.get("displayName", found.display_name)
    found.description = body.get("description", found.description)
    found.indexed = body.get("indexed", found.indexed)
    found.required = body.get("required", found.required)
    return Reply(200, {**sharepoint_call.context(call, "columns/$entity"), **_shown(call, found)})


def new_list(store: SharePoint, site_id: str, title: str, at: str, by: dict[str, Any]) -> SharePointList:
    """An empty list with the columns every list has."""
    made = SharePointList(store.guid(), site_id, title, title, at, at, by)
    made.columns = columns.built_in([store.guid() for _ in range(columns.BUILT_IN_COUNT)])
    store.lists[made.id] = made
    return made


def _add_column(store: SharePoint, to: SharePointList, body: dict[str, Any]) -> Column:
    kinds = [kind for kind in columns.TYPES if kind in body]
    shown = str(body.get("displayName") or body.get("name") or "")
    if len(kinds) != 1 or not shown:
        raise sharepoint_problems.invalid("A column needs a name and exactly one type.")
    name = str(body.get("name") or shown)
    made = columns.new_column(
        store.guid(), name, kinds[0], body[kinds[0]] or {}, (c.name for c in to.columns)
    )
    made.display_name = shown
    made.description = str(body.get("description") or "")
    made.indexed = bool(body.get("indexed", False))
    made.required = bool(body.get("required", False))
    to.columns.append(made)
    return made


def _column(call: Call) -> Column:
    """By id or by internal name."""
    key = call.params["columnDefinition-id"]
    for column in sharepoint_call.sharepoint_list(call).columns:
        if key in (column.id, column.name):
            return column
    raise sharepoint_problems.not_found()


def _shown(call: Call, column: Column) -> dict[str, Any]:
    body, wanted = list_json.column(column), call.query.get("$select")
    return sharepoint_options.select(body, wanted, sharepoint_options.COLUMN, "columnDefinition")


def _list(call: Call, each: SharePointList) -> dict[str, Any]:
    body = list_json.sharepoint_list(sharepoint_call.lens(call), each)
    chosen = sharepoint_options.select(body, call.query.get("$select"), sharepoint_options.LIST, "list")
    for expand in sharepoint_options.expands(call.query.get("$expand"), ("columns",)):
        chosen[expand.name] = [list_json.column(column) for column in each.columns]
    return chosen
