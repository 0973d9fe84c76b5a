"""What nobody documents is refused by name: parameters, headers, properties, types, methods."""

import pytest

from tests.sandbox.driver import Driver

ME = "/users/a.endo@example.jp"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (f"{ME}?$select=displayName,shoeSize", "shoeSize"),
        (f"{ME}?colour=red", "colour"),
        (f"{ME}?$select=id&$select=mail", "$select"),
        ("/users?$filter=shoeSize eq 3", "shoeSize"),
        ("/users?$orderby=shoeSize", "shoeSize"),
        ("/users?$top=1000", "1000"),
        ("/users?$top=0", "0"),
        ("/users?$skiptoken=nonsense", "skiptoken"),
    ],
)
def test_a_query_option_is_refused_by_name(driver: Driver, url: str, named: str) -> None:
    answer = driver.app.get(url)

    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]


@pytest.mark.parametrize("headers", [{"Prefer": "magic"}, {"ConsistencyLevel": "sometimes"}])
def test_a_header_value_is_refused_by_name(driver: Driver, headers: dict[str, str]) -> None:
    answer = driver.app.get(ME, headers=headers)

    assert answer.status_code == 400
    assert next(iter(headers.values())) in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"jobTitle": 3}, "jobTitle"),
        ({"shoeSize": 40}, "shoeSize"),
        ([], "object"),
        (None, "Empty Payload"),
    ],
)
def test_a_body_is_refused_by_name(driver: Driver, body: object, named: str) -> None:
    answer = driver.app.patch(ME, json=body) if body is not None else driver.app.patch(ME)

    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]


def test_a_body_that_is_no_json_or_says_so_is_refused(driver: Driver) -> None:
    broken = driver.app.patch(ME, content=b"{", headers={"Content-Type": "application/json"})
    untold = driver.app.patch(ME, content=b"{}", headers={"Content-Type": "text/plain"})

    assert (broken.status_code, untold.status_code) == (400, 415)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/users"),
        ("POST", "/applications"),
        ("GET", "/users/delta"),
        ("GET", "/groups/microsoft.graph.delta()"),
        ("GET", "/users/$count"),
        ("GET", "/teams/1/channels/getAllMessages()"),
        ("GET", "/groups/1/members/graph.user"),
        ("GET", f"{ME}?$expand=manager"),
        ("GET", "/users?$search=x"),
    ],
)
def test_what_is_not_simulated_is_refused_by_name_and_never_taken_for_an_id(
    method: str, path: str, driver: Driver
) -> None:
    answer = driver.app.request(method, path, json={} if method != "GET" else None)

    assert answer.status_code == 501
    assert "does not simulate " in answer.json()["error"]["message"]
    assert f"{method} /" in answer.json()["error"]["message"]


def test_every_answer_carries_its_ids_and_echoes_the_callers(driver: Driver) -> None:
    answer = driver.app.get(ME, headers={"client-request-id": "mine"})
    failed = driver.app.get("/users/nobody", headers={"client-request-id": "mine"})

    for each in (answer, failed):
        assert each.headers["client-request-id"] == "mine"
        assert each.headers["request-id"]
        assert each.headers["x-ms-ags-diagnostic"]
    assert failed.json()["error"]["innerError"]["client-request-id"] == "mine"


def test_select_prunes_and_users_show_little_without_it(driver: Driver) -> None:
    little = driver.app.get(ME).json()
    chosen = driver.app.get(f"{ME}?$select=department,userType").json()

    assert "department" not in little
    assert {each for each in chosen if "@" not in each} == {"department", "userType"}
