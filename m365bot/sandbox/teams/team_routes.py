"""Teams: made from groups, read, their settings changed.

Registered with the router on import.
"""

from typing import Any

from m365bot.sandbox import folders
from m365bot.sandbox.clock import iso
from m365bot.sandbox.directory import groups, people
from m365bot.sandbox.stored.directory import Group, Joined
from m365bot.sandbox.stored.teams import Team, Work
from m365bot.sandbox.teams import channels, events, permissions, teams
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import any_token, me, one_of
from m365bot.sandbox.wire.problems import GraphProblem, bad, forbidden, not_found, team_not_found
from m365bot.sandbox.wire.routing import operation

_TEMPLATES = ("teamsTemplates('standard')",)
_MEMBER = {"roles": [str], "user@odata.bind": str}
_NEW = {
    "template@odata.bind": str,
    "group@odata.bind": str,
    "displayName": str,
    "description": str,
    "visibility": str,
    "members": [_MEMBER],
    **teams.SETTINGS,
}
_CHANGE = {"displayName": str, "description": str, "visibility": str, **teams.SETTINGS}
_OPERATION = "/teams/{team-id}/operations/{teamsAsyncOperation-id}"
_READERS = "Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All"
_JOINED = f"{_READERS} User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"


@operation(
    "PUT",
    "/groups/{group-id}/team",
    slice="teams",
    needs=one_of("Group.ReadWrite.All Directory.ReadWrite.All"),
    body=teams.SETTINGS,
)
def team_of_group(call: Call) -> Reply:
    """Synchronous; 404 while the group is young, 409 where there is a team (docs/facts.md 19)."""
    key = call.params["group-id"]
    group = call.tenant.group(key)
    if group is None or not _old_enough(call.tenant, group):
        raise not_found(f"No group found with id {key}")
    if group.id in call.tenant.teams:
        raise GraphProblem(409, "Conflict", "The group is already provisioned as a team.")
    team = _make(call, group, call.body)
    return options.entity(call, "teams/$entity", teams.shown(call, team), 201)


@operation(
    "GET",
    "/groups/{group-id}/team",
    slice="teams",
    needs=one_of("Group.Read.All"),
    query=("$select",),
    shape="team",
)
def get_team_of_group(call: Call) -> Reply:
    return _read(call, teams.seen(call, call.params["group-id"]))


@operation("POST", "/teams", slice="teams", needs=one_of(f"Team.Create {permissions.WIDE_WRITE}"), body=_NEW)
def create_team(call: Call) -> Reply:
    """Asynchronous: 202 and an operation to be read (16 to 19)."""
    bound = call.body.get("template@odata.bind") or ""
    if not bound.endswith(_TEMPLATES):
        raise bad(f"Invalid bind property name template@odata.bind in request: '{bound}'.")
    group = _bound_group(call) if "group@odata.bind" in call.body else _new_group(call)
    team = _make(call, group, call.body)
    now = call.clock.timestamp()
    kind = "teamifyGroup" if "group@odata.bind" in call.body else "createTeam"
    done = call.tenant.after(call.settings.delays.team_operation)
    work = Work(call.tenant.guid(), kind, now, done, team.id)
    team.works[work.id] = work
    team.seen_at = max(done, team.seen_at)
    place = f"/teams('{team.id}')"
    headers = {"Location": f"{place}/operations('{work.id}')", "Content-Location": place}
    return Reply(202, None, {"Content-Type": "application/json", **headers})


@operation(
    "GET",
    "/teams",
    slice="teams",
    needs=one_of(_READERS),
    query=("$select", "$filter", "$top", "$skiptoken"),
    shape="team",
)
def list_teams(call: Call) -> Reply:
    rows: list[dict[str, Any]] = [
        {k: v for k, v in teams.shown(call, each).items() if k in ("id", "displayName", "description")}
        for each in call.tenant.live_teams()
        if call.tenant.passed(each.seen_at)
        and (call.app_only or call.tenant.in_team(call.caller.id, each.id))
    ]
    if "$filter" in call.query:
        rows = _filtered(call.query["$filter"], rows)
    return options.collection(call, "teams", rows, size=100)


