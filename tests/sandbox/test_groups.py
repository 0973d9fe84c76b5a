"""Groups and guests: unique nicknames, late sight, people, deletion."""

from tests.sandbox.driver import Driver, code

NEW = {
    "displayName": "R7",
    "mailNickname": "dx-r7",
    "groupTypes": ["Unified"],
    "mailEnabled": True,
    "securityEnabled": False,
    "visibility": "Private",
}


def test_a_new_group_is_seen_only_after_a_while(driver: Driver) -> None:
    key = driver.app.post("/groups", json=NEW).json()["id"]

    early = driver.app.get(f"/groups/{key}")
    driver.sandbox.advance(6)
    late = driver.app.get(f"/groups/{key}")

    assert (early.status_code, code(early)) == (404, "Request_ResourceNotFound")
    assert late.json()["mail"] == "dx-r7@example.jp"


def test_a_nickname_is_taken_at_once_and_after_deletion(driver: Driver) -> None:
    key = driver.app.post("/groups", json=NEW).json()["id"]
    again = driver.app.post("/groups", json={**NEW, "mailNickname": "DX-R7"})
    driver.sandbox.advance(6)
    driver.app.delete(f"/groups/{key}")
    after = driver.app.post("/groups", json=NEW)

    assert (again.status_code, code(again)) == (400, "Request_BadRequest")
    assert again.json()["error"]["details"][0]["target"] == "mailNickname"
    assert after.status_code == 400


def test_a_deleted_group_can_be_restored_with_its_team(driver: Driver) -> None:
    team = driver.team("dx", [driver.user("d.mori@example.jp")])
    driver.app.delete(f"/groups/{team.id}")
    listed = driver.app.get("/directory/deletedItems/microsoft.graph.group").json()["value"]
    gone = driver.app.get(f"/teams/{team.id}")
    driver.app.post(f"/directory/deletedItems/{team.id}/restore")

    back = driver.app.get(f"/teams/{team.id}")

    assert [row["id"] for row in listed] == [team.id]
    assert (gone.status_code, back.status_code) == (404, 200)


def test_an_unknown_property_is_refused_by_name(driver: Driver) -> None:
    answer = driver.app.post("/groups", json={**NEW, "resourceProvisioningOptions": ["Team"]})

    assert answer.status_code == 400
    assert "resourceProvisioningOptions" in answer.json()["error"]["message"]


def test_behaviours_are_kept_from_the_creation_and_cannot_be_set_later(driver: Driver) -> None:
    wanted = ["HideGroupInOutlook", "WelcomeEmailDisabled"]
    key = driver.app.post("/groups", json={**NEW, "resourceBehaviorOptions": wanted}).json()["id"]
    driver.sandbox.advance(6)

    later = driver.app.patch(f"/groups/{key}", json={"resourceBehaviorOptions": []})

    assert later.status_code == 400
    shown = driver.app.get(f"/groups/{key}?$select=resourceBehaviorOptions").json()
    assert shown["resourceBehaviorOptions"] == wanted


def test_groups_are_found_by_exact_nickname_and_by_being_teams(driver: Driver) -> None:
    driver.group("dx-r70")
    team = driver.team("dx-r7")
    driver.tenant.groups[team.id].settings["provisioning"] = ["Team"]

    by_name = driver.app.get("/groups?$filter=mailNickname eq 'DX-R7'&$select=id,displayName").json()
    by_kind = driver.app.get(
        "/groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')&$select=id"
    ).json()

    assert by_name["value"] == [{"id": team.id, "displayName": "dx-r7"}]
    assert by_kind["value"] == [{"id": team.id}]


def test_an_advanced_query_needs_its_header_and_count(driver: Driver) -> None:
    plain = driver.app.get("/users?$filter=accountEnabled ne true")
    asked = driver.app.get(
        "/users?$filter=accountEnabled ne true&$count=true", headers={"ConsistencyLevel": "eventual"}
    )

    assert (plain.status_code, code(plain)) == (400, "Request_UnsupportedQuery")
    assert asked.json()["@odata.count"] == 0


def test_a_list_is_paged_to_its_end_each_row_once(driver: Driver) -> None:
    url, seen = "/users?$top=7&$select=id", []
    while url:
        page = driver.app.get(url).json()
        seen += [row["id"] for row in page["value"]]
        url = page.get("@odata.nextLink")

    assert len(seen) == len(set(seen)) == len(driver.tenant.users)


def test_adding_a_member_twice_is_refused_in_the_services_words(driver: Driver) -> None:
    group = driver.group("dx")
    link = {
        "@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{driver.user('d.mori@example.jp')}"
    }

    first = driver.app.post(f"/groups/{group.id}/members/$ref", json=link)
    second = driver.app.post(f"/groups/{group.id}/members/$ref", json=link)

    assert (first.status_code, second.status_code) == (204, 400)
    assert "already exist" in second.json()["error"]["message"]


def test_the_last_owner_of_a_group_stays(driver: Driver) -> None:
    owner = driver.user("d.mori@example.jp")
    group = driver.group("dx", [owner])

    answer = driver.app.delete(f"/groups/{group.id}/owners/{owner}/$ref")

    assert answer.status_code == 400


def test_a_guest_invited_twice_is_one_person_with_a_name_of_the_tenants_own(driver: Driver) -> None:
    body = {
        "invitedUserEmailAddress": "k.sato@partner.example",
        "inviteRedirectUrl": "https://teams.microsoft.com",
    }

    first = driver.app.post("/invitations", json={**body, "invitedUserDisplayName": "佐藤 健"})
    second = driver.app.post("/invitations", json=body)

    key = first.json()["invitedUser"]["id"]
    assert (first.status_code, first.json()["status"]) == (201, "PendingAcceptance")
    assert second.json()["invitedUser"]["id"] == key
    assert driver.app.get(f"/users/{key}").status_code == 404
    driver.sandbox.advance(6)
    name = "k.sato_partner.example%23EXT%23@example.onmicrosoft.com"
    shown = driver.app.get(f"/users/{name}?$select=displayName,userType,externalUserState").json()
    assert (shown["displayName"], shown["userType"]) == ("佐藤 健", "Guest")


def test_a_guest_signs_in_with_the_invited_address_and_sees_no_directory(driver: Driver) -> None:
    body = {
        "invitedUserEmailAddress": "k.sato@partner.example",
        "inviteRedirectUrl": "https://teams.microsoft.com",
    }
    driver.app.post("/invitations", json=body)
    driver.sandbox.advance(6)

    guest = driver.as_person("k.sato@partner.example")

    assert guest.get("/me").json()["mail"] == "k.sato@partner.example"
    assert guest.get("/users").status_code == 403
