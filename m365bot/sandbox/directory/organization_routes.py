"""The organisation, its domains, and directory objects of any kind by their ids.

Registered with the router on import.
"""

from typing import Any

from m365bot.sandbox.directory import groups, people, query
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import directory_bad, resource_not_found
from m365bot.sandbox.wire.routing import operation
from m365bot.sandbox.wire.shapes import DEFAULTS

_FOUNDED = "2021-04-01T00:00:00Z"
_MOST_IDS = 1000
_READERS = (
    "Organization.Read.All Organization.ReadWrite.All User.Read.All "
    "Directory.Read.All Directory.ReadWrite.All"
)


@operation(
    "GET",
    "/organization",
    slice="directory",
    needs=one_of(_READERS, person=f"User.Read {_READERS}"),
    query=query.ONE,
    shape="organization",
)
def organization(call: Call) -> Reply:
    row = {
        "id": call.tenant.id,
        "deletedDateTime": None,
        "countryLetterCode": "JP",
        "createdDateTime": _FOUNDED,
        "displayName": call.tenant.domain,
        "preferredLanguage": "ja",
        "tenantType": "AAD",
        "verifiedDomains": [
            {
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": name == call.tenant.domain,
                "isInitial": name == call.tenant.initial_domain,
                "name": name,
                "type": "Managed",
            }
            for name in (call.tenant.domain, call.tenant.initial_domain)
        ],
    }
    return options.collection(call, "organization", [row])


@operation(
    "GET",
    "/directoryObjects/{directoryObject-id}",
    slice="groups",
    needs=one_of("Directory.Read.All"),
    query=query.ONE,
)
def directory_object(call: Call) -> Reply:
    found = _object(call, call.params["directoryObject-id"])
    if found is None:
        raise resource_not_found(call.params["directoryObject-id"])
    return options.entity(call, "directoryObjects/$entity", found)


@operation(
    "POST",
    "/directoryObjects/getByIds",
    slice="groups",
    needs=one_of("Directory.Read.All"),
    body={"ids": [str], "types": [str]},
)
def by_ids(call: Call) -> Reply:
    """Unknown ids are left out; at most 1,000 (docs/facts.md 85)."""
    ids = call.body.get("ids") or []
    if not 0 < len(ids) <= _MOST_IDS:
        raise directory_bad(f"Between 1 and {_MOST_IDS} ids must be given.")
    wanted = {each.lower() for each in call.body.get("types") or ("user", "group")}
    rows = [row for row in (_object(call, key) for key in ids) if row]
    kept = [row for row in rows if row["@odata.type"].rpartition(".")[2] in wanted]
    return options.collection(call, "directoryObjects", kept)


def _object(call: Call, key: str) -> dict[str, Any] | None:
    user = call.tenant.users.get(key.lower())
    if user and user.deleted_at is None and call.tenant.passed(user.seen_at):
        row = {name: value for name, value in people.shown(user).items() if name in DEFAULTS["user"]}
        return {"@odata.type": "#microsoft.graph.user", **row}
    group = call.tenant.group(key)
    if group and call.tenant.passed(group.seen_at):
        return {"@odata.type": "#microsoft.graph.group", **groups.shown(group)}
    return None
