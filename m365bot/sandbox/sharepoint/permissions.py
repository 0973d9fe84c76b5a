"""Which permissions the operations of sites, drives and lists ask for.

Read by the table of permissions. Each row: method, path, application names, delegated names; one of them is
enough. As the reference page of each operation says.
"""

_FILES_READ = ("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All")
_FILES_READ_GROUP = (*_FILES_READ, "Group.Read.All", "Group.ReadWrite.All")
_FILES_WRITE = ("Files.ReadWrite.All", "Sites.ReadWrite.All")
_OWN_READ = ("Files.Read", "Files.ReadWrite")
_OWN_WRITE = ("Files.ReadWrite",)
_SITES_READ = ("Sites.Read.All", "Sites.ReadWrite.All")
_COLUMNS_READ = (*_SITES_READ, "Sites.Manage.All", "Sites.FullControl.All")
_MANAGE = ("Sites.Manage.All", "Sites.FullControl.All")

_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_PATH = "/drives/{drive-id}/root:/{item-path}"
_LIST = "/sites/{site-id}/lists/{list-id}"

Row = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _rows(method: str, application: tuple[str, ...], delegated: tuple[str, ...], *paths: str) -> list[Row]:
    return [(method, path, application, delegated) for path in paths]


ROWS: list[Row] = [
    *_rows(
        "GET",
        _FILES_READ,
        (*_OWN_READ, *_FILES_READ),
        "/drives/{drive-id}",
        "/drives/{drive-id}/root/children",
        "/drives/{drive-id}/root/delta()",
        f"{_ITEM}/children",
        f"{_ITEM}/content",
        f"{_ITEM}/delta()",
        f"{_ITEM}/versions",
        f"{_PATH}:/children",
        f"{_PATH}:/content",
        "/sites/{site-id}/drive",
        "/sites/{site-id}/drives",
        "/groups/{group-id}/drive",
        "/groups/{group-id}/drives",
    ),
    *_rows(
        "GET", _FILES_READ_GROUP, (*_OWN_READ, *_FILES_READ_GROUP), "/drives/{drive-id}/root", _ITEM, _PATH
    ),
    *_rows("POST", _FILES_WRITE, (*_OWN_WRITE, *_FILES_WRITE), f"{_ITEM}/children", f"{_PATH}:/children"),
    *_rows("PATCH", _FILES_WRITE, (*_OWN_WRITE, *_FILES_WRITE), _ITEM, _PATH),
    *_rows("DELETE", _FILES_WRITE, (*_OWN_WRITE, *_FILES_WRITE), _ITEM, _PATH),
    *_rows(
        "PUT",
        _FILES_WRITE,
        (*_OWN_WRITE, *_FILES_WRITE),
        f"{_ITEM}/content",
        f"{_ITEM}:/{{filename}}:/content",
        f"{_PATH}:/content",
    ),
    *_rows(
        "GET",
        _SITES_READ,
        _SITES_READ,
        "/sites",
        "/sites/{site-id}",
        "/sites/{hostname}:/{server-relative-path}",
        "/groups/{group-id}/sites/{site-id}",
        "/sites/{site-id}/lists",
        _LIST,
        f"{_LIST}/items/delta()",
    ),
    *_rows("GET", _SITES_READ, (), "/sites/getAllSites()"),
    *_rows("GET", _SITES_READ, _SITES_READ, f"{_LIST}/items"),
    *_rows(
        "GET",
        (*_SITES_READ, "Sites.Manage.All"),
        _SITES_READ,
        f"{_LIST}/items/{{listItem-id}}",
        f"{_LIST}/items/{{listItem-id}}/fields",
    ),
    *_rows(
        "POST", ("Sites.Manage.All", "Sites.ReadWrite.All"), ("Sites.Manage.All",), "/sites/{site-id}/lists"
    ),
    *_rows("DELETE", _MANAGE, _MANAGE, _LIST),
    *_rows(
        "GET", _COLUMNS_READ, _COLUMNS_READ, f"{_LIST}/columns", f"{_LIST}/columns/{{columnDefinition-id}}"
    ),
    *_rows("POST", _MANAGE, _MANAGE, f"{_LIST}/columns"),
    *_rows("PATCH", _MANAGE, _MANAGE, f"{_LIST}/columns/{{columnDefinition-id}}"),
    *_rows("POST", ("Sites.ReadWrite.All",), ("Sites.ReadWrite.All",), f"{_LIST}/items"),
    *_rows(
        "PATCH",
        ("Sites.ReadWrite.All",),
        ("Sites.ReadWrite.All",),
        f"{_LIST}/items/{{listItem-id}}",
        f"{_LIST}/items/{{listItem-id}}/fields",
    ),
    *_rows("DELETE", ("Sites.ReadWrite.All",), ("Sites.ReadWrite.All",), f"{_LIST}/items/{{listItem-id}}"),
]
