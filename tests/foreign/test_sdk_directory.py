"""msgraph-sdk with typed models: users, groups, invitations, deleted groups."""

from collections.abc import AsyncIterator

import pytest
from msgraph import GraphServiceClient
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.models.group import Group
from msgraph.generated.models.invitation import Invitation
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.user import User
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph_core.tasks.page_iterator import PageIterator

from tests.foreign import sdk
from tests.foreign.served import Served

Users = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters
OneUser = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters
Groups = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters


@pytest.fixture
async def graph(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_app(served, served.app("directory")) as client:
        yield client


def group(nickname: str, **others: object) -> Group:
    return Group(
        display_name=f"研修 {nickname}",
        mail_nickname=nickname,
        mail_enabled=True,
        security_enabled=False,
        group_types=["Unified"],
        visibility="Private",
        **others,  # type: ignore[arg-type]
    )


async def test_people_are_read_page_by_page(graph: GraphServiceClient, served: Served) -> None:
    first = await graph.users.get(sdk.asking(Users(select=["id", "userPrincipalName"], top=40)))
    assert first
    seen: list[User] = []

    await PageIterator(first, graph.request_adapter).iterate(lambda user: seen.append(user) or True)  # type: ignore[func-returns-value]

    known = served.control("GET", "/state")["users"].values()
    assert {each.user_principal_name for each in seen} == {each["upn"] for each in known}
    assert len(seen) == len(known) > 80


async def test_people_are_filtered_counted_and_sorted(graph: GraphServiceClient) -> None:
    query = Users(
        filter="endswith(userPrincipalName,'@example.jp') and department eq '消防局'",
        select=["displayName", "department"],
        orderby=["displayName"],
        count=True,
    )

    found = await graph.users.get(sdk.asking(query, ConsistencyLevel="eventual"))

    assert found and found.value
    assert found.odata_count == len(found.value)
    assert {each.department for each in found.value} == {"消防局"}
    names = [each.display_name or "" for each in found.value]
    assert names == sorted(names)


async def test_a_property_that_is_not_there_is_refused_by_name(graph: GraphServiceClient) -> None:
    with pytest.raises(ODataError) as refused:
        await graph.users.get(sdk.asking(Users(select=["shoeSize"])))

    assert sdk.code_of(refused.value) == (400, "Request_BadRequest")
    assert refused.value.error and "shoeSize" in (refused.value.error.message or "")


async def test_a_person_that_is_not_there_is_an_error_with_its_code(graph: GraphServiceClient) -> None:
    with pytest.raises(ODataError) as missing:
        await graph.users.by_user_id("nobody@example.jp").get(sdk.asking(OneUser(select=["id"])))

    assert sdk.code_of(missing.value) == (404, "Request_ResourceNotFound")
    assert missing.value.error and missing.value.error.inner_error
    assert missing.value.error.inner_error.request_id
    assert missing.value.error.inner_error.date


async def test_a_group_is_made_found_changed_and_deleted(graph: GraphServiceClient, served: Served) -> None:
    owner = f"{sdk.ROOT}/users/{served.account}"
    made = await graph.groups.post(group("kenshu-1", additional_data={"owners@odata.bind": [owner]}))
    assert made and made.id and made.created_date_time
    served.passes(10)

    found = await graph.groups.get(sdk.asking(Groups(filter="mailNickname eq 'kenshu-1'")))
    assert found and found.value and [each.id for each in found.value] == [made.id]
    assert found.value[0].group_types == ["Unified"]

    await graph.groups.by_group_id(made.id).patch(Group(description="前期"))
    again = await graph.groups.by_group_id(made.id).get()
    assert again and again.description == "前期"
    owners = await graph.groups.by_group_id(made.id).owners.get()
    assert owners and owners.value
    assert [each.user_principal_name for each in owners.value if isinstance(each, User)] == [served.account]

    await graph.groups.by_group_id(made.id).delete()
    gone = await graph.directory.deleted_items.graph_group.get()
    assert gone and gone.value and made.id in {each.id for each in gone.value}
    back = await graph.directory.deleted_items.by_directory_object_id(made.id).restore.post()
    assert isinstance(back, Group) and back.mail_nickname == "kenshu-1"


async def test_a_nickname_is_given_once(graph: GraphServiceClient) -> None:
    await graph.groups.post(group("kenshu-2"))

    with pytest.raises(ODataError) as refused:
        await graph.groups.post(group("kenshu-2"))

    assert sdk.code_of(refused.value) == (400, "Request_BadRequest")
    assert refused.value.error and refused.value.error.details
    assert {each.code for each in refused.value.error.details} == {"ObjectConflict"}


async def test_members_come_and_go_by_reference(graph: GraphServiceClient, served: Served) -> None:
    made = await graph.groups.post(group("kenshu-3"))
    person = await graph.users.by_user_id("a.endo@example.jp").get()
    assert made and made.id and person and person.id
    served.passes(10)
    members = graph.groups.by_group_id(made.id).members
    link = ReferenceCreate(odata_id=f"{sdk.ROOT}/directoryObjects/{person.id}")

    await members.ref.post(link)
    inside = await members.get()
    with pytest.raises(ODataError) as twice:
        await members.ref.post(link)
    await members.by_directory_object_id(person.id).ref.delete()
    after = await members.get()

    assert inside and [each.id for each in inside.value or []] == [person.id]
    assert isinstance((inside.value or [])[0], User)
    assert sdk.code_of(twice.value) == (400, "Request_BadRequest")
    assert after and after.value == []


async def test_a_guest_is_invited(graph: GraphServiceClient, served: Served) -> None:
    wanted = Invitation(
        invited_user_email_address="sensei@univ.example",
        invited_user_display_name="外部 講師",
        invite_redirect_url="https://teams.microsoft.com",
        send_invitation_message=False,
    )

    made = await graph.invitations.post(wanted)
    served.passes(10)
    found = await graph.users.get(sdk.asking(Users(filter="mail eq 'sensei@univ.example'")))

    assert made and made.invited_user and made.status == "PendingAcceptance"
    assert made.invite_redeem_url
    assert found and [each.id for each in found.value or []] == [made.invited_user.id]


async def test_who_i_am_is_told_to_people_only(graph: GraphServiceClient, served: Served) -> None:
    async with sdk.as_person(served, served.app("directory"), "a.endo@example.jp") as mine:
        me = await mine.me.get()
        groups = await mine.me.member_of.get()
    with pytest.raises(ODataError) as refused:
        await graph.me.get()

    assert me and me.user_principal_name == "a.endo@example.jp"
    assert groups and groups.value == []
    assert sdk.code_of(refused.value)[0] == 400


async def test_what_an_app_may_not_do_is_told_with_the_permission_it_lacks(served: Served) -> None:
    app = served.app("reader", application=["User.Read.All"])
    async with sdk.as_app(served, app) as graph:
        with pytest.raises(ODataError) as refused:
            await graph.groups.post(group("kenshu-4"))

    assert sdk.code_of(refused.value) == (403, "Authorization_RequestDenied")
    assert refused.value.error and "Group.Create" in (refused.value.error.message or "")
