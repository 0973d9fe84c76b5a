"""Tabs of channels: website tabs (docs/facts.md 42, 105).

Registered with the router on import. A repeat makes a second tab; a new one is missing in lists for moments.
"""

import uuid
from typing import Any
from urllib.parse import urlsplit

from m365bot.sandbox.stored.teams import Channel, Tab, Team
from m365bot.sandbox.teams import channels, permissions, teams
from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import Needs, one_of
from m365bot.sandbox.wire.problems import bad, forbidden, not_found, not_simulated
from m365bot.sandbox.wire.routing import operation

WEBSITE = "com.microsoft.teamspace.tab.web"
_ALL = "/teams/{team-id}/channels/{channel-id}/tabs"
_ONE = f"{_ALL}/{{teamsTab-id}}"
_CONFIGURATION = {"entityId": str, "contentUrl": str, "removeUrl": str, "websiteUrl": str}
_NEW = {"displayName": str, "teamsApp@odata.bind": str, "configuration": _CONFIGURATION}
_CHANGE = {"displayName": str, "configuration": _CONFIGURATION}
_WRITERS = "TeamsTab.ReadWriteSelfForTeam{0} TeamsTab.ReadWriteForTeam{0} TeamsTab.ReadWrite.All"


def _of_tabs(names: str, others: str) -> Needs:
    """An app's names end in .All where a person's do not."""
    return one_of(f"{names.format('.All')} {others}", person=f"{names.format('')} {others}")


_READ = _of_tabs(f"TeamsTab.Read.All {_WRITERS}", permissions.WIDE_READ)
_CREATE = _of_tabs(f"TeamsTab.Create {_WRITERS}", permissions.WIDE_WRITE)
_WRITE = _of_tabs(_WRITERS, permissions.WIDE_WRITE)


@operation("GET", _ALL, slice="teams", needs=_READ, query=("$select", "$filter", "$expand"), shape="teamsTab")
def list_tabs(call: Call) -> Reply:
    team, channel = channels.asked(call)
    rows = [each for each in channel.tabs.values() if call.tenant.passed(each.listed_at)]
    shown = [_shown(each, expanded=True) for each in rows]
    if call.tenant.weather.holds("tab_without_app"):
        shown.append(_without_app(channel))
    if "$filter" in call.query:
        shown = _filtered(call.query["$filter"], shown)
    if not _expands(call):
        for row in shown:
            row.pop("teamsApp")
    return options.collection(call, _context(team, channel, "tabs"), shown, count=True)


@operation("POST", _ALL, slice="teams", needs=_CREATE, body=_NEW)
def create_tab(call: Call) -> Reply:
    team, channel = _changed(call)
    app = (
        (call.body.get("teamsApp@odata.bind") or "")
        .rstrip("')")
        .rpartition("/")[2]
        .removeprefix("teamsApps('")
    )
    if not app:
        raise bad("teamsApp@odata.bind must be given.")
    if app != WEBSITE:
        raise not_simulated(f"tabs of the app {app}")
    tab = Tab(call.tenant.guid(), "", app, dict.fromkeys(_CONFIGURATION))
    _set(tab, call.body)
    tab.listed_at = call.tenant.listed_at()
    channel.tabs[tab.id] = tab
    _refuse_first(call, channel)
    body = _shown(tab, expanded=False)
    return options.entity(call, _context(team, channel, "tabs/$entity"), body, 201)


@operation("GET", _ONE, slice="teams", needs=_READ, query=("$select", "$expand"), shape="teamsTab")
def get_tab(call: Call) -> Reply:
    team, channel = channels.asked(call)
    body = _shown(_tab(call, channel), expanded=_expands(call))
    return options.entity(call, _context(team, channel, "tabs/$entity"), body)


@operation("PATCH", _ONE, slice="teams", needs=_WRITE, body=_CHANGE)
def change_tab(call: Call) -> Reply:
    team, channel = _changed(call)
    tab = _tab(call, channel)
    _set(tab, call.body)
    return options.entity(call, _context(team, channel, "tabs/$entity"), _shown(tab, expanded=False))


@operation("DELETE", _ONE, slice="teams", needs=_WRITE)
def delete_tab(call: Call) -> Reply:
    _, channel = _changed(call)
    del channel.tabs[_tab(call, channel).id]
    return Reply(204)


def _refuse_first(call: Call, channel: Channel) -> None:
    """It is made, and answered 400 (docs/facts.md 130)."""
    if call.tenant.weather.holds("tab_made_answers_400") and not channel.tab_refused:
        channel.tab_refused = True
        call.tenant.changes += 1
        raise bad("Value cannot be null. Parameter name: entity.")


def _context(team: Team, channel: Channel, tail: str) -> str:
    return f"teams('{team.id}')/channels('{channel.id}')/{tail}"


def _changed(call: Call) -> tuple[Team, Channel]:
    team, channel = channels.asked(call)
    teams.check_live(team)
    owner = call.app_only or call.tenant.owns_team(call.caller.id, team.id)
    allowed = team.settings["memberSettings"]["allowCreateUpdateRemoveTabs"]
    if not owner and (call.caller.guest or not allowed):
        raise forbidden("The team's settings do not let the caller change tabs.")
    return team, channel


def _tab(call: Call, channel: Channel) -> Tab:
    found = channel.tabs.get(call.params["teamsTab-id"].lower())
    if found is None:
        raise not_found(f"No tab found with id {call.params['teamsTab-id']}.")
    return found


def _expands(call: Call) -> bool:
    wanted = call.query.get("$expand")
    if wanted not in (None, "teamsApp"):
        raise bad(f"$expand={wanted} is not supported; teamsApp is.")
    return wanted is not None


def _filtered(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        wanted = odata_filter.parsed(text, ("displayName", "teamsApp/id"))
    except odata_filter.BadFilter as problem:
        raise bad(f"Invalid filter clause: {problem}") from problem
    return [row for row in rows if wanted.test(row)]


def _set(tab: Tab, body: dict[str, Any]) -> None:
    name = body.get("displayName", tab.display_name)
    if not name or len(name) > 128:
        raise bad("A tab needs a displayName of at most 128 characters.")
    configuration = {**tab.configuration, **(body.get("configuration") or {})}
    for key in ("contentUrl", "websiteUrl"):
        if urlsplit(configuration[key] or "").scheme != "https":
            raise bad(f"configuration/{key} must be an absolute https address.")
    tab.display_name, tab.configuration = name, configuration


def _shown(tab: Tab, *, expanded: bool) -> dict[str, Any]:
    row = {
        "id": tab.id,
        "displayName": tab.display_name,
        "webUrl": f"https://teams.microsoft.com/l/entity/{tab.app}/_djb2_msteams_prefix_{tab.id[:8]}",
        "configuration": dict(tab.configuration),
    }
    app = {"id": tab.app, "externalId": None, "displayName": "Website", "distributionMethod": "store"}
    return {**row, "teamsApp": app} if expanded else row


def _without_app(channel: Channel) -> dict[str, Any]:
    """A tab whose app is gone, as some channels list one (docs/facts.md 130)."""
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, channel.id))
    return {"id": key, "displayName": "Wiki", "webUrl": None, "configuration": None, "teamsApp": None}
