"""What a tenant holds from the start, and what the control API adds to it.

Called by the server. The default seed's people are those of the reference instance but outside instructors
(seeds/reference.json).
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.directory import people
from m365bot.sandbox.entra import apps, grants
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.sharepoint.sites import initial
from m365bot.sandbox.stored.directory import Group, Joined, User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem

PASSWORD = "Renshu-2025!"  # noqa: S105  # everybody's, in the sandbox
_FOLDER = Path(__file__).parent / "seeds"
_USER = {
    "userPrincipalName",
    "mail",
    "displayName",
    "department",
    "jobTitle",
    "password",
    "admin",
    "guest",
    "accountEnabled",
    "licensed",
    "chats",
}
_GROUP = {"displayName", "mail", "mailNickname", "kind", "members", "owners", "groups", "subscribers"}
_KINDS = ("distribution", "microsoft365", "security")


def names() -> list[str]:
    """The seeds there are."""
    return sorted(each.stem for each in _FOLDER.glob("*.json"))


def tenant(name: str, settings: Settings, clock: VirtualClock) -> Tenant:
    """A new tenant by the seed of that name."""
    if name not in names():
        raise ValueError(f"there is no seed '{name}' (there are: {', '.join(names())})")
    data = _data(name)
    made = Tenant(domain=data["domain"], settings=settings, clock=clock)
    made.password = PASSWORD
    for row in data["users"]:
        _put_user(made, row, known=None)
    made.service_account = data["service_account"]
    made.cast = [*data.get("cast", ())]
    account = made.user(made.service_account)
    if account is None:
        account = add_user(made, {"userPrincipalName": made.service_account, "displayName": "DX通信"})
    apps.add_own(made, data.get("roles") or {})
    bot = made.apps[apps.bot_id(made)]
    grants.new_refresh_token(made, bot, account, list(bot.delegated))
    initial.root_site(made)
    for site in initial.add_sites(made, data.get("sites", [])):
        site.named = False  # a seed of one's own calls it what it likes
    return made


@cache
def _data(name: str) -> Mapping[str, Any]:
    """Read only, never changed."""
    data: Mapping[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return data


def check(data: Mapping[str, Any]) -> None:
    """Raises ValueError for what `add` would refuse."""
    try:
        add(Tenant(), data)
    except GraphProblem as problem:
        raise ValueError(problem.message) from problem


def add(made: Tenant, data: Mapping[str, Any]) -> dict[str, int]:
    """POST /control/seed: adds to what is there, at once; how many of each."""
    _known(
        data, {"users", "groups", "apps", "sites", "general", "domain", "service_account", "cast"}, "the seed"
    )
    made.domain = data.get("domain") or made.domain
    rows = {name: data.get(name) or [] for name in ("users", "groups", "apps", "sites", "general")}
    named = _by_name(made) if rows["users"] else {}
    for row in rows["users"]:
        user = _put_user(made, row, known=named.get(_name(row).lower()))
        named |= _names_of(user)
    for row in rows["groups"]:
        add_group(made, row)
    for row in rows["apps"]:
        apps.add(made, row)
    initial.add_sites(made, rows["sites"])
    for row in rows["general"]:
        _rename_general(made, row)
    if "cast" in data:
        made.cast = [_part(row) for row in data["cast"]]
    if data.get("service_account"):
        _sign_in(made, data["service_account"])
    made.changes += 1
    return {name: len(each) for name, each in rows.items()}


def _part(row: Mapping[str, Any]) -> dict[str, str]:
    """{as, who}: what somebody is in the programme that is practised, and the sign-in name."""
    _known(row, {"as", "who"}, "cast")
    return {"as": str(row["as"]), "who": str(row["who"])}


def _sign_in(made: Tenant, name: str) -> None:
    """The account that `env` signs in from now on."""
    account = made.user(name) or add_user(made, {"userPrincipalName": name})
    made.service_account = account.upn
    if bot := made.apps.get(apps.bot_id(made)):
        grants.new_refresh_token(made, bot, account, list(bot.delegated))


def _known(row: Mapping[str, Any], names: set[str], what: str) -> None:
    for name in sorted(set(row) - names):
        raise GraphProblem(400, "BadRequest", f"'{name}' is not known in {what}.")


def add_user(made: Tenant, row: Mapping[str, Any]) -> User:
    """Known at once; one of the same sign-in name is changed."""
    return _put_user(made, row, known=made.user(_name(row)))


def _put_user(made: Tenant, row: Mapping[str, Any], *, known: User | None) -> User:
    """`known`: who has the name already; a seed's own people are all new, and nobody is looked for."""
    _known(row, _USER, "users")
    upn = _name(row)
    if "@" not in upn:
        raise GraphProblem(400, "BadRequest", "A user needs a userPrincipalName.")
    guest = bool(row.get("guest"))
    upn = people.guest_name(made, upn) if guest and "#EXT#" not in upn else upn
    user = known or User(_id(made.id, upn.lower()), upn, "")
    user.display_name = row.get("displayName") or user.display_name or upn.partition("@")[0]
    user.mail = row.get("mail") or user.mail or (row.get("userPrincipalName") or upn)
    user.department = row.get("department", user.department)
    user.job_title = row.get("jobTitle", user.job_title)
    user.password = row.get("password") or user.password
    user.guest = guest or user.guest
    user.admin = bool(row.get("admin", user.admin))
    user.enabled = bool(row.get("accountEnabled", user.enabled))
    user.licensed = bool(row.get("licensed", user.licensed))
    user.chats = bool(row.get("chats", user.chats))
    user.created = user.created or "2021-04-01T00:00:00Z"
    made.users[user.id] = user
    return user


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("userPrincipalName") or row.get("mail") or "")


