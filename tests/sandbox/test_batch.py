"""`$batch`: shape, order, dependencies, bodies."""

import base64
import json

import pytest

from tests.sandbox.driver import Driver
from tests.sandbox.test_groups import NEW

OWNER = "a.endo@example.jp"
ME = "/users/a.endo@example.jp"


def rows(*urls: str) -> dict:
    return {"requests": [{"id": str(n), "method": "GET", "url": url} for n, url in enumerate(urls)]}


def test_each_request_has_its_own_answer(driver: Driver) -> None:
    answer = driver.app.post("/$batch", json=rows(ME, "/me", "/groups/nobody"))

    statuses = {row["id"]: row["status"] for row in answer.json()["responses"]}
    assert (answer.status_code, statuses) == (200, {"0": 200, "1": 400, "2": 404})


@pytest.mark.parametrize(
    "body",
    [
        rows(*[ME] * 21),
        rows(),
        {"requests": [{"id": "a", "method": "GET", "url": ME}, {"id": "A", "method": "GET", "url": ME}]},
        {"requests": [{"id": "a", "method": "GET", "url": f"https://graph.microsoft.com/v1.0{ME}"}]},
        {"requests": [{"id": "a", "method": "POST", "url": "/groups", "body": NEW}]},
        {"requests": [{"id": "a", "method": "GET", "url": ME, "depends_on": ["a"]}]},
        {"requests": [{"id": "a", "method": "GET", "url": ME, "dependsOn": ["b"]}]},
    ],
    ids=[
        "21",
        "none",
        "same id but for case",
        "absolute",
        "no content type",
        "unknown key",
        "unknown dependency",
    ],
)
def test_a_misshapen_batch_is_refused_whole(driver: Driver, body: dict) -> None:
    answer = driver.app.post("/$batch", json=body)

    assert answer.status_code == 400
    assert not any(each.unified for each in driver.tenant.groups.values())


def test_what_depends_on_a_failure_fails(driver: Driver) -> None:
    body = rows("/groups/nobody", ME)
    body["requests"][1]["dependsOn"] = ["0"]

    inner = driver.app.post("/$batch", json=body).json()["responses"]

    assert {row["id"]: row["status"] for row in inner} == {"0": 404, "1": 424}


def test_a_batch_in_a_batch_is_refused(driver: Driver) -> None:
    row = {"id": "1", "method": "POST", "url": "/$batch", "headers": {"Content-Type": "application/json"}}

    answer = driver.app.post("/$batch", json={"requests": [{**row, "body": rows(ME)}]})

    assert answer.json()["responses"][0]["status"] == 400


def test_a_body_that_is_no_json_comes_and_goes_in_base64(driver: Driver) -> None:
    driver.team("dx", [driver.user(OWNER)])
    drive = next(iter(driver.tenant.sites.drives.values()))
    url = f"/drives/{drive.id}/root:/a%20%E3%81%82.txt:/content"
    row = {"id": "1", "method": "PUT", "url": url, "headers": {"Content-Type": "text/plain"}}

    answer = driver.app.post(
        "/$batch", json={"requests": [{**row, "body": base64.b64encode("あ".encode()).decode()}]}
    )

    inner = answer.json()["responses"][0]
    assert (inner["status"], inner["body"]["name"], inner["body"]["size"]) == (201, "a あ.txt", 3)


def test_raw_text_of_a_fault_spoils_the_whole_answer_as_was_seen(driver: Driver) -> None:
    driver.sandbox.faults([{"match": f"GET {ME}", "then": {"status": 503, "body": "<html>busy</html>"}}])

    answer = driver.app.post("/$batch", json=rows(ME, "/me"))

    assert answer.status_code == 200
    assert "<html>busy</html>" in answer.text
    with pytest.raises(json.JSONDecodeError):
        answer.json()
