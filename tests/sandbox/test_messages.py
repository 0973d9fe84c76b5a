"""Posts: people only, sanitised, edited by their author, found by delta."""

import pytest

from m365bot.sandbox.teams import message_html
from tests.sandbox.driver import Driver, code

OWNER, OTHER, ACCOUNT = "d.mori@example.jp", "a.endo@example.jp", "dx-tsushin@example.jp"
LINK = "https://teams.microsoft.com/l/channel/x#dx-012.9f3a"


def place_of(driver: Driver, *names: str) -> str:
    people = [driver.user(each) for each in names or (OWNER, ACCOUNT)]
    team = driver.team("dx", people[:1], people[1:])
    return f"/teams/{team.id}/channels/{team.general}/messages"


def send(driver: Driver, place: str, html: str, name: str = ACCOUNT):
    driver.sandbox.advance(2)
    return driver.as_person(name).post(place, json={"body": {"contentType": "html", "content": html}})


def test_an_app_alone_cannot_post(driver: Driver) -> None:
    answer = driver.app.post(place_of(driver), json={"body": {"content": "x"}})

    assert (answer.status_code, code(answer)) == (401, "Unauthorized")
    assert "import purposes" in answer.json()["error"]["message"]


def test_a_stranger_cannot_post(driver: Driver) -> None:
    assert send(driver, place_of(driver), "<p>x</p>", OTHER).status_code == 403


def test_scripts_are_taken_off_and_a_links_fragment_stays(driver: Driver) -> None:
    place = place_of(driver)

    answer = send(driver, place, f'<p onclick="x()">第12号<script>1</script> <a href="{LINK}">開く</a></p>')

    content = answer.json()["body"]["content"]
    assert LINK in content
    assert "script" not in content
    assert "onclick" not in content
    assert answer.json()["id"] == answer.json()["etag"]


def test_a_link_without_a_scheme_becomes_dead_text() -> None:
    assert message_html.cleaned('<a href="www.example.jp">x</a>') == "<a>x</a>"


def test_a_message_that_is_too_large_is_refused(driver: Driver) -> None:
    answer = send(driver, place_of(driver), f"<p>{'あ' * 10_000}</p>")

    assert (answer.status_code, code(answer)) == (413, "RequestEntityTooLarge")


def test_only_the_author_edits_and_the_times_move(driver: Driver) -> None:
    place = place_of(driver)
    sent = send(driver, place, "<p>a</p>").json()
    body = {"body": {"contentType": "html", "content": "<p>b</p>"}}

    driver.sandbox.advance(2)
    other = driver.as_person(OWNER).patch(f"{place}/{sent['id']}", json=body)
    driver.sandbox.advance(2)
    own = driver.as_person(ACCOUNT).patch(f"{place}/{sent['id']}", json=body)
    driver.sandbox.advance(2)
    read = driver.as_person(OWNER).get(f"{place}/{sent['id']}").json()

    assert (other.status_code, own.status_code) == (403, 204)
    assert read["body"]["content"] == "<p>b</p>"
    assert read["etag"] > sent["etag"]
    assert read["lastEditedDateTime"] == read["lastModifiedDateTime"] > sent["lastModifiedDateTime"]


def test_a_deleted_message_stays_in_the_list_empty(driver: Driver) -> None:
    place = place_of(driver)
    key = send(driver, place, "<p>a</p>").json()["id"]
    driver.sandbox.advance(4)
    deleted = driver.as_person(ACCOUNT).post(f"{place}/{key}/softDelete")
    driver.sandbox.advance(2)

    row = driver.as_person(OWNER).get(place).json()["value"][0]

    assert deleted.status_code == 204
    assert (row["id"], row["body"]["content"]) == (key, "")
    assert row["deletedDateTime"]


def test_the_list_is_newest_first_in_pages_and_takes_no_filter(driver: Driver) -> None:
    place = place_of(driver)
    keys = [send(driver, place, f"<p>{n}</p>").json()["id"] for n in range(3)]
    driver.sandbox.advance(4)

    first = driver.as_person(OWNER).get(f"{place}?$top=2").json()
    driver.sandbox.advance(2)
    second = driver.as_person(OWNER).get(first["@odata.nextLink"]).json()
    driver.sandbox.advance(2)
    filtered = driver.as_person(OWNER).get(f"{place}?$filter=id eq '1'")
    driver.sandbox.advance(2)
    large = driver.as_person(OWNER).get(f"{place}?$top=51")

    assert [row["id"] for row in first["value"] + second["value"]] == keys[::-1]
    assert (filtered.status_code, large.status_code) == (400, 400)


