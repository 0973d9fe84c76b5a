"""Rows of a list: read with or without fields, made, changed, deleted, and their delta.

Registered with the router on import; called by the server.
"""

from typing import Any

from m365bot.sandbox import (
    list_filter,
    list_json,
    list_values,
    sharepoint_call,
    sharepoint_delta,
    sharepoint_options,
    sharepoint_pages,
    sharepoint_problems,
)
from m365bot.sandbox.bodies import ANY
from m365bot.sandbox.column_names import fields_key, name_of_key
from m365bot.sandbox.lists import ListItem, SharePointList
from m365bot.sandbox.routing import Call, Reply, operation
from m365bot.sandbox.sharepoint_times import stamp

_ITEMS = "/sites/{site-id}/lists/{list-id}/items"
_ITEM = f"{_ITEMS}/{{listItem-id}}"
_RISK = "HonorNonIndexedQueriesWarningMayFailRandomly"


@operation(
    "GET", _ITEMS, slice="sites", query={"$select", "$expand", "$top", "$skiptoken", "$filter", "$orderby"}
)
def list_items(call: Call) -> Reply:
    of = sharepoint_call.sharepoint_list(call)
    size = sharepoint_call.store(call).settings.list_page
    rows, links = sharepoint_pages.page(call, _rows(call, of), size)
    context = sharepoint_call.context(call, f"sites('{of.site_id}')/lists('{of.id}')/items")
    return Reply(200, {**context, **links, "value": [_shown(call, of, item) for item in rows]})


@operation("POST", _ITEMS, slice="sites", body={"fields", "contentType"})
def make_item(call: Call) -> Reply:
    of = sharepoint_call.sharepoint_list(call)
    values = list_values.checked(of, sharepoint_call.body(call).get("fields") or {})
    item = of.add(values, sharepoint_call.store(call).guid(), stamp(call.now), sharepoint_call.by(call))
    return _one(call, of, item, 201, with_fields=True)


@operation("GET", f"{_ITEMS}/delta()", slice="sites", query={"$select", "$expand", "$top", "token"})
def items_delta(call: Call) -> Reply:
    of = sharepoint_call.sharepoint_list(call)
    size = sharepoint_options.top(call.query, sharepoint_call.store(call).settings.delta_page)
    view = sharepoint_delta.view(call, of.id, of.seq)
    rows = of.changes(view.since, view.until, whole=view.whole)
    following = rows[size - 1].seq if len(rows) > size else None
    body = sharepoint_call.context(call, "Collection(listItem)")
    body |= sharepoint_delta.links(call, of.id, view, following)
    body["value"] = [_changed(call, of, item) for item in rows[:size]]
    return Reply(200, body)


@operation("GET", _ITEM, slice="sites", query={"$select", "$expand"})
def get_item(call: Call) -> Reply:
    return _one(call, *_item(call), 200)


@operation("PATCH", _ITEM, slice="sites", body={"fields"})
def change_item(call: Call) -> Reply:
    of, item = _item(call)
    _write(call, of, item, sharepoint_call.body(call).get("fields") or {})
    return _one(call, of, item, 200, with_fields=True)


@operation("DELETE", _ITEM, slice="sites")
def delete_item(call: Call) -> Reply:
    of, item = _item(call)
    sharepoint_call.check_match(call, item.e_tag)
    of.remove(item, stamp(call.now))
    return Reply(204)


@operation("GET", f"{_ITEM}/fields", slice="sites", query={"$select"})
def get_fields(call: Call) -> Reply:
    of, item = _item(call)
    return _fields_reply(call, of, item)


@operation("PATCH", f"{_ITEM}/fields", slice="sites", body=ANY)
def change_fields(call: Call) -> Reply:
    of, item = _item(call)
    _write(call, of, item, sharepoint_call.body(call))
    return _fields_reply(call, of, item)


def _item(call: Call) -> tuple[SharePointList, ListItem]:
    of = sharepoint_call.sharepoint_list(call)
    item = of.get(call.params["listItem-id"])
    if item is None:
        raise sharepoint_problems.not_found()
    return of, item


def _write(call: Call, of: SharePointList, item: ListItem, fields: dict[str, Any]) -> None:
    sharepoint_call.check_match(call, item.e_tag)
    of.change(item, list_values.checked(of, fields), stamp(call.now), sharepoint_call.by(call))


def _rows(call: Call, of: SharePointList) -> list[ListItem]:
    """Filtered and ordered; columns without an index only at the caller's risk (graph/quirks.md 48)."""
    terms = list_filter.terms(call.query.get("$filter", ""))
    ordering = call.query.get("$orderby", "")
    by, downwards = list_filter.order(ordering) if ordering else ("ID", False)
    list_filter.check_indexed(
        of,
        [*(term.column for term in terms), by],
        risk_taken=_RISK.lower() in sharepoint_call.header(call, "Prefer").lower(),
        threshold=sharepoint_call.store(call).settings.list_view_threshold,
    )
    rows = [item for item in of.alive() if all(term.holds(item) for term in terms)]
    return list_filter.sorted_by(rows, by, downwards=downwards)


def _one(call: Call, of: SharePointList, item: ListItem, status: int, *, with_fields: bool = False) -> Reply:
    body = _shown(call, of, item)
    if with_fields:
        body["fields"] = list_json.fields(of, item)
    context = sharepoint_call.context(call, f"sites('{of.site_id}')/lists('{of.id}')/items/$entity")
    return Reply(status, {**context, **body}, {"ETag": item.e_tag})


def _shown(call: Call, of: SharePointList, item: ListItem) -> dict[str, Any]:
    body = list_json.item(sharepoint_call.lens(call), of, item)
    return _with_options(call, of, item, body)


def _changed(call: Call, of: SharePointList, item: ListItem) -> dict[str, Any]:
    body = list_json.change(sharepoint_call.lens(call), of, item)
    return body if item.deleted else _with_options(call, of, item, body)


def _with_options(call: Call, of: SharePointList, item: ListItem, body: dict[str, Any]) -> dict[str, Any]:
    wanted = call.query.get("$select")
    chosen = sharepoint_options.select(body, wanted, sharepoint_options.LIST_ITEM, "listItem")
    for expand in sharepoint_options.expands(call.query.get("$expand"), ("fields",)):
        chosen["fields"] = _some_fields(of, list_json.fields(of, item), expand.select)
    return chosen


def _some_fields(of: SharePointList, fields: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    if not wanted:
        return fields
    keys = {fields_key(name_of_key(name)) for name in wanted}
    known = {fields_key(column.name) for column in of.columns} | set(fields) | {"id"}
    for key in sorted(keys):
        if key not in known and key.removesuffix("LookupId") not in known:
            raise sharepoint_problems.unknown_field(key)
    return {
        key: value for key, value in fields.items() if key.partition("@")[0] in keys | {""} or key == "id"
    }


def _fields_reply(call: Call, of: SharePointList, item: ListItem) -> Reply:
    wanted = tuple(filter(None, call.query.get("$select", "").split(",")))
    fields = _some_fields(of, list_json.fields(of, item), wanted)
    context = sharepoint_call.context(
        call, f"sites('{of.site_id}')/lists('{of.id}')/items('{item.id}')/fields"
    )
    return Reply(200, {**context, **fields}, {"ETag": item.e_tag})
