"""`$batch` as msgraph-core packs it, and as a plain client does."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from msgraph import GraphServiceClient
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.models.group import Group

from tests.foreign import sdk
from tests.foreign.plain import session
from tests.foreign.served import Served

Groups = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters
TEAMS_ONLY = "resourceProvisioningOptions/Any(x:x eq 'Team')"


@pytest.fixture
async def graph(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_app(served, served.app("batch")) as client:
        yield client


@pytest.fixture
def core() -> Any:
    """msgraph-core's batch classes import `deprecated`, which it does not declare."""
    pytest.importorskip("deprecated", reason="msgraph-core needs it for batches, and does not say so")
    from msgraph_core.requests.batch_request_content import BatchRequestContent
    from msgraph_core.requests.batch_request_item import BatchRequestItem

    return SimpleNamespace(BatchRequestItem=BatchRequestItem, BatchRequestContent=BatchRequestContent)


async def test_the_sdk_packs_reads(graph: GraphServiceClient, core: Any, served: Served) -> None:
    """What they hold stays out: msgraph-core 1.5.2 with its own kiota loses bodies that are JSON."""
    first, second = (
        core.BatchRequestItem(graph.users.by_user_id(name).to_get_request_information())
        for name in (served.account, "nobody@example.jp")
    )

    answer = await graph.batch.post(core.BatchRequestContent({first.id: first, second.id: second}))

    assert answer.get_response_status_codes() == {first.id: 200, second.id: 404}


async def test_the_sdk_packs_a_write(graph: GraphServiceClient, core: Any, served: Served) -> None:
    wanted = Group(display_name="一括", mail_nickname="ikkatsu", mail_enabled=False, security_enabled=True)
    write = core.BatchRequestItem(graph.groups.to_post_request_information(wanted))

    answer = await graph.batch.post(core.BatchRequestContent({write.id: write}))

    assert answer.get_response_status_codes() == {write.id: 201}
    served.passes(10)
    made = await graph.groups.get(sdk.asking(Groups(filter="mailNickname eq 'ikkatsu'")))
    assert made and [each.display_name for each in made.value or []] == ["一括"]


def test_a_plain_client_packs_reads_and_writes(served: Served) -> None:
    app = served.app("batch")
    body = {
        "requests": [
            {"id": "1", "method": "GET", "url": f"/users/{served.account}?$select=id,displayName"},
            {"id": "2", "method": "GET", "url": f"/groups?$filter={TEAMS_ONLY}&$select=id"},
            {
                "id": "3",
                "method": "POST",
                "url": "/groups",
                "headers": {"Content-Type": "application/json"},
                "body": {
                    "displayName": "順",
                    "mailNickname": "jun",
                    "mailEnabled": False,
                    "securityEnabled": True,
                },
            },
            {"id": "4", "method": "GET", "url": "/users/nobody@example.jp", "dependsOn": ["3"]},
            {"id": "5", "method": "GET", "url": "/users", "dependsOn": ["4"]},
        ]
    }

    with session(served, app) as client:
        answer = client.post(f"{sdk.ROOT}/$batch", json=body, timeout=60)

    rows = {each["id"]: each for each in answer.json()["responses"]}
    assert {key: row["status"] for key, row in rows.items()} == {
        "1": 200,
        "2": 200,
        "3": 201,
        "4": 404,
        "5": 424,
    }
    assert rows["1"]["body"]["displayName"] == "DX通信"
    assert rows["3"]["body"]["displayName"] == "順"


def test_members_go_into_a_group_by_reference_in_a_batch(served: Served) -> None:
    served.seed(groups=[{"displayName": "まとめ", "mailNickname": "matome"}])
    people = ["a.endo@example.jp", "a.ikeda@example.jp"]

    with session(served, served.app("batch")) as client:
        group = one(client, "/groups?$filter=mailNickname eq 'matome'")
        links = [{"@odata.id": f"{sdk.ROOT}/users/{each}"} for each in people]
        posts = [post(str(n), f"/groups/{group}/members/$ref", link) for n, link in enumerate(links)]
        answer = client.post(f"{sdk.ROOT}/$batch", json={"requests": posts}, timeout=60).json()
        inside = client.get(f"{sdk.ROOT}/groups/{group}/members", timeout=60).json()["value"]

    assert [each["status"] for each in answer["responses"]] == [204, 204]
    assert sorted(each["userPrincipalName"] for each in inside) == people


def one(client: requests.Session, path: str) -> str:
    (row,) = client.get(f"{sdk.ROOT}{path}", timeout=60).json()["value"]
    return str(row["id"])


def post(key: str, url: str, body: object) -> dict[str, object]:
    headers = {"Content-Type": "application/json"}
    return {"id": key, "method": "POST", "url": url, "headers": headers, "body": body}
