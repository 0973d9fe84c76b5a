"""Rows of a list: read with or without fields, made, changed, deleted, and their delta.

Registered with the router on import; called by the server.
"""

from typing import Any

from m365bot.sandbox.sharepoint import asked, delta, options, pages, permissions, problems
from m365bot.sandbox.sharepoint.lists import as_json
from m365bot.sandbox.sharepoint.lists import filter as list_filter
from m365bot.sandbox.sharepoint.lists import values as list_values
from m365bot.sandbox.stored.column_names import fields_key, name_of_key
from m365bot.sandbox.stored.sharepoint_list import ListItem, SharePointList
from m365bot.sandbox.stored.times import stamp
from m365bot.sandbox.wire.bodies import ANY
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.routing import operation

_ITEMS = "/sites/{site-id}/lists/{list-id}/items"
_ITEM = f"{_ITEMS}/{{listItem-id}}"
_RISK = "HonorNonIndexedQueriesWarningMayFailRandomly"
_READ_ITEM = one_of(
    "Sites.Read.All Sites.ReadWrite.All Sites.Manage.All", person="Sites.Read.All Sites.ReadWrite.All"
)
_WRITE = one_of("Sites.ReadWrite.All")


@operation(
    "GET",
    _ITEMS,
    slice="sites",
    needs=permissions.READ_SITES,
    query={"$select", "$expand", "$top", "$skiptoken", "$filter", "$orderby"},
)
def list_items(call: Call) -> Reply:
    of = asked.sharepoint_list(call)
    size = asked.store(call).settings.list_page
    rows, links = pages.page(call, _rows(call, of), size)
    context = asked.context(call, f"sites('{of.site_id}')/lists('{of.id}')/items")
    return Reply(200, {**context, **links, "value": [_shown(call, of, item) for item in rows]})


@operation("POST", _ITEMS, slice="sites", needs=_WRITE, body={"fields", "contentType"})
def make_item(call: Call) -> Reply:
    of = asked.sharepoint_list(call)
    values = list_values.checked(of, asked.body(call).get("fields") or {})
    item = of.add(values, asked.store(call).guid(), stamp(call.now), asked.by(call))
    return _one(call, of, item, 201, with_fields=True)


@operation(
    "GET",
    f"{_ITEMS}/delta()",
    slice="sites",
    needs=permissions.READ_SITES,
    query={"$select", "$expand", "$top", "token"},
)
def items_delta(call: Call) -> Reply:
    of = asked.sharepoint_list(call)
    size = options.top(call.query, asked.store(call).settings.delta_page)
    view = delta.view(call, of.id, of.seq)
    rows = of.changes(view.since, view.until, whole=view.whole)
    following = rows[size - 1].seq if len(rows) > size else None
    body = asked.context(call, "Collection(listItem)")
    body |= delta.links(call, of.id, view, following)
    body["value"] = [_changed(call, of, item) for item in rows[:size]]
    return Reply(200, body)


@operation("GET", _ITEM, slice="sites", needs=_READ_ITEM, query={"$select", "$expand"})
def get_item(call: Call) -> Reply:
    return _one(call, *_item(call), 200)


@operation("PATCH", _ITEM, slice="sites", needs=_WRITE, body={"fields"})
def change_item(call: Call) -> Reply:
    of, item = _item(call)
    _write(call, of, item, asked.body(call).get("fields") or {})
    return _one(call, of, item, 200, with_fields=True)


@operation("DELETE", _ITEM, slice="sites", needs=_WRITE)
def delete_item(call: Call) -> Reply:
    of, item = _item(call)
    asked.check_match(call, item.e_tag)
    of.remove(item, stamp(call.now))
    return Reply(204)


@operation("GET", f"{_ITEM}/fields", slice="sites", needs=_READ_ITEM, query={"$select"})
def get_fields(call: Call) -> Reply:
    of, item = _item(call)
    return _fields_reply(call, of, item)


@operation("PATCH", f"{_ITEM}/fields", slice="sites", needs=_WRITE, body=ANY)
def change_fields(call: Call) -> Reply:
    of, item = _item(call)
    _write(call, of, item, asked.body(call))
    return _fields_reply(call, of, item)


def _item(call: Call) -> tuple[SharePointList, ListItem]:
    of = asked.sharepoint_list(call)
    item = of.get(call.params["listItem-id"])
    if item is None:
        raise problems.not_found()
    return of, item


def _write(call: Call, of: SharePointList, item: ListItem, fields: dict[str, Any]) -> None:
    asked.check_match(call, item.e_tag)
    of.change(item, list_values.checked(of, fields), stamp(call.now), asked.by(call))


def _rows(call: Call, of: SharePointList) -> list[ListItem]:
    """Filtered and ordered; columns without an index only at the caller's risk (docs/facts.md 48)."""
    terms = list_filter.terms(call.query.get("$filter", ""))
    ordering = call.query.get("$orderby", "")
    by, downwards = list_filter.order(ordering) if ordering else ("ID", False)
    list_filter.check_indexed(
        of,
        [*(term.column for term in terms), by],
        risk_taken=_RISK.lower() in asked.header(call, "Prefer").lower(),
        threshold=asked.store(call).settings.list_view_threshold,
    )
    rows = [item for item in of.alive() if all(term.holds(item) for term in terms)]
    return list_filter.sorted_by(rows, by, downwards=downwards)


def _one(call: Call, of: SharePointList, item: ListItem, status: int, *, with_fields: bool = False) -> Reply:
    body = _shown(call, of, item)
    if with_fields:
        body["fields"] = as_json.fields(of, item)
    context = asked.context(call, f"sites('{of.site_id}')/lists('{of.id}')/items/$entity")
    return Reply(status, {**context, **body}, {"ETag": item.e_tag})


def _shown(call: Call, of: SharePointList, item: ListItem) -> dict[str, Any]:
    body = as_json.item(asked.lens(call), of, item)
    return _with_options(call, of, item, body)


def _changed(call: Call, of: SharePointList, item: ListItem) -> dict[str, Any]:
    body = as_json.change(asked.lens(call), of, item)
    return body if item.deleted else _with_options(call, of, item, body)


def _with_options(call: Call, of: SharePointList, item: ListItem, body: dict[str, Any]) -> dict[str, Any]:
    wanted = call.query.get("$select")
    chosen = options.select(body, wanted, options.LIST_ITEM, "listItem")
    for expand in options.expands(call.query.get("$expand"), ("fields",)):
        chosen["fields"] = _some_fields(of, as_json.fields(of, item), expand.select)
    return chosen


def _some_fields(of: SharePointList, fields: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    if not wanted:
        return fields
    keys = {fields_key(name_of_key(name)) for name in wanted}
    known = {fields_key(column.name) for column in of.columns} | set(fields) | {"id"}
    for key in sorted(keys):
        if key not in known and key.removesuffix("LookupId") not in known:
            raise problems.unknown_field(key)
    return {
        key: value for key, value in fields.items() if key.partition("@")[0] in keys | {""} or key == "id"
    }


def _fields_reply(call: Call, of: SharePointList, item: ListItem) -> Reply:
    wanted = tuple(filter(None, call.query.get("$select", "").split(",")))
    fields = _some_fields(of, as_json.fields(of, item), wanted)
    context = asked.context(call, f"sites('{of.site_id}')/lists('{of.id}')/items('{item.id}')/fields")
    return Reply(200, {**context, **fields}, {"ETag": item.e_tag})
