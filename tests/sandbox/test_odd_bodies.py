"""Whatever a body holds, an operation answers; it never breaks down."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from m365bot.sandbox import operations
from m365bot.sandbox.wire import bodies
from m365bot.sandbox.wire.routing import Operation
from tests.examples import drawn
from tests.sandbox.driver import Driver

pytestmark = pytest.mark.slow
LETTERS = st.text("aあ/'@:%#.-_ 1é🙂\x00", max_size=12)
TEXTS = st.one_of(
    LETTERS,
    st.sampled_from(
        [
            "",
            "owner",
            "guest",
            "private",
            "Unified",
            "html",
            "2025-01-01T00:00:00Z",
            "https://graph.microsoft.com/v1.0/users('a.endo@example.jp')",
            "a.endo@example.jp",
            "<at id='0'>x</at>",
        ]
    ),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS, lambda each: st.lists(each, max_size=2), max_leaves=4
)
KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(-5, 5),
    float: st.floats(allow_nan=False, allow_infinity=False),
    dict: st.dictionaries(LETTERS, ANYTHING, max_size=2),
    bodies.ANY: ANYTHING,
}
WITH_BODY = [each for each in operations.every() if each.body is not None and not each.takes_bytes]


def bodies_of(wanted: Any) -> st.SearchStrategy[Any]:
    """Bodies that pass the check of properties and types."""
    if isinstance(wanted, set | frozenset):
        wanted = dict.fromkeys(wanted, bodies.ANY)
    if isinstance(wanted, dict):
        known = {name: bodies_of(each) for name, each in wanted.items()}
        return st.none() | st.fixed_dictionaries({}, optional=known)
    if isinstance(wanted, list):
        return st.none() | st.lists(bodies_of(wanted[0]), max_size=2)
    return st.none() | KINDS[wanted]


def address(driver: Driver, known: Operation) -> str:
    """Something that is there, where the sandbox has it."""
    owner = driver.user("a.endo@example.jp")
    team = next(iter(driver.tenant.teams.values()), None) or driver.team("dx", [owner])
    site = driver.tenant.sites.group_site(team.id)
    held = driver.tenant.apps["00000000-aaaa-4000-8000-000000000001"]
    drive = driver.tenant.sites.drives[site.drive_id]
    there = {
        "team-id": team.id,
        "group-id": team.id,
        "channel-id": team.general,
        "user-id": owner,
        "site-id": site.id,
        "drive-id": drive.id,
        "driveItem-id": drive.root_id,
        "application-id": held.id,
        "servicePrincipal-id": held.principal_id,
    }
    path = known.template.text
    for name, value in there.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")


@pytest.mark.parametrize("known", WITH_BODY, ids=lambda each: each.name)
@drawn(15, HealthCheck.function_scoped_fixture)
@given(data=st.data())
def test_any_body_is_answered(driver: Driver, known: Operation, data: st.DataObject) -> None:
    driver.tenant.settings.throttling = False
    body = data.draw(bodies_of(known.body))
    url = address(driver, known)
    clients: list[httpx.Client] = [driver.app, driver.as_person("a.endo@example.jp")]

    answers = [each.request(known.method, url, json=body) for each in clients]

    driver.tenant.settings.throttling = True
    driver.sandbox.app.gateway.log.clear()
    assert all("error" in each.json() for each in answers if each.status_code >= 400)
