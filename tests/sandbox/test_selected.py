"""Sites.Selected: an app reads and writes the sites that somebody granted to it, and no other."""

import httpx
import pytest

from m365bot.sandbox.entra import apps
from tests.sandbox.driver import Driver

APP, SECRET = "00000000-bbbb-4000-8000-000000000002", "narrow"
HERE, ELSEWHERE = "dx", "other"
PAGE = {
    "@odata.type": "#microsoft.graph.sitePage",
    "name": "dx-014.aspx",
    "title": "第14号",
    "pageLayout": "article",
}


@pytest.fixture
def narrow(driver: Driver) -> httpx.Client:
    """An app that holds Sites.Selected and nothing else."""
    row = {"client_id": APP, "client_secret": SECRET, "application": ["Sites.Selected"]}
    apps.add(driver.tenant, row)
    for name in (HERE, ELSEWHERE):
        driver.tenant.sites.make_site(f"sites/{name}", name, driver.tenant.clock.now())
    scope = "https://graph.microsoft.com/.default"
    return driver.client(
        driver.token(client_id=APP, client_secret=SECRET, grant_type="client_credentials", scope=scope), APP
    )


def site(driver: Driver, name: str = HERE) -> str:
    return driver.tenant.sites.site_at(f"sites/{name}").id


def granted(driver: Driver, role: str, name: str = HERE) -> dict:
    body = {"roles": [role], "grantedToIdentities": [{"application": {"id": APP, "displayName": "m365bot"}}]}
    answer = driver.app.post(f"/sites/{site(driver, name)}/permissions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def statuses(driver: Driver, narrow: httpx.Client, name: str) -> dict[str, int]:
    key = site(driver, name)
    drive = driver.tenant.sites.sites[key].drive_id
    asked = {
        "by path": narrow.get(f"/sites/{driver.tenant.sites.settings.hostname}:/sites/{name}"),
        "site": narrow.get(f"/sites/{key}"),
        "pages": narrow.get(f"/sites/{key}/pages"),
        "drive": narrow.get(f"/drives/{drive}/root/children"),
        "page": narrow.post(f"/sites/{key}/pages", json=PAGE),
        "file": narrow.put(f"/drives/{drive}/root:/a.txt:/content", content=b"a"),
    }
    return {what: answer.status_code for what, answer in asked.items()}


READS, WRITES = ("by path", "site", "pages", "drive"), ("page", "file")


def test_without_a_grant_nothing_is_read_and_the_refusal_is_sharepoints(
    driver: Driver, narrow: httpx.Client
) -> None:
    assert set(statuses(driver, narrow, HERE).values()) == {403}
    assert narrow.get(f"/sites/{site(driver)}").json()["error"]["code"] == "accessDenied"


def test_write_reads_and_writes_that_site_alone(driver: Driver, narrow: httpx.Client) -> None:
    granted(driver, "write")

    assert statuses(driver, narrow, HERE) == {**dict.fromkeys(READS, 200), **dict.fromkeys(WRITES, 201)}
    assert set(statuses(driver, narrow, ELSEWHERE).values()) == {403}


def test_read_reads_and_writes_nothing(driver: Driver, narrow: httpx.Client) -> None:
    granted(driver, "read")

    assert statuses(driver, narrow, HERE) == {**dict.fromkeys(READS, 200), **dict.fromkeys(WRITES, 403)}


@pytest.mark.parametrize("path", ["/sites?search=dx", "/sites/getAllSites()", "/groups", "/users"])
def test_what_is_of_no_site_needs_more(driver: Driver, narrow: httpx.Client, path: str) -> None:
    granted(driver, "fullcontrol")

    assert narrow.get(path).status_code == 403


def test_what_the_general_rule_says_nothing_certain_of_does_not_pass(
    driver: Driver, narrow: httpx.Client
) -> None:
    granted(driver, "write")
    key = site(driver)
    drive = driver.tenant.sites.sites[key].drive_id
    made = narrow.put(f"/drives/{drive}/root:/a.txt:/content", content=b"a").json()

    answers = [
        narrow.get(f"/sites/{key}/permissions"),
        narrow.get(f"/drives/{drive}/items/{made['id']}/permissions"),
        narrow.post(f"/sites/{key}/lists", json={"displayName": "x", "list": {"template": "genericList"}}),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403]


def test_a_grant_is_shown_changed_and_taken_back_by_who_controls_all_sites(
    driver: Driver, narrow: httpx.Client
) -> None:
    one = f"/sites/{site(driver)}/permissions/{granted(driver, 'write')['id']}"

    shown = driver.app.get(one).json()
    listed = driver.app.get(f"/sites/{site(driver)}/permissions").json()["value"]
    changed = driver.app.patch(one, json={"roles": ["read"]}).json()
    after = statuses(driver, narrow, HERE)
    gone = driver.app.delete(one).status_code

    assert shown["roles"] == ["write"]
    assert [each["grantedToIdentitiesV2"][0]["application"]["id"] for each in listed] == [APP]
    assert (changed["roles"], after["page"], gone) == (["read"], 403, 204)
    assert narrow.get(f"/sites/{site(driver)}").status_code == 403
    assert driver.app.get(one).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"roles": ["everything"], "grantedToIdentities": [{"application": {"id": APP}}]},
        {"roles": [], "grantedToIdentities": [{"application": {"id": APP}}]},
        {"roles": ["write"]},
        {"roles": ["write"], "grantedToIdentities": [{"application": {"displayName": "m365bot"}}]},
    ],
)
def test_a_grant_that_says_nothing_is_refused(driver: Driver, narrow: httpx.Client, body: dict) -> None:
    assert driver.app.post(f"/sites/{site(driver)}/permissions", json=body).status_code == 400


def test_a_seed_grants_too_and_a_grant_outlives_the_process(driver: Driver, narrow: httpx.Client) -> None:
    seeded = {"sites": [{"path": HERE, "grants": {APP: ["write"]}}]}
    driver.plain.post(f"{driver.sandbox.place.control_url}/seed", json=seeded).raise_for_status()

    fresh = type(driver.tenant)()
    fresh.load(driver.tenant.dump())

    assert narrow.get(f"/sites/{site(driver)}").status_code == 200
    assert fresh.sites.site_at(f"sites/{HERE}").grants[0]["roles"] == ["write"]


def test_the_log_says_by_what_it_passed(driver: Driver, narrow: httpx.Client) -> None:
    granted(driver, "read")
    narrow.get(f"/sites/{site(driver)}")

    rows = driver.plain.get(f"{driver.sandbox.place.control_url}/log").json()
    rows = rows if isinstance(rows, list) else rows["requests"]
    assert rows[-1]["permission"] == "Sites.Selected"
