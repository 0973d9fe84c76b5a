"""The people of a team: listed, added one by one or many at once, removed.

Registered with the router on import.
"""

from typing import Any

from m365bot.sandbox.directory import groups, people
from m365bot.sandbox.stored.directory import Joined, User
from m365bot.sandbox.stored.teams import Team
from m365bot.sandbox.teams import events, member_query, teams
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import GraphProblem, bad, forbidden, not_found
from m365bot.sandbox.wire.routing import operation

_MEMBER = {"roles": [str], "user@odata.bind": str, "visibleHistoryStartDateTime": str}
_MANY = 200
_ALL, _ONE = "/teams/{team-id}/members", "/teams/{team-id}/members/{conversationMember-id}"
_READ = one_of("TeamMember.Read.All TeamMember.ReadWrite.All")
_WRITE = one_of("TeamMember.ReadWriteNonOwnerRole.All TeamMember.ReadWrite.All")


@operation("GET", _ALL, slice="teams", needs=_READ, query=member_query.OPTIONS, shape="conversationMember")
def list_members(call: Call) -> Reply:
    team = teams.asked(call)
    rows = [_shown(call, team, each) for each in teams.members(call.tenant, team)]
    return member_query.listed(call, f"teams('{team.id}')/members", rows)


@operation("POST", _ALL, slice="teams", needs=_WRITE, body=_MEMBER)
def add_member(call: Call) -> Reply:
    """Who is in already stays, 201 all the same (docs/facts.md 34)."""
    team = teams.asked(call)
    teams.check_owner(call, team)
    user = _user(call, call.body)
    _refuse_guests_of_apps(call, [user])
    before = set(call.tenant.groups[team.id].members)
    teams.enter(call.tenant, call.tenant.groups[team.id], user.id, teams.roles_asked(call.body, user))
    _tell(call, team, before)
    return options.entity(call, f"teams('{team.id}')/members/$entity", _shown(call, team, user), 201)


@operation("POST", f"{_ALL}/add", slice="teams", needs=_WRITE, body={"values": [_MEMBER]})
def add_members(call: Call) -> Reply:
    """200, or 207 where some failed (docs/facts.md 35)."""
    team, rows = _many(call)
    known = [call.tenant.user(people.bound_key(row.get("user@odata.bind"))) for row in rows]
    _refuse_guests_of_apps(call, [each for each in known if each])
    before = set(call.tenant.groups[team.id].members)
    results = [_added(call, team, row) for row in rows]
    _tell(call, team, before)
    return _results(call, results)


@operation(
    "POST",
    f"{_ALL}/remove",
    slice="teams",
    needs=one_of("TeamMember.ReadWrite.All"),
    body={"values": [_MEMBER]},
)
def remove_members(call: Call) -> Reply:
    team, rows = _many(call)
    return _results(call, [_removed(call, team, row) for row in rows])


@operation("GET", _ONE, slice="teams", needs=_READ, query=("$select",), shape="conversationMember")
def get_member(call: Call) -> Reply:
    team = teams.asked(call)
    body = _shown(call, team, _member(call, team))
    return options.entity(call, f"teams('{team.id}')/members/$entity", body)


@operation("PATCH", _ONE, slice="teams", needs=_WRITE, body={"roles": [str]})
def change_member(call: Call) -> Reply:
    team = teams.asked(call)
    teams.check_owner(call, team)
    user, group = _member(call, team), call.tenant.groups[team.id]
    if teams.roles_asked(call.body, user) == ["owner"]:
        group.owners.setdefault(user.id, Joined())
    elif user.id in group.owners:
        teams.check_not_last_owner(call.tenant, team, user.id)
        del group.owners[user.id]
    return options.entity(call, f"teams('{team.id}')/members/$entity", _shown(call, team, user))


@operation("DELETE", _ONE, slice="teams", needs=_WRITE)
def remove_member(call: Call) -> Reply:
    team = teams.asked(call)
    user = _member(call, team)
    if call.token.user_id != user.id:
        teams.check_owner(call, team)
    _leave(call, team, user)
    return Reply(204)


