"""Lists of a site and their columns.

Registered with the router on import; called by the server. Rows lie in list_item_routes.
"""

from collections.abc import Container
from typing import Any

from m365bot.sandbox.sharepoint import asked, options, page_library, permissions, problems
from m365bot.sandbox.sharepoint.lists import as_json
from m365bot.sandbox.stored import columns
from m365bot.sandbox.stored.columns import Column
from m365bot.sandbox.stored.sharepoint import SharePoint
from m365bot.sandbox.stored.sharepoint_list import SharePointList
from m365bot.sandbox.stored.times import stamp
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.routing import operation

_LISTS = "/sites/{site-id}/lists"
_LIST = "/sites/{site-id}/lists/{list-id}"
_COLUMN = {
    "name",
    "displayName",
    "description",
    "indexed",
    "required",
    "hidden",
    "enforceUniqueValues",
    "columnGroup",
    *columns.TYPES,
}
LONGEST_NAME = 255  # docs/facts.md lists.columns
_MANAGE = one_of("Sites.Manage.All Sites.FullControl.All")
_READ_COLUMNS = one_of("Sites.Read.All Sites.ReadWrite.All Sites.Manage.All Sites.FullControl.All")


@operation("GET", _LISTS, slice="sites", needs=permissions.READ_SITES, query={"$select", "$expand"})
def list_lists(call: Call) -> Reply:
    site = asked.site(call)
    wanted = [name.strip() for name in call.query.get("$select", "").split(",")]
    system = [asked.users_list(call, site)] if "system" in wanted else []  # shown only where it is asked for
    value = [_list(call, each) for each in (*asked.store(call).lists_of(site), *system)]
    if asked.store(call).pages_of(site):  # every site has one; here it shows once there is a page in it
        pages = page_library.of_site(asked.lens(call), site)
        value.append(options.select(pages, call.query.get("$select"), options.LIST, "list"))
    return Reply(200, {**asked.context(call, f"sites('{site.id}')/lists"), "value": value})


@operation(
    "POST",
    _LISTS,
    slice="sites",
    needs=one_of("Sites.Manage.All Sites.ReadWrite.All", person="Sites.Manage.All"),
    body={"displayName": str, "name": str, "description": str, "columns": [dict], "list": dict},
)
def make_list(call: Call) -> Reply:
    site, body = asked.site(call), asked.body(call)
    store, title = asked.store(call), str(body.get("displayName") or "")
    if "name" in body:  # docs/facts.md lists.made
        raise problems.invalid(
            "Cannot define a 'name' for a list as it is assigned by the server. Instead, provide 'displayName'"
        )
    if not title:
        raise problems.invalid("A list needs a displayName.")
    if any(each.display_name.lower() == title.lower() for each in store.lists_of(site)):
        raise problems.name_taken()
    made = new_list(store, site.id, title, stamp(call.now), asked.by(call))
    made.description = str(body.get("description") or "")
    made.template = (body.get("list") or {}).get("template") or "genericList"
    for wanted in body.get("columns") or []:
        _add_column(store, made, wanted)
    return Reply(201, {**asked.context(call, "lists/$entity"), **_list(call, made)})


@operation("GET", _LIST, slice="sites", needs=permissions.READ_SITES, query={"$select", "$expand"})
def get_list(call: Call) -> Reply:
    found = asked.sharepoint_list(call)
    body = _list(call, found)
    return Reply(200, {**asked.context(call, "lists/$entity"), **body}, {"ETag": found.e_tag})


@operation("DELETE", _LIST, slice="sites", needs=_MANAGE)
def delete_list(call: Call) -> Reply:
    found = asked.sharepoint_list(call)
    del asked.store(call).lists[found.id]
    return Reply(204)


@operation("GET", f"{_LIST}/columns", slice="sites", needs=_READ_COLUMNS, query={"$select"})
def list_columns(call: Call) -> Reply:
    found = asked.sharepoint_list(call)
    value = [_shown(call, each) for each in found.columns]
    return Reply(200, {**asked.context(call, f"lists('{found.id}')/columns"), "value": value})


