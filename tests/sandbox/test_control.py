"""The control API, the log and the clock: what tests and operators do from outside."""

from datetime import datetime

import httpx
import pytest

from m365bot.sandbox.asgi import create
from m365bot.sandbox.entra import apps
from m365bot.sandbox.settings import Settings
from tests.sandbox.driver import Driver
from tests.sandbox.test_groups import NEW

KEYS = {"at", "method", "path", "status", "batch", "app", "user", "permission", "throttled", "bytes"}


@pytest.fixture
def control(driver: Driver):
    with httpx.Client(
        base_url=driver.sandbox.control_url, verify=False
    ) as client:  # http: no authority to read
        yield client


def test_every_request_is_in_the_log_as_it_was_received(driver: Driver, control: httpx.Client) -> None:
    driver.as_person("a.endo@example.jp").get("/me?$select=id")

    token, request = control.get("/log").json()[-2:]

    assert set(request) >= KEYS
    assert token["path"].endswith("/oauth2/v2.0/token")
    assert (request["method"], request["path"], request["status"]) == ("GET", "/v1.0/me?$select=id", 200)
    assert (request["user"], request["permission"], request["throttled"]) == (
        "a.endo@example.jp",
        "User.Read",
        False,
    )
    assert datetime.fromisoformat(request["at"]).tzinfo


def test_people_groups_apps_and_sites_can_be_added(driver: Driver, control: httpx.Client) -> None:
    app = {
        "client_id": "11111111-0000-4000-8000-000000000001",
        "client_secret": "s",
        "displayName": "checker",
    }
    seed = {
        "users": [
            {
                "userPrincipalName": "new@city.example",
                "displayName": "新人",
                "department": "総務局",
                "password": "own",
            },
            {"userPrincipalName": "out@partner.example", "displayName": "講師", "guest": True},
        ],
        "groups": [
            {
                "displayName": "全職員",
                "mail": "all@example.jp",
                "kind": "distribution",
                "members": ["new@city.example"],
            }
        ],
        "apps": [{**app, "application": "*", "delegated": ["User.Read"]}],
        "sites": [{"path": "dx-news", "title": "DX通信"}],
    }

    answer = control.post("/seed", json=seed)

    assert answer.status_code == 200, answer.text
    own = driver.token(
        grant_type="password",
        username="new@city.example",
        password="own",
        scope="User.Read",
        client_id=app["client_id"],
        client_secret="s",
    )
    guest = driver.app.get("/users/out@partner.example")
    assert own.status_code == 200
    assert guest.status_code == 404  # its sign-in name is the tenant's own
    shown = driver.app.get(
        "/groups?$filter=mail eq 'all@example.jp'&$select=displayName,mailEnabled,groupTypes"
    )
    assert shown.json()["value"] == [{"displayName": "全職員", "mailEnabled": True, "groupTypes": []}]
    assert driver.as_person("out@partner.example").get("/me").json()["displayName"] == "講師"


@pytest.mark.parametrize(
    "seed",
    [
        {"persons": []},
        {"users": [{"name": "x"}]},
        {"groups": [{"displayName": "x", "members": ["nobody@x.jp"]}]},
    ],
)
def test_a_misspelt_seed_is_refused(control: httpx.Client, seed: dict) -> None:
    assert control.post("/seed", json=seed).status_code == 400


def test_a_reset_brings_the_seed_back_and_env_still_signs_in(driver: Driver, control: httpx.Client) -> None:
    before = driver.sandbox.env
    driver.app.post("/groups", json=NEW)
    control.put("/faults", json=[{"match": "GET *", "then": 500}])

    control.post("/reset")

    assert driver.sandbox.env == before
    assert control.get("/log").json() == []
    assert control.get("/faults").json() == []
    state = control.get("/state").json()
    assert state["groups"] == {}
    assert "password" not in str(state["users"])
    answer = driver.token(
        grant_type="refresh_token",
        client_id=before["M365BOT_CLIENT_ID"],
        client_secret=before["M365BOT_CLIENT_SECRET"],
        refresh_token=before["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"],
    )
    assert answer.status_code == 200


