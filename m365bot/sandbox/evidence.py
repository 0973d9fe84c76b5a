"""What speaks for an operation's likeness beyond the contract's schemas.

Read by coverage. `examples`: numbers replayed by tests/contract; `clients`: other people's programs.
"""

from typing import TypedDict


class Evidence(TypedDict, total=False):
    """Of one operation."""

    examples: tuple[str, ...]
    clients: tuple[str, ...]
    seen: str


_SDK = ("msgraph-sdk",)

EVIDENCE: dict[str, Evidence] = {
    "DELETE /drives/{drive-id}/items/{driveItem-id}": {"clients": _SDK},
    "DELETE /groups/{group-id}": {"clients": _SDK},
    "DELETE /groups/{group-id}/members/{directoryObject-id}/$ref": {"clients": _SDK},
    "DELETE /sites/{site-id}/lists/{list-id}/items/{listItem-id}": {"clients": _SDK},
    "DELETE /teams/{team-id}/channels/{channel-id}": {"clients": _SDK},
    "DELETE /teams/{team-id}/channels/{channel-id}/tabs/{teamsTab-id}": {"clients": _SDK},
    "DELETE /teams/{team-id}/members/{conversationMember-id}": {"clients": _SDK},
    "GET /directory/deletedItems/microsoft.graph.group": {"clients": _SDK},
    "GET /drives/{drive-id}/items/{driveItem-id}/children": {"clients": _SDK},
    "GET /drives/{drive-id}/items/{driveItem-id}/content": {"clients": _SDK},
    "GET /drives/{drive-id}/items/{driveItem-id}/delta()": {"clients": _SDK},
    "GET /drives/{drive-id}/items/{driveItem-id}/versions": {"clients": _SDK},
    "GET /drives/{drive-id}/root": {"clients": _SDK},
    "GET /drives/{drive-id}/root/delta()": {"examples": ("32", "67")},
    "GET /drives/{drive-id}/root:/{item-path}": {"clients": _SDK},
    "GET /drives/{drive-id}/root:/{item-path}:/children": {"clients": _SDK},
    "GET /drives/{drive-id}/root:/{item-path}:/content": {"clients": _SDK},
    "GET /groups": {"clients": _SDK},
    "GET /groups/{group-id}": {"clients": _SDK},
    "GET /groups/{group-id}/drive": {"clients": _SDK},
    "GET /groups/{group-id}/members": {"clients": _SDK},
    "GET /groups/{group-id}/owners": {"clients": _SDK},
    "GET /me": {"clients": _SDK},
    "GET /me/joinedTeams": {"clients": _SDK},
    "GET /me/memberOf": {"clients": _SDK},
    "GET /sites/getAllSites()": {"clients": _SDK},
    "GET /sites/{hostname}:/{server-relative-path}": {"examples": ("24",), "clients": _SDK},
    "GET /sites/{site-id}": {"clients": _SDK},
    "GET /sites/{site-id}/lists": {"clients": _SDK},
    "GET /sites/{site-id}/lists/{list-id}": {"clients": _SDK},
    "GET /sites/{site-id}/lists/{list-id}/columns": {"clients": _SDK},
    "GET /sites/{site-id}/lists/{list-id}/items": {"examples": ("26", "27"), "clients": _SDK},
    "GET /sites/{site-id}/lists/{list-id}/items/delta()": {"clients": _SDK},
    "GET /sites/{site-id}/lists/{list-id}/items/{listItem-id}/fields": {"clients": _SDK},
    "GET /teams/{team-id}": {"examples": ("05",), "clients": _SDK},
    "GET /teams/{team-id}/channels": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/filesFolder": {"examples": ("12", "13"), "clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/members": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/messages": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/messages/delta()": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/tabs": {"clients": _SDK},
    "GET /teams/{team-id}/channels/{channel-id}/tabs/{teamsTab-id}": {"clients": _SDK},
    "GET /teams/{team-id}/members": {"clients": _SDK},
    "GET /teams/{team-id}/operations/{teamsAsyncOperation-id}": {"examples": ("02",), "clients": _SDK},
    "GET /teams/{team-id}/primaryChannel": {"clients": _SDK},
    "GET /users": {"examples": ("21", "42"), "clients": _SDK},
    "GET /users/{user-id}": {"clients": _SDK},
    "PATCH /drives/{drive-id}/items/{driveItem-id}": {"examples": ("33",), "clients": _SDK},
    "PATCH /groups(uniqueName='{uniqueName}')": {"examples": ("50", "51")},
    "PATCH /groups/{group-id}": {"clients": _SDK},
    "PATCH /sites/{site-id}/lists/{list-id}/items/{listItem-id}/fields": {"clients": _SDK},
    "PATCH /teams/{team-id}/channels/{channel-id}": {"clients": _SDK},
    "PATCH /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}": {
        "examples": ("60",),
        "clients": _SDK,
    },
    "PATCH /teams/{team-id}/channels/{channel-id}/tabs/{teamsTab-id}": {"clients": _SDK},
    "PATCH /teams/{team-id}/members/{conversationMember-id}": {"clients": _SDK},
    "POST /$batch": {"examples": ("41",)},
    "POST /directory/deletedItems/{directoryObject-id}/restore": {"clients": _SDK},
    "POST /drives/{drive-id}/items/{driveItem-id}/children": {"examples": ("29",), "clients": _SDK},
    "POST /groups": {"examples": ("06", "07", "46"), "clients": _SDK},
    "POST /groups/{group-id}/members/$ref": {"examples": ("08",), "clients": _SDK},
    "POST /invitations": {"examples": ("20",), "clients": _SDK},
    "POST /servicePrincipals/{servicePrincipal-id}/appRoleAssignedTo": {"examples": ("43",)},
    "POST /sites/{site-id}/lists": {"examples": ("25",), "clients": _SDK},
    "POST /sites/{site-id}/lists/{list-id}/items": {"clients": _SDK},
    "POST /teams": {"examples": ("01", "03", "49"), "clients": _SDK},
    "POST /teams/{team-id}/channels": {"examples": ("09", "10", "11", "55"), "clients": _SDK},
    "POST /teams/{team-id}/channels/{channel-id}/messages": {"examples": ("16", "17"), "clients": _SDK},
    "POST /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies": {"clients": _SDK},
    "POST /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/softDelete": {"clients": _SDK},
    "POST /teams/{team-id}/channels/{channel-id}/tabs": {"examples": ("62",), "clients": _SDK},
    "POST /teams/{team-id}/members": {"examples": ("15",), "clients": _SDK},
    "POST /teams/{team-id}/members/add": {"examples": ("14", "53", "54"), "clients": _SDK},
    "POST /sites/{site-id}/pages": {"examples": ("28", "63")},
    "POST /sites/{site-id}/pages/{baseSitePage-id}/graph.sitePage/publish": {"examples": ("64", "65")},
    "PATCH /sites/{site-id}/pages/{baseSitePage-id}/graph.sitePage": {"examples": ("66",)},
    "PUT /drives/{drive-id}/items/{driveItem-id}/content": {"examples": ("68",), "clients": _SDK},
    "PUT /drives/{drive-id}/items/{driveItem-id}:/{filename}:/content": {"clients": _SDK},
    "PUT /drives/{drive-id}/root:/{item-path}:/content": {"clients": _SDK},
    "PUT /groups/{group-id}/team": {"examples": ("04", "48"), "clients": _SDK},
}
