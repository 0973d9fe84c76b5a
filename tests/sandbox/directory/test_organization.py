"""Things looked up by their ids alone (docs/facts.md 85)."""

import pytest

from tests.sandbox.driver import Driver

PATH = "/directoryObjects/getByIds"


def some_people(driver: Driver, count: int) -> list[str]:
    return list(driver.tenant.users)[:count]


def test_unknown_ids_are_left_out(driver: Driver) -> None:
    known = some_people(driver, 2)

    found = driver.app.post(PATH, json={"ids": [*known, "00000000-0000-0000-0000-000000000000"]}).json()

    assert [each["id"] for each in found["value"]] == known


def test_only_the_kinds_that_are_asked_for_come(driver: Driver) -> None:
    known = some_people(driver, 1)

    assert driver.app.post(PATH, json={"ids": known, "types": ["group"]}).json()["value"] == []
    assert len(driver.app.post(PATH, json={"ids": known, "types": ["User"]}).json()["value"]) == 1


@pytest.mark.parametrize(("count", "status"), [(0, 400), (1, 200), (1000, 200), (1001, 400)])
def test_between_one_and_a_thousand_are_taken(driver: Driver, count: int, status: int) -> None:
    assert driver.app.post(PATH, json={"ids": ["x"] * count}).status_code == status


def test_a_person_that_nobody_sees_yet_is_not_there(driver: Driver) -> None:
    (key,) = some_people(driver, 1)
    driver.tenant.users[key].seen_at = driver.tenant.clock.timestamp() + 60

    assert driver.app.get(f"/directoryObjects/{key}").status_code == 404
