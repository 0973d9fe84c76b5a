"""What the control API shows of the state holds no secret."""

import json

from tests.sandbox.driver import SECRET, Driver


def test_secrets_passwords_and_the_bytes_of_files_are_left_out(driver: Driver) -> None:
    person = next(iter(driver.tenant.users.values()))
    person.password = "a-password-of-their-own"
    driver.tenant.password = "everybodys-password"
    driver.tenant.sites.keep(b"bytes")

    state = driver.plain.get(f"{driver.sandbox.control_url}/state").json()

    assert not {"refresh_tokens", "chance", "password"} & set(state)
    assert not {"blobs", "secret"} & set(state["sites"])
    assert not any("password" in user for user in state["users"].values())
    assert all(isinstance(app["secrets"], int) for app in state["apps"].values())
    text = json.dumps(state)
    for secret in (SECRET, "a-password-of-their-own", "everybodys-password", driver.tenant.sites.secret):
        assert secret not in text
