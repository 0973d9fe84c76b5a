"""msgraph-sdk with typed models: teams, channels, members, tabs, messages."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from kiota_http.middleware.options import HeadersInspectionHandlerOption
from msgraph import GraphServiceClient
from msgraph.generated.models.aad_user_conversation_member import AadUserConversationMember
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.channel import Channel
from msgraph.generated.models.channel_membership_type import ChannelMembershipType
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.group import Group
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.team import Team
from msgraph.generated.models.team_member_settings import TeamMemberSettings
from msgraph.generated.models.teams_async_operation_status import TeamsAsyncOperationStatus
from msgraph.generated.models.teams_tab import TeamsTab
from msgraph.generated.models.teams_tab_configuration import TeamsTabConfiguration
from msgraph.generated.teams.item.channels.channels_request_builder import ChannelsRequestBuilder
from msgraph.generated.teams.item.channels.item.messages.messages_request_builder import (
    MessagesRequestBuilder,
)
from msgraph.generated.teams.item.channels.item.tabs.tabs_request_builder import TabsRequestBuilder
from msgraph.generated.teams.item.members.add.add_post_request_body import AddPostRequestBody
from msgraph.generated.teams.item.members.members_request_builder import MembersRequestBuilder

from tests.foreign import sdk
from tests.foreign.served import Served

Channels = ChannelsRequestBuilder.ChannelsRequestBuilderGetQueryParameters
Messages = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
Tabs = TabsRequestBuilder.TabsRequestBuilderGetQueryParameters
Members = MembersRequestBuilder.MembersRequestBuilderGetQueryParameters
PEOPLE = ("a.endo@example.jp", "a.hasegawa@example.jp", "a.ikeda@example.jp")
WEBSITE = f"{sdk.ROOT}/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web"
_numbers = count(1)


@pytest.fixture
async def graph(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_app(served, served.app("teams")) as client:
        yield client


@pytest.fixture
async def account(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_person(served, served.app("teams"), served.account) as client:
        yield client


@dataclass(frozen=True)
class Place:
    """A team that is there, owned by the service account, and its builder."""

    id: str
    team: Any


async def group_of(graph: GraphServiceClient, served: Served) -> str:
    """As young as a group can be."""
    owner = f"{sdk.ROOT}/users/{served.account}"
    made = await graph.groups.post(
        Group(
            display_name="練習チーム",
            mail_nickname=f"renshu-{next(_numbers)}",
            mail_enabled=True,
            security_enabled=False,
            group_types=["Unified"],
            additional_data={"owners@odata.bind": [owner], "members@odata.bind": [owner]},
        )
    )
    assert made and made.id
    return made.id


@pytest.fixture
async def place(graph: GraphServiceClient, served: Served) -> Place:
    group = await group_of(graph, served)
    served.passes(60)
    await graph.groups.by_group_id(group).team.put(Team())
    served.passes(60)
    return Place(group, graph.teams.by_team_id(group))


async def ids(graph: GraphServiceClient) -> list[str]:
    people = [await graph.users.by_user_id(each).get() for each in PEOPLE]
    return [each.id for each in people if each and each.id]


async def test_a_team_stands_on_a_group_once_the_group_is_known(
    graph: GraphServiceClient, served: Served
) -> None:
    group = await group_of(graph, served)
    wanted = Team(member_settings=TeamMemberSettings(allow_create_update_channels=False))

    with pytest.raises(ODataError) as early:
        await graph.groups.by_group_id(group).team.put(wanted)
    served.passes(60)
    made = await graph.groups.by_group_id(group).team.put(wanted)
    served.passes(60)
    with pytest.raises(ODataError) as twice:
        await graph.groups.by_group_id(group).team.put(wanted)
    team = await graph.teams.by_team_id(group).get()

    assert early.value.response_status_code == 404
    assert made and made.id == group
    assert twice.value.response_status_code == 409
    assert team and team.display_name == "練習チーム" and team.is_archived is False
    assert team.member_settings and team.member_settings.allow_create_update_channels is False
    assert team.web_url and team.web_url.startswith("https://teams.microsoft.com/")


async def test_a_team_of_a_template_comes_by_and_by(graph: GraphServiceClient, served: Served) -> None:
    headers = HeadersInspectionHandlerOption(inspect_response_headers=True)
    wanted = Team(
        display_name="テンプレートから",
        description="ひな形",
        members=[sdk.member(served.account, "owner")],
        additional_data={"template@odata.bind": f"{sdk.ROOT}/teamsTemplates('standard')"},
    )
    asked = sdk.asking()
    asked.options = [headers]

    await graph.teams.post(wanted, asked)
    location = "".join(headers.response_headers.get("location"))
    team, operation = re.fullmatch(r"/teams\('(.+)'\)/operations\('(.+)'\)", location).groups()  # type: ignore[union-attr]
    watched = graph.teams.by_team_id(team).operations.by_teams_async_operation_id(operation)
    begun = await watched.get()
    served.passes(90)
    ended = await watched.get()

    assert begun and begun.status is not TeamsAsyncOperationStatus.Succeeded
    assert ended and ended.status is TeamsAsyncOperationStatus.Succeeded
    assert ended.target_resource_id == team
    made = await graph.teams.by_team_id(team).get()
    assert made and made.display_name == "テンプレートから"


async def test_channels_are_made_listed_changed_and_deleted(place: Place, served: Served) -> None:
    general = await place.team.primary_channel.get()
    made = await place.team.channels.post(Channel(display_name="R7 第01回", description="第1回の資料"))
    served.passes(10)
    standard = Channels(filter="membershipType eq 'standard'", select=["id", "displayName", "membershipType"])

    listed = await place.team.channels.get(sdk.asking(standard))
    await place.team.channels.by_channel_id(made.id).patch(Channel(description="変わった"))
    again = await place.team.channels.by_channel_id(made.id).get()
    with pytest.raises(ODataError) as twice:
        await place.team.channels.post(Channel(display_name="r7 第01回"))
    await place.team.channels.by_channel_id(made.id).delete()
    after = await place.team.channels.get()

    assert {each.display_name for each in listed.value} == {general.display_name, "R7 第01回"}
    assert {each.membership_type for each in listed.value} == {ChannelMembershipType.Standard}
    assert again.description == "変わった" and again.created_date_time
    assert sdk.code_of(twice.value) in [(400, "BadRequest"), (400, "NameAlreadyExists")]
    assert [each.id for each in after.value] == [general.id]


async def test_a_private_channel_is_made_with_its_people(
    graph: GraphServiceClient, place: Place, served: Served
) -> None:
    person, *_ = await ids(graph)
    await place.team.members.post(sdk.member(person))
    served.passes(10)

    made = await place.team.channels.post(
        Channel(
            display_name="1班",
            membership_type=ChannelMembershipType.Private,
            members=[sdk.member(served.account, "owner"), sdk.member(person)],
        )
    )
    served.passes(10)
    channel = place.team.channels.by_channel_id(made.id)
    inside = await channel.members.get()
    with pytest.raises(ODataError) as early:
        await channel.files_folder.get()
    served.passes(120)
    folder = await channel.files_folder.get()

    assert made.membership_type is ChannelMembershipType.Private
    assert {tuple(each.roles) for each in inside.value} == {("owner",), ()}
    assert person in {each.user_id for each in inside.value}
    assert early.value.response_status_code == 404
    assert isinstance(folder, DriveItem) and folder.parent_reference and folder.parent_reference.drive_id


async def test_members_are_added_listed_promoted_and_removed(
    graph: GraphServiceClient, place: Place, served: Served
) -> None:
    first, second, third = await ids(graph)

    one = await place.team.members.post(sdk.member(first))
    bulk = await place.team.members.add.post(
        AddPostRequestBody(values=[sdk.member(second), sdk.member(third, "owner")])
    )
    served.passes(60)
    page = await place.team.members.get(sdk.asking(Members(top=2)))
    listed = await sdk.every(page, place.team.members.with_url)
    promoted = await place.team.members.by_conversation_member_id(one.id).patch(
        AadUserConversationMember(odata_type="#microsoft.graph.aadUserConversationMember", roles=["owner"])
    )
    await place.team.members.by_conversation_member_id(one.id).delete()
    served.passes(60)
    after = await place.team.members.get()

    assert isinstance(one, AadUserConversationMember) and one.user_id == first
    assert [each.error for each in bulk.value] == [None, None]
    assert page.odata_next_link and len(page.value) == 2
    assert {each.user_id for each in listed} > {first, second, third}
    assert {each.email for each in listed} >= set(PEOPLE)
    assert promoted.roles == ["owner"]
    assert first not in {each.user_id for each in after.value}


async def test_tabs_are_made_listed_changed_and_deleted(place: Place, served: Served) -> None:
    general = await place.team.primary_channel.get()
    tabs = place.team.channels.by_channel_id(general.id).tabs
    made = await tabs.post(
        TeamsTab(
            display_name="質問箱",
            additional_data={"teamsApp@odata.bind": WEBSITE},
            configuration=TeamsTabConfiguration(
                content_url="https://forms.example/q", website_url="https://forms.example/q"
            ),
        )
    )
    served.passes(10)

    listed = await tabs.get(sdk.asking(Tabs(expand=["teamsApp"])))
    await tabs.by_teams_tab_id(made.id).patch(TeamsTab(display_name="質問"))
    again = await tabs.by_teams_tab_id(made.id).get()
    await tabs.by_teams_tab_id(made.id).delete()
    after = await tabs.get()

    found = next(each for each in listed.value if each.id == made.id)
    assert found.teams_app.id == "com.microsoft.teamspace.tab.web"
    assert found.configuration.content_url == "https://forms.example/q"
    assert again.display_name == "質問"
    assert made.id not in {each.id for each in after.value}


def html(text: str) -> ChatMessage:
    return ChatMessage(subject="お知らせ", body=ItemBody(content_type=BodyType.Html, content=text))


async def test_a_person_posts_edits_answers_and_deletes(
    account: GraphServiceClient, place: Place, served: Served
) -> None:
    general = await place.team.primary_channel.get()
    messages = account.teams.by_team_id(place.id).channels.by_channel_id(general.id).messages

    made = await messages.post(html("<p>第12号です<script>alert(1)</script></p>"))
    served.passes(5)
    one = messages.by_chat_message_id(made.id)
    await one.patch(ChatMessage(body=ItemBody(content_type=BodyType.Html, content="<p>改めました</p>")))
    answer = await one.replies.post(html("<p>了解です</p>"))
    served.passes(5)
    edited, replies = await one.get(), await one.replies.get()
    listed = await messages.get(sdk.asking(Messages(top=5)))
    await one.soft_delete.post()
    gone = await one.get()

    assert made.from_.user.display_name == "DX通信" and made.subject == "お知らせ"
    assert "script" not in made.body.content and "第12号です" in made.body.content
    assert edited.body.content == "<p>改めました</p>"
    assert edited.last_edited_date_time > made.created_date_time and edited.etag != made.etag
    assert [each.id for each in replies.value] == [answer.id]
    assert made.id in {each.id for each in listed.value}
    assert gone.deleted_date_time and gone.body.content in (None, "")


async def test_changes_of_messages_are_followed(
    account: GraphServiceClient, place: Place, served: Served
) -> None:
    general = await place.team.primary_channel.get()
    messages = account.teams.by_team_id(place.id).channels.by_channel_id(general.id).messages
    before = await messages.post(html("<p>前</p>"))
    served.passes(5)

    first = await messages.delta.get()
    seen = await sdk.every(first, messages.delta.with_url)
    page = first
    while page.odata_next_link:
        page = await messages.delta.with_url(page.odata_next_link).get()
    after = await messages.post(html("<p>後</p>"))
    served.passes(5)
    changed = await messages.delta.with_url(page.odata_delta_link).get()

    assert before.id in {each.id for each in seen}
    assert [each.id for each in changed.value] == [after.id]


async def test_an_app_alone_may_not_post(place: Place) -> None:
    general = await place.team.primary_channel.get()

    with pytest.raises(ODataError) as refused:
        await place.team.channels.by_channel_id(general.id).messages.post(html("<p>ボットです</p>"))

    assert sdk.code_of(refused.value) == (401, "Unauthorized")
    assert "import" in (refused.value.error.message or "")  # type: ignore[union-attr]


async def test_a_person_sees_the_own_teams_and_channels_only(
    graph: GraphServiceClient, place: Place, served: Served
) -> None:
    person, *_ = await ids(graph)
    await place.team.members.post(sdk.member(person))
    await place.team.channels.post(
        Channel(
            display_name="事務局",
            membership_type=ChannelMembershipType.Private,
            members=[sdk.member(served.account, "owner")],
        )
    )
    served.passes(60)

    async with sdk.as_person(served, served.app("teams"), PEOPLE[0]) as mine:
        joined = await mine.me.joined_teams.get()
        channels = await mine.teams.by_team_id(place.id).channels.get()
    async with sdk.as_person(served, served.app("teams"), PEOPLE[1]) as other:
        with pytest.raises(ODataError) as refused:
            await other.teams.by_team_id(place.id).channels.get()

    assert joined and place.id in {each.id for each in joined.value or []}
    assert channels and "事務局" not in {each.display_name for each in channels.value or []}
    assert refused.value.response_status_code == 403


async def test_who_asks_too_often_waits_as_told_and_gets_it(place: Place, served: Served) -> None:
    """The SDK's own retry handler sleeps for Retry-After and asks again."""
    served.settings(throttling=True)
    try:
        answers = await asyncio.gather(*(place.team.channels.get() for _ in range(2)))
    finally:
        served.settings(throttling=False)

    assert all(each.value for each in answers)
    asked = [row for row in served.log() if row["path"].endswith(f"/teams/{place.id}/channels")]
    assert [row["status"] for row in asked] == [200, 429, 200]
    assert [row["throttled"] for row in asked] == [False, True, False]
