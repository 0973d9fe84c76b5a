"""Chats of two people: made once, written in by people alone, closed to everybody else."""

import pytest

from tests.sandbox.driver import Driver, code

ACCOUNT, OTHER, THIRD = "dx-tsushin@example.jp", "a.endo@example.jp", "y.okada@example.jp"


def new_chat(driver: Driver, *names: str, who: str = ACCOUNT):
    people = [driver.member(driver.user(each), "owner") for each in names or (ACCOUNT, OTHER)]
    return driver.as_person(who).post("/chats", json={"chatType": "oneOnOne", "members": people})


def say(driver: Driver, chat: str, html: str, who: str = ACCOUNT):
    driver.sandbox.advance(2)
    body = {"body": {"contentType": "html", "content": html}}
    return driver.as_person(who).post(f"/chats/{chat}/messages", json=body)


def test_asking_again_for_a_chat_gives_the_one_that_is_there(driver: Driver) -> None:
    first, again = new_chat(driver), new_chat(driver, OTHER, ACCOUNT, who=OTHER)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert len(driver.tenant.chats) == 1


def test_who_asks_is_one_of_the_two(driver: Driver) -> None:
    assert new_chat(driver, OTHER, THIRD).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"chatType": "group"}, 501),
        ({"chatType": "duet"}, 400),
        ({"chatType": "oneOnOne", "topic": "x"}, 400),
        ({"chatType": "oneOnOne", "members": []}, 400),
    ],
)
def test_other_chats_are_refused(driver: Driver, body: dict, status: int) -> None:
    assert driver.as_person(ACCOUNT).post("/chats", json=body).status_code == status


@pytest.mark.parametrize("facts", [{"chats": False}, {"licensed": False}])
def test_whom_a_policy_forbids_to_chat_is_not_written_to(driver: Driver, facts: dict[str, bool]) -> None:
    chat = new_chat(driver).json()["id"]
    driver.user(OTHER, **facts)

    made, said = new_chat(driver), say(driver, chat, "<p>x</p>")

    assert (made.status_code, said.status_code, code(said)) == (403, 403, "Forbidden")


def test_an_app_makes_chats_and_never_writes_in_them(driver: Driver) -> None:
    people = [driver.member(driver.user(each), "owner") for each in (ACCOUNT, OTHER)]
    made = driver.app.post("/chats", json={"chatType": "oneOnOne", "members": people})

    said = driver.app.post(f"/chats/{made.json()['id']}/messages", json={"body": {"content": "x"}})

    assert (made.status_code, said.status_code) == (201, 401)


def test_only_the_two_read_what_is_said(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    sent = say(
        driver, chat, '<p>あと1件<script>1</script><a href="https://example.jp/#a.b">開く</a></p>'
    ).json()
    driver.sandbox.advance(4)

    read = driver.as_person(OTHER).get(f"/chats/{chat}/messages").json()["value"]
    driver.sandbox.advance(2)
    third = driver.as_person(THIRD).get(f"/chats/{chat}/messages")

    assert [(row["id"], row["chatId"]) for row in read] == [(sent["id"], chat)]
    assert "#a.b" in read[0]["body"]["content"]
    assert "script" not in read[0]["body"]["content"]
    assert third.status_code == 403


def test_a_list_of_chats_is_ones_own_and_shows_who_is_in_them(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    driver.sandbox.advance(4)

    own = driver.as_person(ACCOUNT).get("/me/chats?$expand=members").json()["value"]
    third = driver.as_person(THIRD).get("/me/chats").json()["value"]

    assert [row["id"] for row in own] == [chat]
    assert {row["email"] for row in own[0]["members"]} == {ACCOUNT, OTHER}
    assert third == []


def test_a_filter_goes_by_the_property_that_the_order_goes_by(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    first, second = (say(driver, chat, f"<p>{n}</p>").json() for n in (1, 2))
    driver.sandbox.advance(4)
    bound = f"lastModifiedDateTime gt {first['lastModifiedDateTime']}"

    both = {"$filter": bound, "$orderby": "lastModifiedDateTime desc"}
    asked = driver.as_person(ACCOUNT).get(f"/chats/{chat}/messages", params=both).json()["value"]
    driver.sandbox.advance(2)
    alone = (
        driver.as_person(ACCOUNT).get(f"/chats/{chat}/messages", params={"$filter": bound}).json()["value"]
    )
    driver.sandbox.advance(2)
    wrong = {"$filter": bound.replace("lastModified", "created"), "$orderby": "createdDateTime desc"}
    refused = driver.as_person(ACCOUNT).get(f"/chats/{chat}/messages", params=wrong)

    assert [row["id"] for row in asked] == [second["id"]]
    assert len(alone) == 2
    assert refused.status_code == 400


def test_the_author_edits_what_was_said(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    key = say(driver, chat, "<p>a</p>").json()["id"]
    driver.sandbox.advance(2)
    body = {"body": {"contentType": "html", "content": "<p>b</p>"}}

    own = driver.as_person(ACCOUNT).patch(f"/chats/{chat}/messages/{key}", json=body)
    driver.sandbox.advance(2)
    other = driver.as_person(OTHER).patch(f"/chats/{chat}/messages/{key}", json=body)
    driver.sandbox.advance(2)
    read = driver.as_person(OTHER).get(f"/chats/{chat}/messages/{key}").json()

    assert (own.status_code, other.status_code, read["body"]["content"]) == (204, 403, "<p>b</p>")


def test_one_message_a_second_in_a_chat(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    body = {"body": {"content": "x"}}
    place = f"/chats/{chat}/messages"
    driver.sandbox.advance(2)

    first = driver.as_person(ACCOUNT).post(place, json=body)
    second = driver.as_person(ACCOUNT).post(place, json=body)

    assert (first.status_code, second.status_code) == (201, 429)


def asks(driver: Driver, path: str, who: str):
    """A chat is asked once a second at most."""
    driver.sandbox.advance(2)
    return driver.as_person(who).get(path)


def test_each_sees_their_own_chats_and_who_is_in_them(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    other = new_chat(driver, ACCOUNT, THIRD).json()["id"]

    def listed(path: str, who: str) -> list[str]:
        return sorted(row["id"] for row in asks(driver, path, who).json()["value"])

    assert listed("/chats", ACCOUNT) == listed("/me/chats", ACCOUNT) == sorted([chat, other])
    assert listed("/chats", OTHER) == [chat]
    assert listed(f"/users/{driver.user(OTHER)}/chats", OTHER) == [chat]
    members = asks(driver, f"/chats/{chat}/members", OTHER).json()["value"]
    assert {row["email"] for row in members} == {ACCOUNT, OTHER}


def test_nobody_reads_anothers_chats_and_an_app_has_none(driver: Driver) -> None:
    chat = new_chat(driver).json()["id"]
    assert asks(driver, f"/chats/{chat}", THIRD).status_code in (403, 404)
    assert asks(driver, f"/chats/{chat}/members", THIRD).status_code in (403, 404)
    assert asks(driver, f"/users/{driver.user(OTHER)}/chats", THIRD).status_code == 403
    assert driver.app.get("/chats").status_code >= 400
    assert asks(driver, f"/chats/{chat}", OTHER).json()["chatType"] == "oneOnOne"