def test_delta_gives_what_changed_since_oldest_first(driver: Driver) -> None:
    place = place_of(driver)
    since = driver.tenant.clock.now().isoformat().replace("+00:00", "Z")
    keys = [send(driver, place, f"<p>{n}</p>").json()["id"] for n in range(3)]
    driver.sandbox.advance(4)

    page = (
        driver.as_person(OWNER)
        .get(f"{place}/delta", params={"$filter": f"lastModifiedDateTime gt {since}", "$top": "2"})
        .json()
    )
    driver.sandbox.advance(2)
    rest = driver.as_person(OWNER).get(page["@odata.nextLink"]).json()
    driver.sandbox.advance(2)
    driver.as_person(ACCOUNT).patch(f"{place}/{keys[0]}", json={"body": {"content": "neu"}})
    driver.sandbox.advance(2)
    later = driver.as_person(OWNER).get(rest["@odata.deltaLink"]).json()

    assert [row["id"] for row in page["value"] + rest["value"]] == keys
    assert [row["id"] for row in later["value"]] == [keys[0]]


def test_delta_takes_no_other_filter(driver: Driver) -> None:
    place = place_of(driver)

    for text in ("createdDateTime gt 2025-01-01T00:00:00Z", "lastModifiedDateTime lt 2025-01-01T00:00:00Z"):
        driver.sandbox.advance(2)
        answer = driver.as_person(OWNER).get(f"{place}/delta", params={"$filter": text})
        assert answer.status_code == 400


def test_delta_never_passes_by_a_message_that_is_not_shown_yet(driver: Driver) -> None:
    place = place_of(driver)
    driver.sandbox.weather("documented", replication_s=1000.0)
    first = send(driver, place, "<p>a</p>").json()["id"]
    driver.sandbox.weather("documented", replication_s=0.0)
    second = send(driver, place, "<p>b</p>").json()["id"]

    driver.sandbox.advance(1)
    page = driver.as_person(OWNER).get(f"{place}/delta").json()
    driver.sandbox.advance(1000)
    later = driver.as_person(OWNER).get(page["@odata.deltaLink"]).json()

    assert [row["id"] for row in page["value"]] == [second]
    assert first in [row["id"] for row in later["value"]]


def test_replies_hang_on_their_post(driver: Driver) -> None:
    place = place_of(driver)
    root = send(driver, place, "<p>a</p>").json()["id"]
    reply = send(driver, f"{place}/{root}/replies", "<p>b</p>", OWNER).json()
    driver.sandbox.advance(4)

    listed = driver.as_person(OWNER).get(place).json()["value"]
    driver.sandbox.advance(2)
    with_replies = driver.as_person(OWNER).get(f"{place}?$expand=replies").json()["value"]

    assert reply["replyToId"] == root
    assert [row["id"] for row in listed] == [root]
    assert [row["id"] for row in with_replies[0]["replies"]] == [reply["id"]]


def test_a_reaction_stands_once_a_person_and_moves_the_posts_time(driver: Driver) -> None:
    place = place_of(driver)
    sent = send(driver, place, "<p>第12号</p>").json()

    for name in (OWNER, OWNER, ACCOUNT):
        driver.sandbox.advance(2)
        answer = driver.as_person(name).post(f"{place}/{sent['id']}/setReaction", json={"reactionType": "👍"})
        assert answer.status_code == 204

    driver.sandbox.advance(2)
    shown = driver.as_person(ACCOUNT).get(f"{place}/{sent['id']}").json()
    assert [each["reactionType"] for each in shown["reactions"]] == ["👍", "👍"]
    assert shown["lastModifiedDateTime"] > sent["lastModifiedDateTime"]
    assert shown["lastEditedDateTime"] is None


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *(("heart", 204), ("👍", 204), ("1️⃣", 204), ("👨‍👩‍👧", 204), ("🇯🇵", 204)),
        *(("great", 400), ("Heart", 400), ("いいね", 400), (":-)", 400), ("", 400), ("👍" * 21, 400)),
    ],
)
def test_a_reaction_is_an_emoji_or_one_of_six_words(driver: Driver, kind: str, status: int) -> None:
    place = place_of(driver)
    sent = send(driver, place, "<p>第12号</p>").json()
    driver.sandbox.advance(2)

    answer = driver.as_person(OWNER).post(f"{place}/{sent['id']}/setReaction", json={"reactionType": kind})

    assert answer.status_code == status


def test_an_app_and_a_stranger_react_to_nothing(driver: Driver) -> None:
    place = place_of(driver)
    sent = send(driver, place, "<p>第12号</p>").json()
    body = {"reactionType": "👍"}
    driver.sandbox.advance(2)

    assert driver.app.post(f"{place}/{sent['id']}/setReaction", json=body).status_code in (401, 403)
    driver.sandbox.advance(2)
    assert driver.as_person(OTHER).post(f"{place}/{sent['id']}/setReaction", json=body).status_code == 403
