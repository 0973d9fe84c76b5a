"""Lists, columns and items as Graph shows them.

Called by the routes of lists.
"""

from typing import Any
from urllib.parse import quote

from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.stored import users_list
from m365bot.sandbox.stored.column_names import fields_key
from m365bot.sandbox.stored.columns import Column
from m365bot.sandbox.stored.sharepoint_list import ListItem, SharePointList


def sharepoint_list(lens: Lens, each: SharePointList) -> dict[str, Any]:
    is_system = each.template == users_list.TEMPLATE
    return {
        **({"system": {}} if is_system else {}),
        "@odata.etag": each.e_tag,
        "createdDateTime": each.created,
        "description": each.description,
        "eTag": each.e_tag,
        "id": each.id,
        "lastModifiedDateTime": each.modified,
        "name": each.name,
        "webUrl": _list_url(lens, each),
        "displayName": each.display_name,
        "createdBy": each.created_by,
        "parentReference": {"siteId": each.site_id},
        "list": {"contentTypesEnabled": False, "hidden": is_system, "template": each.template},
    }


def column(each: Column) -> dict[str, Any]:
    return {
        "columnGroup": each.group,
        "description": each.description,
        "displayName": each.display_name,
        "enforceUniqueValues": each.unique,
        "hidden": each.hidden,
        "id": each.id,
        "indexed": each.indexed,
        "name": each.name,
        "readOnly": each.read_only,
        "required": each.required,
        each.kind: each.facet,
    }


def item(lens: Lens, of: SharePointList, each: ListItem) -> dict[str, Any]:
    """Without fields: they come by $expand only (docs/facts.md 47)."""
    return {
        "@odata.etag": each.e_tag,
        "createdDateTime": each.created,
        "eTag": each.e_tag,
        "id": each.id,
        "lastModifiedDateTime": each.modified,
        "webUrl": f"{_list_url(lens, of)}/{each.id}_.000",
        "createdBy": each.created_by,
        "lastModifiedBy": each.modified_by,
        "parentReference": {"id": each.guid, "siteId": of.site_id},
        "contentType": {"id": "0x0100" + each.guid.replace("-", "").upper(), "name": "アイテム"},
    }


def change(lens: Lens, of: SharePointList, each: ListItem) -> dict[str, Any]:
    """An item as delta shows it; deletions come with `deleted` (docs/facts.md 50)."""
    if not each.deleted:
        return item(lens, of, each)
    return {
        "id": each.id,
        "parentReference": {"siteId": of.site_id},
        "deleted": {"state": "deleted"},
    }


def fields(of: SharePointList, each: ListItem) -> dict[str, Any]:
    """Values by internal name, behind OData_ where it begins with `_`; empty columns absent (docs/facts.md 47)."""
    shown: dict[str, Any] = {"@odata.etag": each.e_tag}
    for name, value in each.values.items():
        key = fields_key(name)
        if isinstance(value, list):
            shown[f"{key}@odata.type"] = "Collection(Edm.String)"
        shown[key] = value
    return {**shown, **_system_fields(each)}


def _system_fields(each: ListItem) -> dict[str, Any]:
    return {
        "id": each.id,
        "ContentType": "アイテム",
        "Modified": each.modified,
        "Created": each.created,
        "AuthorLookupId": "11",
        "EditorLookupId": "11",
        "_UIVersionString": f"{each.version}.0",  # docs/facts.md 131
        "Attachments": False,
        "Edit": "",
        **({"LinkTitle": each.values["Title"]} if "Title" in each.values else {}),
    }


def _list_url(lens: Lens, each: SharePointList) -> str:
    site = lens.store.sites[each.site_id]
    catalog = "_catalogs" if each.template == users_list.TEMPLATE else "Lists"
    return f"{lens.web_url(site)}/{catalog}/{quote(each.name)}"
