"""Replies to a post: in its thread alone, edited and taken away by their author, and brought back."""

from typing import Any

import httpx
import pytest

from tests.sandbox.driver import Driver, code

OWNER, OTHER, ACCOUNT = "d.mori@example.jp", "a.endo@example.jp", "dx-tsushin@example.jp"


@pytest.fixture
def place(driver: Driver) -> str:
    """A channel's messages; both are in its team."""
    people = [driver.user(OWNER), driver.user(ACCOUNT)]
    team = driver.team("dx", people[:1], people[1:])
    return f"/teams/{team.id}/channels/{team.general}/messages"


def send(driver: Driver, place: str, text: str, who: str = ACCOUNT) -> dict[str, Any]:
    answer = asks(driver, "POST", place, who, json={"body": {"content": text}})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def asks(driver: Driver, method: str, path: str, who: str = ACCOUNT, **sent: Any) -> httpx.Response:
    """A channel is asked once a second at most."""
    driver.sandbox.advance(2)
    return driver.as_person(who).request(method, path, **sent)


def threads(driver: Driver, place: str) -> tuple[str, str]:
    """Two posts, the first with two replies; their replies' addresses."""
    first, second = (f"{place}/{send(driver, place, each)['id']}/replies" for each in ("a", "b"))
    send(driver, first, "one")
    send(driver, first, "two", OWNER)
    return first, second


def texts(driver: Driver, thread: str) -> list[str]:
    return [row["body"]["content"] for row in asks(driver, "GET", thread).json()["value"]]


def test_they_are_listed_in_their_thread_and_nowhere_else(driver: Driver, place: str) -> None:
    first, second = threads(driver, place)

    assert sorted(texts(driver, first)) == ["one", "two"]
    assert texts(driver, second) == []
    assert sorted(texts(driver, place)) == ["a", "b"]


def test_one_is_read_by_its_own_thread_alone(driver: Driver, place: str) -> None:
    first, second = threads(driver, place)
    reply = send(driver, first, "three")

    own, another = (
        asks(driver, "GET", f"{first}/{reply['id']}"),
        asks(driver, "GET", f"{second}/{reply['id']}"),
    )

    assert (own.status_code, own.json()["replyToId"]) == (200, first.split("/")[-2])
    assert own.json()["body"]["content"] == "three"
    assert another.status_code == 404


def test_only_its_author_edits_one(driver: Driver, place: str) -> None:
    first, _ = threads(driver, place)
    where, body = f"{first}/{send(driver, first, 'three')['id']}", {"body": {"content": "四"}}

    other = asks(driver, "PATCH", where, OWNER, json=body)
    own = asks(driver, "PATCH", where, ACCOUNT, json=body)

    assert (other.status_code, own.status_code) == (403, 204)
    assert asks(driver, "GET", where).json()["body"]["content"] == "四"


def test_one_that_is_taken_away_is_empty_until_it_is_brought_back(driver: Driver, place: str) -> None:
    first, _ = threads(driver, place)
    where = f"{first}/{send(driver, first, 'three')['id']}"

    gone = asks(driver, "POST", f"{where}/softDelete"), asks(driver, "GET", where).json()
    back = asks(driver, "POST", f"{where}/undoSoftDelete"), asks(driver, "GET", where).json()

    assert (gone[0].status_code, gone[1]["body"]) == (204, {"contentType": "html", "content": ""})
    assert gone[1]["deletedDateTime"]
    assert (back[0].status_code, back[1]["body"]) == (204, {"contentType": "text", "content": "three"})
    assert back[1]["deletedDateTime"] is None


def test_so_is_a_post(driver: Driver, place: str) -> None:
    where = f"{place}/{send(driver, place, 'a')['id']}"

    asks(driver, "POST", f"{where}/softDelete")
    gone = asks(driver, "GET", where).json()["body"]["content"]
    back = asks(driver, "POST", f"{where}/undoSoftDelete")

    assert (gone, back.status_code) == ("", 204)
    assert asks(driver, "GET", where).json()["body"]["content"] == "a"


def test_a_stranger_reads_none(driver: Driver, place: str) -> None:
    first, _ = threads(driver, place)
    driver.user(OTHER)

    answer = asks(driver, "GET", first, OTHER)

    assert (answer.status_code, code(answer)) == (403, "Forbidden")


def test_a_posts_pictures_are_listed_and_read_by_their_id(driver: Driver, place: str) -> None:
    held = {"@microsoft.graph.temporaryId": "1", "contentBytes": "iVBORw0KGgo=", "contentType": "image/png"}
    body = {"contentType": "html", "content": '<img src="../hostedContents/1/$value">'}
    sent = asks(driver, "POST", place, json={"body": body, "hostedContents": [held]}).json()
    where = f"{place}/{sent['id']}/hostedContents"

    (row,) = asks(driver, "GET", where).json()["value"]
    one = asks(driver, "GET", f"{where}/{row['id']}")
    content = asks(driver, "GET", f"{where}/{row['id']}/$value")

    assert one.json()["id"] == row["id"]
    assert content.content == b"\x89PNG\r\n\x1a\n"
    assert asks(driver, "GET", f"{where}/nothing").status_code == 404