def test_the_clock_goes_forward_and_no_further(driver: Driver, control: httpx.Client) -> None:
    done = []
    now = driver.tenant.clock.timestamp()
    for wait in (30, 10, 90):
        driver.tenant.clock.at(
            now + wait, lambda wait=wait: done.append((wait, driver.tenant.clock.timestamp()))
        )

    moved = control.post("/clock", json={"advance_s": 60}).json()["now"]

    assert [wait for wait, _ in done] == [10, 30]
    assert [round(at - now) for _, at in done] == [10, 30]
    assert abs(datetime.fromisoformat(moved).timestamp() - now - 60) < 5
    assert control.get("/clock").json().keys() == {"now"}


def test_the_clock_can_be_set(driver: Driver, control: httpx.Client) -> None:
    control.post("/clock", json={"now": "2031-06-01T09:00:00+09:00"})

    assert driver.tenant.clock.now().year == 2031
    assert control.post("/clock", json={}).status_code == 400


def test_faults_are_put_and_shown_with_how_often_they_struck(driver: Driver, control: httpx.Client) -> None:
    control.put("/faults", json=[{"match": "GET /me", "nth": "all", "then": 503}])
    driver.as_person("a.endo@example.jp").get("/me")

    row = control.get("/faults").json()[0]

    assert (row["count"], row["hits"]) == (1, 1)
    assert control.put("/faults", json=[{"match": "GET /me", "otherwise": 1}]).status_code == 400


def test_settings_change_while_it_runs(driver: Driver, control: httpx.Client) -> None:
    control.put("/settings", json={"throttling": False})
    statuses = {driver.app.get("/organization").status_code for _ in range(3)}
    wrong = control.put("/settings", json={"gravity": 1})
    control.put("/settings", json={"throttling": True})

    assert (statuses, wrong.status_code) == ({200}, 400)


def test_coverage_lists_what_is_simulated(control: httpx.Client) -> None:
    names = [row["operation"] for row in control.get("/coverage").json()]

    assert "PUT /groups/{group-id}/team" in names


def test_general_can_be_renamed_only_from_outside(driver: Driver, control: httpx.Client) -> None:
    team = driver.team("dx", [driver.user("a.endo@example.jp")])

    control.post("/seed", json={"general": [{"team": "dx", "displayName": "お知らせ"}]})

    assert driver.app.get(f"/teams/{team.id}/primaryChannel").json()["displayName"] == "お知らせ"


async def test_it_runs_in_process_too() -> None:
    app = create(Settings.without_waits())
    tenant = app.tenant
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        form = {
            "grant_type": "client_credentials",
            "client_id": apps.bot_id(tenant),
            "client_secret": apps.bot_secret(tenant),
            "scope": "https://graph.microsoft.com/.default",
        }
        token = (await client.post(f"/{tenant.id}/oauth2/v2.0/token", data=form)).json()["access_token"]
        answer = await client.get("/v1.0/users?$top=1", headers={"Authorization": f"Bearer {token}"})

    assert answer.json()["@odata.nextLink"].startswith("http://sandbox/v1.0/users?")


def test_two_tenants_of_one_seed_treated_alike_are_alike() -> None:
    def play() -> dict:
        tenant = create(
            Settings(chance_seed=3), start=datetime.fromisoformat("2025-04-01T09:00:00+09:00")
        ).tenant
        return {name: [tenant.guid() for _ in range(3)] for name in ("a", "b")}

    assert play() == play()


def test_what_is_not_there_and_what_cannot_be_done_there_are_told_apart(control: httpx.Client) -> None:
    absent, wrong = control.get("/nothing"), control.delete("/clock")

    assert absent.status_code == 404
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, POST")
    assert control.head("/clock").status_code == 200
