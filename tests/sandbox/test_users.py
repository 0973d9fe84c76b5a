"""People of the directory: made, changed and gone; no name twice; and whose groups they are told."""

from typing import Any

import httpx
import pytest

from tests.sandbox.driver import Driver

OTHER, ACCOUNT = "a.endo@example.jp", "dx-tsushin@example.jp"
NEW: dict[str, Any] = {
    "accountEnabled": True,
    "displayName": "新 人",
    "mailNickname": "s.shin",
    "userPrincipalName": "s.shin@example.jp",
    "passwordProfile": {"password": "Practice-1"},
}


def made(driver: Driver, **changes: object) -> httpx.Response:
    body = {name: value for name, value in {**NEW, **changes}.items() if value is not None}
    return driver.app.post("/users", json=body)


def test_somebody_new_is_there_after_a_moment_and_signs_in(driver: Driver) -> None:
    answer = made(driver)
    driver.sandbox.advance(60)

    found = driver.app.get(f"/users/{NEW['userPrincipalName']}").json()
    token = driver.token(
        grant_type="password",
        username=NEW["userPrincipalName"],
        password="Practice-1",
        scope="https://graph.microsoft.com/.default",
    )

    assert (answer.status_code, found["id"]) == (201, answer.json()["id"])
    assert found["displayName"] == "新 人"
    assert token.status_code == 200


@pytest.mark.parametrize("missing", list(NEW))
def test_without_what_is_needed_nobody_is_made(driver: Driver, missing: str) -> None:
    answer = made(driver, **{missing: None})

    assert answer.status_code == 400
    assert missing in answer.json()["error"]["message"]
    assert driver.tenant.user(NEW["userPrincipalName"]) is None


def test_no_sign_in_name_is_two_peoples(driver: Driver) -> None:
    made(driver)
    driver.user("without.mail@example.jp", mail="")
    driver.sandbox.advance(60)

    twice = made(driver, mailNickname="other")
    renamed = driver.app.patch(f"/users/{OTHER}", json={"userPrincipalName": NEW["userPrincipalName"]})
    later = driver.app.patch(f"/users/{ACCOUNT}", json={"department": "広報課"})
    own = driver.app.patch(f"/users/{OTHER}", json={"userPrincipalName": OTHER, "department": "税務課"})

    assert [each.status_code for each in (twice, renamed, later, own)] == [400, 400, 204, 204]
    for refused in (twice, renamed):
        assert "userPrincipalName already exists" in refused.json()["error"]["message"]


def test_whose_account_is_switched_off_comes_in_no_more(driver: Driver) -> None:
    changed = driver.app.patch(f"/users/{OTHER}", json={"accountEnabled": False})
    token = driver.token(
        grant_type="password",
        username=OTHER,
        password=driver.tenant.password,
        scope="https://graph.microsoft.com/.default",
    )

    assert (changed.status_code, token.status_code) == (204, 400)


def test_an_empty_name_is_none(driver: Driver) -> None:
    answer = driver.app.patch(f"/users/{OTHER}", json={"displayName": ""})

    assert answer.status_code == 400
    assert "displayName" in answer.json()["error"]["message"]


def test_the_groups_that_somebody_is_in_are_told_by_app_and_person(driver: Driver) -> None:
    other, account = driver.user(OTHER), driver.user(ACCOUNT)
    group = driver.group("dx", [account], [account, other])
    driver.group("elsewhere", [account], [account])

    def listed(answer: httpx.Response) -> list[str]:
        return [row["mailNickname"] for row in answer.json()["value"] if row["id"] == group.id]

    before = [row["id"] for row in driver.app.get(f"/users/{other}/memberOf").json()["value"]]
    own = driver.as_person(OTHER).get("/me/memberOf")
    driver.app.delete(f"/groups/{group.id}/members/{other}/$ref")
    driver.sandbox.advance(60)

    assert before.count(group.id) == 1
    assert listed(own) == ["dx"]
    assert listed(driver.app.get(f"/users/{other}/memberOf")) == []
