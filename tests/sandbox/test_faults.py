"""Faults: before and after the commit, lost answers, spoilt bodies, only the times asked for."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from m365bot.sandbox.wire import faults
from tests.sandbox.driver import Driver, code
from tests.sandbox.test_groups import NEW

ME = "/users/a.endo@example.jp"


def made_in(driver: Driver) -> int:
    """How many groups there are beside the list of all staff."""
    return sum(each.unified for each in driver.tenant.groups.values())


def test_a_request_can_be_carried_out_and_then_fail(driver: Driver) -> None:
    driver.app  # noqa: B018  # signs in before the fault is set
    driver.sandbox.app.gateway.faults.add("POST /groups", then=504, after_commit=True)

    first = driver.app.post("/groups", json=NEW)
    second = driver.app.post("/groups", json=NEW)

    assert (first.status_code, second.status_code) == (504, 400)
    assert made_in(driver) == 1


def test_a_request_can_fail_without_being_carried_out(driver: Driver) -> None:
    driver.sandbox.faults([{"match": "POST /groups", "then": {"status": 503, "retry_after": "none"}}])

    answer = driver.app.post("/groups", json=NEW)

    assert answer.status_code == 503
    assert "Retry-After" not in answer.headers
    assert made_in(driver) == 0


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_connection_can_be_dropped(driver: Driver, when: str, made: int) -> None:
    driver.sandbox.faults([{"match": "POST /groups", "then": {"drop": when}}])

    with pytest.raises(httpx.TransportError):
        driver.app.post("/groups", json=NEW)

    assert made_in(driver) == made
    assert driver.sandbox.log()[-1]["status"] == 0
    assert driver.app.get(ME).status_code == 200


def test_a_write_can_land_after_its_sender_gave_up(driver: Driver) -> None:
    then = {"delay_commit_s": 3, "drop": "before"}
    driver.sandbox.faults([{"match": "POST /groups", "then": then}])
    with pytest.raises(httpx.TransportError):
        driver.app.post("/groups", json=NEW)

    before = made_in(driver)
    driver.sandbox.advance(3)

    assert (before, made_in(driver)) == (0, 1)


def test_of_a_sender_who_dies_in_the_middle_of_a_body_nothing_is_carried_out(driver: Driver) -> None:
    drive = driver.app.get("/sites/root/drive").json()["id"]
    place, end = urlsplit(driver.sandbox.graph_url), f"/drives/{drive}/root:/a.png:/content"
    lines = [
        f"PUT {place.path}{end} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Authorization: {driver.app.headers['Authorization']}",
        "Content-Type: image/png",
        "Content-Length: 1000",
    ]

    with socket.create_connection((place.hostname or "", place.port or 0)) as sender:
        sender.sendall("\r\n".join([*lines, "", "half of it"]).encode())

    looks = [driver.app.get(f"/drives/{drive}/root:/a.png").status_code for _ in range(5)]
    assert looks == [404] * 5
    assert "PUT" not in {row["method"] for row in driver.sandbox.log()}


def test_a_body_can_be_cut_off_with_or_without_its_connection(driver: Driver) -> None:
    driver.sandbox.faults(
        [
            {"match": f"GET {ME}", "then": {"truncate": 20}},
            {"match": f"GET {ME}", "nth": 2, "then": {"cut": 20}},
        ]
    )

    with pytest.raises(httpx.TransportError):
        driver.app.get(ME)
    whole = driver.app.get(ME)

    assert (whole.status_code, len(whole.content)) == (200, 20)


def test_a_page_can_point_at_itself(driver: Driver) -> None:
    driver.sandbox.faults(
        [{"match": "GET /users", "nth": "all", "then": {"set": {"@odata.nextLink": "$self"}}}]
    )

    page = driver.app.get("/users?$top=2").json()

    assert page["@odata.nextLink"] == f"{driver.sandbox.graph_url}/users?$top=2"


def test_a_filter_can_be_ignored(driver: Driver) -> None:
    driver.group("a")
    driver.group("b")
    driver.sandbox.faults([{"match": "GET /groups", "then": {"ignore_query": ["$filter"]}}])

    rows = driver.app.get("/groups?$filter=mailNickname eq 'a'").json()["value"]

    assert sum("Unified" in row["groupTypes"] for row in rows) == 2


def test_a_rule_counts_from_the_first_and_then_stops(driver: Driver) -> None:
    driver.sandbox.faults([{"match": f"GET {ME}", "times": 2, "then": 429}])

    answers = [driver.app.get(ME) for _ in range(3)]

    assert [each.status_code for each in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_probability_is_repeatable(driver: Driver) -> None:
    def play() -> list[int]:
        driver.sandbox.faults([{"match": "GET *", "probability": 0.5, "then": 500}])
        return [driver.app.get(ME).status_code for _ in range(12)]

    first = play()

    assert first == play()
    assert set(first) == {200, 500}


def test_the_token_endpoint_can_fail_for_one_grant(driver: Driver) -> None:
    body = {"error": "invalid_grant", "error_codes": [700082], "suberror": "bad_token"}
    match = {"path": "*/oauth2/v2.0/token", "form": {"grant_type": "refresh_token"}}
    driver.sandbox.faults([{"match": match, "nth": "all", "then": {"status": 400, "body": body}}])
    env = driver.sandbox.env

    refused = driver.token(
        grant_type="refresh_token",
        client_id=env["M365BOT_CLIENT_ID"],
        client_secret=env["M365BOT_CLIENT_SECRET"],
        refresh_token=env["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"],
    )

    assert (refused.status_code, refused.json()["error_codes"]) == (400, [700082])
    assert driver.app.get(ME).status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {"match": "GET *", "then": 500, "often": True},
        {"match": {"verb": "GET"}, "then": 500},
        {"match": "GET *", "then": {"state": 1}},
        {"match": "GET *", "then": {"delay_commit_s": 5}},
    ],
)
def test_a_misspelt_rule_is_refused_by_name(rule: dict) -> None:
    with pytest.raises(ValueError, match=r"often|verb|state|delay_commit_s"):
        faults.rule(rule)


def test_a_missing_permission_is_named(driver: Driver) -> None:
    answer = driver.bot.delete("/users/a.endo@example.jp")

    assert (answer.status_code, code(answer)) == (403, "Authorization_RequestDenied")
    assert "User.ReadWrite.All" in answer.json()["error"]["message"]