def _filtered(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        wanted = odata_filter.parsed(text, ("displayName", "id"))
    except odata_filter.BadFilter as problem:
        raise bad(f"Invalid filter clause: {problem}") from problem
    return [row for row in rows if wanted.test(row)]


@operation(
    "GET",
    "/teams/{team-id}",
    slice="teams",
    needs=one_of(f"{_READERS} {permissions.WIDE_READ}"),
    query=("$select",),
    shape="team",
)
def get_team(call: Call) -> Reply:
    return _read(call, teams.asked(call))


@operation(
    "PATCH",
    "/teams/{team-id}",
    slice="teams",
    needs=one_of(f"TeamSettings.ReadWrite.All {permissions.WIDE_WRITE}"),
    body=_CHANGE,
)
def change_team(call: Call) -> Reply:
    team = teams.asked(call)
    teams.check_owner(call, team)
    teams.check_live(team)
    groups.check_lengths(call.body)
    group = call.tenant.groups[team.id]
    group.display_name = call.body.get("displayName", group.display_name)
    group.description = call.body.get("description", group.description)
    if call.body.get("visibility"):
        group.visibility = str(call.body["visibility"]).capitalize()
    _set(team, call.body)
    return Reply(204)


@operation(
    "GET", _OPERATION, slice="teams", needs=any_token(), query=("$select",), shape="teamsAsyncOperation"
)
def get_operation(call: Call) -> Reply:
    """Readable before the team is; `attemptsCount` counts nothing here."""
    team = call.tenant.team(call.params["team-id"])
    work = team.works.get(call.params["teamsAsyncOperation-id"]) if team else None
    if team is None or work is None:
        raise team_not_found(call.params["team-id"])
    return options.entity(call, f"teams('{team.id}')/operations/$entity", _work_shown(call, work))


@operation("GET", "/me/joinedTeams", slice="teams", needs=me(_JOINED))
def my_teams(call: Call) -> Reply:
    return _joined(call, call.caller.id)


@operation("GET", "/users/{user-id}/joinedTeams", slice="teams", needs=one_of(_JOINED))
def teams_of_user(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    if not call.app_only and call.caller.id != user.id:
        raise forbidden("Only the user's own teams can be read.")
    return _joined(call, user.id)


def _joined(call: Call, user_id: str) -> Reply:
    fields = (
        "id",
        "displayName",
        "description",
        "internalId",
        "isArchived",
        "visibility",
        "tenantId",
        "webUrl",
    )
    rows = [
        {name: value for name, value in teams.shown(call, each).items() if name in fields}
        for each in call.tenant.live_teams()
        if call.tenant.passed(each.seen_at) and call.tenant.in_team(user_id, each.id)
    ]
    return options.collection(call, "teams", rows)


def _read(call: Call, team: Team) -> Reply:
    body = teams.shown(call, team)
    if "summary" in call.query.get("$select", ""):
        body["summary"] = teams.counted(call, team)
    return options.entity(call, "teams/$entity", body)


def _old_enough(tenant: Tenant, group: Group) -> bool:
    return tenant.passed(group.seen_at) and tenant.passed(group.teamable_at)


def _make(call: Call, group: Group, settings: dict[str, Any]) -> Team:
    """The team on a group: its General channel, its site if there is none yet."""
    tenant = call.tenant
    if not group.unified:
        raise bad("The group must be a Microsoft 365 group.")
    if not group.owners:
        raise bad("The group must have at least one owner to be a team.")
    if not call.app_only and call.token.user_id not in group.owners:
        raise forbidden("Only owners of the group may do this.")
    general = channels.new(tenant, "General")
    team = Team(group.id, call.stamp, general.id, tenant.after(call.settings.delays.team_seen))
    team.settings = {part: dict(values) for part, values in teams.DEFAULTS.items()}
    _set(team, settings)
    team.channels[general.id] = general
    tenant.teams[team.id] = team
    _flag(tenant, group)
    ready = tenant.after(call.settings.delays.group_site)
    tenant.sites.make_group_site(group.id, group.mail_nickname, group.display_name, call.now, ready_at=ready)
    folders.await_folder(tenant, team, general)
    events.team_made(call, team)
    return team


def _flag(tenant: Tenant, group: Group) -> None:
    """The group says that it is a team, at once or later."""
    group.flagged_at = tenant.clock.timestamp() + tenant.weather.seconds("team_flag_lag_s")
    groups.flag_when_due(tenant, group)


def _set(team: Team, body: dict[str, Any]) -> None:
    for part in teams.DEFAULTS:
        team.settings[part].update(body.get(part) or {})


def _bound_group(call: Call) -> Group:
    for name in ("displayName", "visibility", "members", "description"):
        if name in call.body:
            raise bad(f"'{name}' cannot be given with group@odata.bind.")
    key = call.body["group@odata.bind"].rstrip("/').").rpartition("/")[2].removeprefix("groups('")
    group = call.tenant.group(key)
    if group is None or not _old_enough(call.tenant, group):
        raise not_found(f"No group found with id {key}")
    if group.id in call.tenant.teams:
        raise GraphProblem(409, "Conflict", "The group is already provisioned as a team.")
    return group


def _new_group(call: Call) -> Group:
    """The group beneath a new team, named by the service."""
    name = call.body.get("displayName")
    if not name:
        raise bad("A team needs a displayName.")
    groups.check_lengths(call.body)
    tenant, rows = call.tenant, call.body.get("members") or []
    owners = [
        people.bound(call, row.get("user@odata.bind")).id for row in rows if row.get("roles") == ["owner"]
    ]
    if call.token.user_id:
        owners = [call.token.user_id, *owners]
    elif len(rows) != 1 or len(owners) != 1:
        raise bad("Exactly one owner must be given when the team is created in application context.")
    nickname = f"msteams_{tenant.chance.getrandbits(24):06x}"
    groups.check_nickname(tenant, nickname)
    group = Group(tenant.guid(), name, nickname, call.stamp, call.body.get("description"))
    group.visibility = str(call.body.get("visibility") or "Public").capitalize()
    group.mail = f"{nickname}@{tenant.domain}"
    group.owners = {each: Joined() for each in owners}
    group.members = {each: Joined() for each in owners}
    group.seen_at = call.clock.timestamp() + tenant.weather.seconds("group_hidden_s")
    tenant.groups[group.id] = group
    return group


def _work_shown(call: Call, work: Work) -> dict[str, Any]:
    done = call.tenant.passed(work.done_at)
    return {
        "id": work.id,
        "operationType": work.kind if work.kind == "createTeam" else _hidden(call, work.kind),
        "createdDateTime": iso(work.created_at),
        "status": "succeeded" if done else "inProgress",
        "lastActionDateTime": iso(work.done_at if done else work.created_at),
        "attemptsCount": 1,
        "targetResourceId": work.target,
        "targetResourceLocation": f"/teams('{work.target}')",
        "error": None,
    }


def _hidden(call: Call, value: str) -> str:
    """Members after unknownFutureValue are shown only to who asks for them (docs/facts.md 7)."""
    asks = "include-unknown-enum-members" in call.headers.get("prefer", "").lower()
    return value if asks else "unknownFutureValue"
