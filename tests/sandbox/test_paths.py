"""How addresses become operations."""

import pytest

from m365bot.sandbox import operations
from m365bot.sandbox.wire import needs, paths, routing
from m365bot.sandbox.wire.problems import GraphProblem
from tests.contract import kit


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("/teams('a-1')/channels", "/teams/a-1/channels"),
        ("//teams/a", "/teams/a"),
        ("/teams/a/channels/19%3Ax%40thread.tacv2", "/teams/a/channels/19:x@thread.tacv2"),
        ("/groups/delta()", "/groups/delta"),
        ("/groups/microsoft.graph.delta()", "/groups/delta"),
        ("/directory/deletedItems/microsoft.graph.group", "/directory/deletedItems/graph.group"),
        ("/groups/(uniqueName='x')", "/groups(uniqueName='x')"),
        ("/users('o''neill%40x.jp')", "/users/o'neill@x.jp"),
        (
            "/drives/d/root:/%E7%AC%AC1%E5%9B%9E/a%23b%25.txt:/content",
            "/drives/d/root:/第1回/a#b%.txt:/content",
        ),
    ],
)
def test_an_address_is_read_as_the_service_reads_it(raw: str, read: str) -> None:
    assert paths.decoded(raw) == read


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/teams/1/channels/2", "GET /teams/{team-id}/channels/{channel-id}"),
        (
            "GET",
            "/teams/1/channels/2/messages/delta()",
            "GET /teams/{team-id}/channels/{channel-id}/messages/delta()",
        ),
        ("POST", "/teams/1/members/add", "POST /teams/{team-id}/members/add"),
        ("GET", "/groups(uniqueName='a')", "GET /groups(uniqueName='{uniqueName}')"),
        ("GET", "/drives/1/root:/a/b.txt", "GET /drives/{drive-id}/root:/{item-path}"),
        ("PUT", "/drives/1/root:/a/b.txt:/content", "PUT /drives/{drive-id}/root:/{item-path}:/content"),
    ],
)
def test_an_operation_is_found(method: str, path: str, name: str) -> None:
    assert routing.find(method, path)[0].name == name


def test_a_slash_that_was_encoded_stays_within_its_parameter() -> None:
    _, params, _ = routing.find("GET", "/users/a%2Fb")

    assert params == {"user-id": "a/b"}


def test_a_sign_in_name_may_begin_like_a_cast() -> None:
    _, params, _ = routing.find("GET", "/users/graph.team@example.jp")

    assert params == {"user-id": "graph.team@example.jp"}


def test_an_unknown_path_is_named_and_a_known_one_says_its_methods() -> None:
    with pytest.raises(GraphProblem) as unknown:
        routing.find("GET", "/planner/plans")
    with pytest.raises(GraphProblem) as wrong:
        routing.find("PUT", "/teams/1")

    assert (unknown.value.status, "/planner/plans" in unknown.value.message) == (501, True)
    assert (wrong.value.status, "GET, PATCH" in wrong.value.message) == (501, True)


def test_every_operation_lets_somebody_pass() -> None:
    assert [
        each.name for each in operations.every() if not (each.needs.application or each.needs.delegated)
    ] == []


def test_all_permissions_are_those_of_the_operations_and_no_wildcard() -> None:
    application, delegated = routing.all_permissions()

    assert {"Channel.Create", "TeamsTab.ReadWriteForTeam.All"} <= application
    assert {"ChannelMessage.Send", "TeamsTab.ReadWriteForTeam"} <= delegated
    assert "ChannelMessage.Send" not in application
    assert needs.ANYONE not in application | delegated


@kit.needs_kit
def test_every_operation_is_one_of_the_contract() -> None:
    unknown = [
        each.name
        for each in operations.every()
        if kit.check_body("", each.method, each.template.text, 400, {})
        == [f"{each.method} {each.template.text}: not in the contract"]
    ]

    assert unknown == []


@kit.needs_kit
def test_permissions_are_those_of_the_contract() -> None:
    """Each name that lets an operation pass is one its page lists (deleted items: the page of each kind)."""
    listed = {f"{row['method']} {row['path']}": row for row in kit.permissions()}
    wrong = {}
    for each in operations.every():
        name = each.name
        for kind, key in (("application", "application"), ("delegated", "delegatedWork")):
            held = listed.get(name, {}).get(key) or {}
            known = {*held.get("leastPrivileged", ()), *held.get("higherPrivileged", ())}
            extra = set(getattr(each.needs, kind)) - {needs.ANYONE} - known
            if known and extra and "deletedItems" not in name:
                wrong[name, kind] = sorted(extra)

    assert wrong == {}