def _tell(call: Call, team: Team, before: set[str]) -> None:
    """General hears of who was not there before."""
    came = [key for key in call.tenant.groups[team.id].members if key not in before]
    events.people_came(call, team.channels[team.general], [call.tenant.users[key] for key in came])


def _shown(call: Call, team: Team, user: User) -> dict[str, Any]:
    return teams.member_shown(call, team.id, user, teams.role_of(call.tenant, team, user))


def _user(call: Call, row: dict[str, Any]) -> User:
    """The person a body names, in Teams' own words where there is none."""
    link = row.get("user@odata.bind")
    if row.get("@odata.type", "").lstrip("#") != "microsoft.graph.aadUserConversationMember":
        raise bad("A member must be a microsoft.graph.aadUserConversationMember.")
    try:
        return people.placed(call, link)
    except GraphProblem as problem:
        if problem.status == 404:
            raise not_found(f"No user found for '{link}'.") from problem
        raise bad(f"Bad user@odata.bind: '{link}'.") from problem


def _refuse_guests_of_apps(call: Call, users: list[User]) -> None:
    """One guest among them spoils the whole request, where the weather has it so (docs/facts.md 124)."""
    refused = call.tenant.weather.word("guests_by_app") == "refused"
    if refused and call.app_only and any(each.guest for each in users):
        raise forbidden("An unknown error has occurred.")


def _member(call: Call, team: Team) -> User:
    user_id = teams.member_of_id(call.params["conversationMember-id"], team.id)
    if not call.tenant.in_team(user_id, team.id):
        raise not_found("No membership with this id.")
    return call.tenant.users[user_id]


def _leave(call: Call, team: Team, user: User) -> None:
    group = call.tenant.groups[team.id]
    if user.id in group.owners:
        teams.check_not_last_owner(call.tenant, team, user.id)
        group.owners.pop(user.id)
    groups.drop(call.tenant, group, user.id)
    events.people_left(call, team.channels[team.general], [user])


def _many(call: Call) -> tuple[Team, list[dict[str, Any]]]:
    team = teams.asked(call)
    teams.check_owner(call, team)
    rows = call.body.get("values") or []
    if not 0 < len(rows) <= _MANY:
        raise bad(f"Between 1 and {_MANY} members can be given in one request.")
    return team, rows


def _added(call: Call, team: Team, row: dict[str, Any]) -> dict[str, Any]:
    try:
        user = _user(call, row)
        teams.enter(call.tenant, call.tenant.groups[team.id], user.id, teams.roles_asked(row, user))
    except GraphProblem as problem:
        return _result(_key(call, row), problem)
    return _result(user.id)


def _removed(call: Call, team: Team, row: dict[str, Any]) -> dict[str, Any]:
    try:
        user = _user(call, row)
        if not call.tenant.in_team(user.id, team.id):
            raise not_found("")
        _leave(call, team, user)
    except GraphProblem as problem:
        return _result(_key(call, row), problem)
    return _result(user.id)


def _key(call: Call, row: dict[str, Any]) -> str:
    """The id a result names, also of somebody unknown; a body that names nobody spoils the whole request."""
    try:
        key = people.bound_key(row.get("user@odata.bind"))
    except GraphProblem as problem:
        raise bad(problem.message) from problem
    user = call.tenant.user(key)
    return user.id if user else key


def _result(key: str, problem: GraphProblem | None = None) -> dict[str, Any]:
    """The one documented error has an empty message (docs/facts.md 35)."""
    error = (
        {"code": problem.code, "message": "" if problem.status == 404 else problem.message}
        if problem
        else None
    )
    return {
        "@odata.type": "#microsoft.graph.aadUserConversationMemberResult",
        "userId": key,
        "error": error,
    }


def _results(call: Call, results: list[dict[str, Any]]) -> Reply:
    if all(each["error"] for each in results) and not results:
        raise forbidden("Nobody was given.")
    status = 207 if any(each["error"] for each in results) else 200
    context = "Collection(microsoft.graph.aadUserConversationMemberResult)"
    reply = options.collection(call, context, results)
    return Reply(status, reply.body)
