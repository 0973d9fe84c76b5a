"""Invitations to one item: who is let in, what is dropped, and what nobody else learns."""

import pytest

from m365bot.sandbox.stored.directory import Joined

FOLDERS = "/drives/{}/items/root/children"


@pytest.fixture
def office(desk):
    """The officers' site with a folder; two trainees who are in no team, an officer who owns it."""
    desk.drive_id = desk.tenant.sites.group_site(desk.office.id).drive_id
    desk.folder = desk.post(FOLDERS.format(desk.drive_id), {"name": "a1b2c3", "folder": {}})["id"]
    desk.mine, desk.other = desk.person("mine", member=False), desk.person("other", member=False)
    desk.member, desk.owner = desk.person("member", member=False), desk.person("owner", member=False)
    desk.office.members |= {"member": Joined(), "owner": Joined()}
    desk.office.owners["owner"] = Joined()
    return desk


def invited(desk, **more):
    body = {
        "recipients": [{"email": "mine@example.jp"}],
        "requireSignIn": True,
        "sendInvitation": False,
        "roles": ["read"],
        **more,
    }
    return desk.post(f"/drives/{desk.drive_id}/items/{desk.folder}/invite", body)


def file_in(desk):
    return desk.put(f"/drives/{desk.drive_id}/items/{desk.folder}:/記録.txt:/content", b"x")["id"]


def test_an_invitation_without_inherited_access_lets_in_one_person_and_the_owners(office) -> None:
    assert invited(office, retainInheritedPermissions=False).status == 200
    item = f"/drives/{office.drive_id}/items/{file_in(office)}"

    assert office.get(item, token=office.mine).status == 200
    assert office.get(f"{item}/content", token=office.mine).status == 302
    assert office.get(item, token=office.owner).status == 200
    assert office.get(item, token=office.other).status == 403
    assert office.get(item, token=office.member).status == 403


def test_what_may_not_be_read_is_in_no_list(office) -> None:
    invited(office, retainInheritedPermissions=False)
    file_in(office)

    listed = office.get(f"/drives/{office.drive_id}/items/root/children", token=office.member)
    delta = office.get(f"/drives/{office.drive_id}/root/delta", token=office.member)

    assert listed["value"] == []
    assert "a1b2c3" not in str(delta.body) and "記録" not in str(delta.body)


def test_the_person_sees_their_folder_and_nothing_else_of_the_site(office) -> None:
    invited(office, retainInheritedPermissions=False)

    folder = f"/drives/{office.drive_id}/items/{office.folder}"

    assert office.get(f"{folder}/children", token=office.mine).status == 200
    assert office.get(f"/drives/{office.drive_id}/items/root/children", token=office.mine).status == 403


def test_an_invitation_alone_only_adds(office) -> None:
    invited(office)
    item = f"/drives/{office.drive_id}/items/{file_in(office)}"

    assert office.get(item, token=office.mine).status == 200
    assert office.get(item, token=office.member).status == 200


def test_the_list_of_permissions_tells_what_is_inherited(office) -> None:
    def grants():
        rows = office.get(f"/drives/{office.drive_id}/items/{office.folder}/permissions")["value"]
        return [
            (
                next(iter(row["grantedToV2"].values()))["displayName"],
                row["roles"],
                "inheritedFrom" in row,
            )
            for row in rows
        ]

    before = grants()
    invited(office, retainInheritedPermissions=False)

    assert before == [("研修運営 所有者", ["owner"], True), ("研修運営 メンバー", ["write"], True)]
    assert grants() == [("研修運営 所有者", ["owner"], False), ("mine", ["read"], False)]


def test_who_may_read_may_not_write(office) -> None:
    invited(office, retainInheritedPermissions=False)
    item = f"/drives/{office.drive_id}/items/{file_in(office)}"

    assert office.put(f"{item}/content", b"y", token=office.mine).status == 403
    assert office.delete(item, token=office.mine).status == 403
    into = f"/drives/{office.drive_id}/items/{office.folder}:/x.txt:/content"
    assert office.put(into, b"y", token=office.mine).status == 403


def test_a_permission_is_taken_back_where_it_was_given(office) -> None:
    given = invited(office, retainInheritedPermissions=False)["value"][0]["id"]
    item = f"/drives/{office.drive_id}/items/{file_in(office)}"

    inherited = office.delete(f"{item}/permissions/{given}")
    own = office.delete(f"/drives/{office.drive_id}/items/{office.folder}/permissions/{given}")

    assert (inherited.status, own.status) == (400, 204)
    assert office.get(item, token=office.mine).status == 403


@pytest.mark.parametrize("way", ["refused", "kept"])
def test_some_tenants_refuse_to_drop_what_is_inherited_or_keep_it_in_silence(office, way) -> None:
    office.tenant.weather = office.tenant.weather.changed({"set": {"invite_inherited": way}})

    answer = invited(office, retainInheritedPermissions=False)

    assert answer.status == (400 if way == "refused" else 200)
    assert office.get(f"/drives/{office.drive_id}/items/{office.folder}", token=office.member).status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": []},
        {"recipients": [{"email": "nobody@example.jp"}]},
        {"roles": []},
        {"roles": ["owner"]},
        {"scope": "users"},
    ],
)
def test_an_invitation_that_cannot_be_is_refused(office, wrong) -> None:
    assert invited(office, **wrong).status == 400