@operation("POST", f"{_LIST}/columns", slice="sites", needs=_MANAGE, body=_COLUMN)
def make_column(call: Call) -> Reply:
    found = asked.sharepoint_list(call)
    made = _add_column(asked.store(call), found, asked.body(call))
    return Reply(201, {**asked.context(call, "columns/$entity"), **as_json.column(made)})


@operation(
    "GET", f"{_LIST}/columns/{{columnDefinition-id}}", slice="sites", needs=_READ_COLUMNS, query={"$select"}
)
def get_column(call: Call) -> Reply:
    found = _column(call)
    return Reply(200, {**asked.context(call, "columns/$entity"), **_shown(call, found)})


@operation("PATCH", f"{_LIST}/columns/{{columnDefinition-id}}", slice="sites", needs=_MANAGE, body=_COLUMN)
def change_column(call: Call) -> Reply:
    found, body = _column(call), asked.body(call)
    found.display_name = body.get("displayName", found.display_name)
    found.description = body.get("description", found.description)
    found.indexed = body.get("indexed", found.indexed)
    found.required = body.get("required", found.required)
    return Reply(200, {**asked.context(call, "columns/$entity"), **_shown(call, found)})


def new_list(store: SharePoint, site_id: str, title: str, at: str, by: dict[str, Any]) -> SharePointList:
    """An empty list with the columns every list has."""
    made = SharePointList(
        id=store.guid(),
        site_id=site_id,
        name=title,
        display_name=title,
        created=at,
        modified=at,
        created_by=by,
    )
    made.columns = columns.built_in([store.guid() for _ in range(columns.BUILT_IN_COUNT)])
    store.lists[made.id] = made
    return made


def _add_column(store: SharePoint, to: SharePointList, body: dict[str, Any]) -> Column:
    kinds = [kind for kind in columns.TYPES if kind in body]
    shown = str(body.get("displayName") or body.get("name") or "")
    if len(kinds) != 1 or not shown:
        raise problems.invalid("A column needs a name and exactly one type.")
    _known("columnDefinition", body, _COLUMN)
    _known(f"{kinds[0]}Column", body[kinds[0]] or {}, columns.FACETS[kinds[0]])
    if len(shown) > LONGEST_NAME:
        raise problems.invalid(f"A column's name has {LONGEST_NAME} letters at most.")
    name = str(body.get("name") or shown)
    if "name" in body and any(columns.is_called(each, name) for each in to.columns):
        raise problems.name_taken()  # docs/facts.md lists.columns
    made = columns.new_column(
        store.guid(), name, kinds[0], body[kinds[0]] or {}, (c.name for c in to.columns)
    )
    made.display_name = shown
    made.description = str(body.get("description") or "")
    made.indexed = bool(body.get("indexed", False))
    made.required = bool(body.get("required", False))
    to.columns.append(made)
    return made


def _known(what: str, body: dict[str, Any], names: Container[str]) -> None:
    for name in body:
        if name not in names:
            raise problems.invalid(f"The property '{name}' does not exist on type '{what}'.")


def _column(call: Call) -> Column:
    """By id or by internal name."""
    key = call.params["columnDefinition-id"]
    for column in asked.sharepoint_list(call).columns:
        if key in (column.id, column.name):
            return column
    raise problems.not_found()


def _shown(call: Call, column: Column) -> dict[str, Any]:
    body, wanted = as_json.column(column), call.query.get("$select")
    return options.select(body, wanted, options.COLUMN, "columnDefinition")


def _list(call: Call, each: SharePointList) -> dict[str, Any]:
    body = as_json.sharepoint_list(asked.lens(call), each)
    chosen = options.select(body, call.query.get("$select"), options.LIST, "list")
    for expand in options.expands(call.query.get("$expand"), ("columns",)):
        chosen[expand.name] = [as_json.column(column) for column in each.columns]
    return chosen
