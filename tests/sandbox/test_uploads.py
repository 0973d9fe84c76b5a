"""An upload's address over the wire: logged, without a token, and cut off where a fault says so."""

import httpx
import pytest

from tests.sandbox.driver import Driver

PIECE = 320 * 1024


def address(driver: Driver) -> str:
    site = driver.app.get("/sites/root/drive").json()["id"]
    made = driver.app.post(f"/drives/{site}/root:/a.bin:/createUploadSession")  # no body need be sent
    assert made.status_code == 200, made.text
    return str(made.json()["uploadUrl"])


def put(where: str) -> httpx.Response:
    headers = {"Content-Range": f"bytes 0-{PIECE - 1}/{PIECE}"}
    return httpx.put(where, content=b"x" * PIECE, headers=headers)


def test_a_fragment_makes_the_file_and_is_logged_with_what_came(driver: Driver) -> None:
    where = address(driver)

    made = put(where)

    row = driver.sandbox.log()[-1]
    assert (made.status_code, made.json()["size"]) == (201, PIECE)
    assert (row["method"], row["status"], row["received"], row["app"]) == ("PUT", 201, PIECE, None)
    assert driver.plain.get(where).json()["error"]["innerError"]["code"] == "uploadSessionNotFound"


@pytest.mark.parametrize(
    ("then", "kept"), [({"receive": 5}, 0), ({"drop": "before"}, 0), ({"drop": "after"}, PIECE)]
)
def test_a_connection_can_end_in_the_middle_of_a_fragment(driver: Driver, then: dict, kept: int) -> None:
    where = address(driver)
    driver.sandbox.faults([{"match": "PUT /_upload/*", "then": then}])
    headers = {"Content-Range": f"bytes 0-{PIECE - 1}/{2 * PIECE}"}

    with pytest.raises(httpx.TransportError):
        httpx.put(where, content=b"x" * PIECE, headers=headers)

    assert driver.plain.get(where).json()["nextExpectedRanges"] == [f"{kept}-"]
    assert driver.sandbox.log()[-2]["status"] == 0


def test_a_fault_may_say_that_a_session_is_gone(driver: Driver) -> None:
    where = address(driver)
    driver.sandbox.faults([{"match": "PUT /_upload/*", "then": {"status": 404, "code": "itemNotFound"}}])

    assert put(where).status_code == 404
    assert put(where).status_code == 201