@lru_cache(1024)  # each fresh tenant of a seed has the same people
def _id(tenant: str, name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(tenant), name))


def add_group(made: Tenant, row: Mapping[str, Any]) -> Group:
    """A group that others made, old enough for everything. groups: those in it, by name or address. members: of `["*"]`
    everybody who belongs to the organisation and reads mail.
    """
    _known(row, _GROUP, "groups")
    kind = row.get("kind", "microsoft365")
    if kind not in _KINDS:
        raise GraphProblem(400, "BadRequest", f"kind is one of {', '.join(_KINDS)}.")
    nickname = row.get("mailNickname") or str(row.get("mail") or "").partition("@")[0] or made.guid()[:8]
    group = Group(made.guid(), row["displayName"], nickname, "2024-04-01T00:00:00Z")
    group.group_types = ["Unified"] if kind == "microsoft365" else []
    group.mail_enabled, group.security_enabled = kind != "security", kind == "security"
    group.mail = row.get("mail") or (f"{nickname}@{made.domain}" if group.mail_enabled else None)
    group.visibility = "Private" if group.unified else None
    group.members = {each: Joined() for each in _members(made, row)}
    group.owners = {each: Joined() for each in _ids(made, row.get("owners") or [])}
    group.nested = [_group_called(made, each).id for each in row.get("groups") or []]
    group.subscribers = _ids(made, row.get("subscribers") or [])
    made.groups[group.id] = group
    if group.unified:
        made.sites.make_group_site(group.id, nickname, group.display_name, made.clock.now())
    return group


def _group_called(made: Tenant, name: str) -> Group:
    """By its name or address: one that is in another group."""
    found = next((each for each in made.groups.values() if name in (each.display_name, each.mail)), None)
    if found is None:
        raise GraphProblem(400, "BadRequest", f"There is no group '{name}'.")
    return found


def _members(made: Tenant, row: Mapping[str, Any]) -> list[str]:
    if row.get("members") != ["*"]:
        return _ids(made, row.get("members") or [])
    return [each.id for each in made.users.values() if each.licensed and not each.guest]


def _by_name(made: Tenant) -> dict[str, User]:
    """Everybody by what `Tenant.user` finds them by: thousands are looked up at once here."""
    return {
        name: user
        for each in made.users.values()
        if each.deleted_at is None
        for name, user in _names_of(each).items()
    }


def _names_of(user: User) -> dict[str, User]:
    return {name.lower(): user for name in (user.id, user.upn, user.mail) if name}


def _ids(made: Tenant, names: Iterable[str]) -> list[str]:
    wanted = [*names]
    named = _by_name(made) if wanted else {}
    users = [(name, named.get(name.lower())) for name in wanted]
    for name, user in users:
        if user is None:
            raise GraphProblem(400, "BadRequest", f"There is no user '{name}'.")
    return [user.id for _, user in users if user]


def _rename_general(made: Tenant, row: Mapping[str, Any]) -> None:
    """{team: nickname or id, displayName}: General renamed, as people can since 2024 (docs/facts.md 27)."""
    _known(row, {"team", "displayName"}, "general")
    for team in made.live_teams():
        if row["team"] in (team.id, made.groups[team.id].mail_nickname):
            team.channels[team.general].display_name = row["displayName"]
            return
    raise GraphProblem(400, "BadRequest", f"There is no team '{row['team']}'.")
