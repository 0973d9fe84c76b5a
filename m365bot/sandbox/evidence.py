"""What speaks for an operation's likeness beyond the contract's schemas.

Read by coverage. `examples`: numbers replayed by tests/contract; `clients`: other people's programs.
"""

from typing import TypedDict


class Evidence(TypedDict, total=False):
    """Of one operation."""

    examples: tuple[str, ...]
    clients: tuple[str, ...]
    seen: str


EVIDENCE: dict[str, Evidence] = {
    "GET /drives/{drive-id}/root/delta()": {
        "examples": (
            "32",
            "67",
        )
    },
    "GET /sites/{hostname}:/{server-relative-path}": {"examples": ("24",)},
    "GET /sites/{site-id}/lists/{list-id}/items": {
        "examples": (
            "26",
            "27",
        )
    },
    "GET /teams/{team-id}": {"examples": ("05",)},
    "GET /teams/{team-id}/channels/{channel-id}/filesFolder": {
        "examples": (
            "12",
            "13",
        )
    },
    "GET /teams/{team-id}/operations/{teamsAsyncOperation-id}": {"examples": ("02",)},
    "GET /users": {
        "examples": (
            "21",
            "42",
        )
    },
    "PATCH /drives/{drive-id}/items/{driveItem-id}": {"examples": ("33",)},
    "PATCH /groups(uniqueName='{uniqueName}')": {
        "examples": (
            "50",
            "51",
        )
    },
    "PATCH /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}": {"examples": ("60",)},
    "POST /$batch": {"examples": ("41",)},
    "POST /drives/{drive-id}/items/{driveItem-id}/children": {"examples": ("29",)},
    "POST /groups": {
        "examples": (
            "06",
            "07",
            "46",
        )
    },
    "POST /groups/{group-id}/members/$ref": {"examples": ("08",)},
    "POST /invitations": {"examples": ("20",)},
    "POST /servicePrincipals/{servicePrincipal-id}/appRoleAssignedTo": {"examples": ("43",)},
    "POST /sites/{site-id}/lists": {"examples": ("25",)},
    "POST /teams": {"examples": ("01", "03", "49")},
    "POST /teams/{team-id}/channels": {
        "examples": (
            "09",
            "10",
            "11",
            "55",
        )
    },
    "POST /teams/{team-id}/channels/{channel-id}/messages": {
        "examples": (
            "16",
            "17",
        )
    },
    "POST /teams/{team-id}/channels/{channel-id}/tabs": {"examples": ("62",)},
    "POST /teams/{team-id}/members": {"examples": ("15",)},
    "POST /teams/{team-id}/members/add": {
        "examples": (
            "14",
            "53",
            "54",
        )
    },
    "PUT /drives/{drive-id}/items/{driveItem-id}/content": {"examples": ("68",)},
    "PUT /groups/{group-id}/team": {
        "examples": (
            "04",
            "48",
        )
    },
}
