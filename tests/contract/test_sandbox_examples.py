"""The kit's examples of simulated operations of directory and Teams, replayed: same status, same headers, valid.

The examples of files, lists and sites are replayed in tests/sandbox/sharepoint.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from m365bot.sandbox import operations
from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.entra import apps
from m365bot.sandbox.evidence import EVIDENCE
from m365bot.sandbox.outlook import mailboxes, postage
from m365bot.sandbox.stored.teams import Message, Work
from tests.contract import kit
from tests.sandbox.driver import Driver

pytestmark = [pytest.mark.kit, kit.needs_kit]

CONTOSO_BOT = "bot@contoso.com"
TEAM = "dbd8de4f-5d47-48da-87f1-594bed003375"
CHANNEL = "19:4b6bed8d24574f6a9e436813cb2617d8@thread.tacv2"
ROBIN = "8ea0e38b-efb3-4757-924a-5f94061cf8c2"
_GUID = re.compile(r"users(?:\('|/)([0-9a-f-]{36})")
_LENGTH = "content-length"  # the transport's own


def everybody(driver: Driver, example: dict[str, Any]) -> list[str]:
    """The people an example names, made."""
    keys = dict.fromkeys(_GUID.findall(str(example["request"])))
    return [driver.user_with_id(key, f"{key[:8]}@example.jp") for key in keys]


def group(driver: Driver, key: str, people: list[str]) -> None:
    made = driver.group(f"g-{key[:8]}", people, people)
    del driver.tenant.groups[made.id]
    made.id = key
    driver.tenant.groups[key] = made
    driver.tenant.sites.make_group_site(key, made.mail_nickname, key, driver.tenant.clock.now())


def team(driver: Driver, key: str, people: list[str]) -> None:
    """A team with the example's channel in it, owned by Robin."""
    robin = driver.user_with_id(ROBIN, "robin@example.jp")
    made = driver.team(f"t-{key[:8]}", [robin], people)
    for store in (driver.tenant.groups, driver.tenant.teams):
        store[key] = store.pop(made.id)
        store[key].id = key
    nickname = driver.tenant.groups[key].mail_nickname
    driver.tenant.sites.make_group_site(key, nickname, key, driver.tenant.clock.now())
    channel = driver.channel(driver.tenant.teams[key], "Architecture")
    driver.tenant.teams[key].channels[CHANNEL] = driver.tenant.teams[key].channels.pop(channel.id)
    driver.tenant.sites.folders[CHANNEL] = driver.tenant.sites.folders.pop(channel.id)
    channel.id = CHANNEL


def message(driver: Driver) -> None:
    team(driver, TEAM, [])
    now = iso_ms(driver.tenant.clock.now())
    row = Message("1763863200000", ROBIN, "x", "text", now, now, "1763863200000", 1)
    driver.tenant.teams[TEAM].channels[CHANNEL].messages[row.id] = row


def draft(driver: Driver, example: dict[str, Any]) -> None:
    """A draft under the example's own id."""
    owner = driver.tenant.users[driver.user(CONTOSO_BOT)]
    mail = mailboxes.new(driver.tenant, owner)
    mail.id = re.split(r"[/?]", example["request"]["url"].partition("/messages/")[2])[0]
    mail.to = [{"emailAddress": {"name": "all", "address": "all@contoso.com"}}]
    mailboxes.laid(driver.tenant, mailboxes.of(driver.tenant, owner), mail, "drafts")


def sent(driver: Driver, example: dict[str, Any]) -> None:
    draft(driver, example)
    owner = driver.tenant.users[driver.user(CONTOSO_BOT)]
    for mail in list(mailboxes.of(driver.tenant, owner).mails.values()):
        postage.send(driver.tenant, owner, mail)
    driver.sandbox.advance(60)


def operation_of_team(driver: Driver) -> None:
    team(driver, TEAM, [])
    work = Work("3a6fdce1-c261-48bc-89de-1cfef658c0d5", "createTeam", 0.0, 0.0, TEAM)
    driver.tenant.teams[TEAM].works[work.id] = work


def key_of(example: dict[str, Any]) -> str:
    found = re.search(r"/(?:groups|teams)/([0-9a-f-]{36})", example["request"]["url"])
    assert found
    return found[1]


def bound_group(example: dict[str, Any]) -> str:
    found = re.search(r"groups\('([0-9a-f-]{36})'\)", example["request"]["body"]["group@odata.bind"])
    assert found
    return found[1]


def two_principals(driver: Driver, example: dict[str, Any]) -> None:
    for name in ("principalId", "resourceId"):
        app = apps.add(driver.tenant, {"displayName": name})
        app.principal_id = example["request"]["body"][name]


Prepare = Callable[[Driver, dict[str, Any]], object]
READY: dict[str, Prepare] = {
    "01": everybody,
    "02": lambda driver, _: operation_of_team(driver),
    "03": lambda driver, example: group(driver, bound_group(example), [driver.user("d.mori@example.jp")]),
    "04": lambda driver, example: group(driver, key_of(example), [driver.user("d.mori@example.jp")]),
    "05": lambda driver, _: None,
    "06": everybody,
    "07": lambda driver, _: driver.group("flight157"),
    "08": lambda driver, example: (
        group(driver, key_of(example), []),
        driver.user_with_id("0040b377-61d8-43db-94f5-81374122dc7e", "n@example.jp"),
    ),
    "09": lambda driver, _: team(driver, TEAM, []),
    "10": lambda driver, example: team(driver, TEAM, everybody(driver, example)),
    "11": lambda driver, _: (team(driver, TEAM, []), driver.channel(driver.tenant.teams[TEAM], "test")),
    "12": lambda driver, _: team(driver, TEAM, []),
    "13": lambda driver, _: (team(driver, TEAM, []), driver.tenant.sites.folders.pop(CHANNEL)),
    "14": lambda driver, _: (
        team(driver, TEAM, []),
        driver.user_with_id("86503198-b81b-43fe-81ee-ad45b8848ac9", "a@example.jp"),
    ),
    "15": lambda driver, example: (everybody(driver, example), team(driver, TEAM, [])),
    "16": lambda driver, _: team(driver, TEAM, []),
    "17": lambda driver, _: team(driver, TEAM, []),
    "20": lambda driver, _: None,
    "21": lambda driver, _: None,
    "41": lambda driver, _: None,
    "43": lambda driver, example: two_principals(driver, example),
    "46": everybody,
    "48": lambda driver, example: group(driver, key_of(example), [driver.user("d.mori@example.jp")]),
    "49": lambda driver, example: group(driver, bound_group(example), [driver.user("d.mori@example.jp")]),
    "50": everybody,
    "53": lambda driver, example: team(driver, key_of(example), everybody(driver, example)),
    "54": lambda driver, example: (
        team(driver, key_of(example), everybody(driver, example)),
        driver.tenant.users.pop("18a80140-b0fb-4489-b360-2f6efaf225a0"),
        driver.tenant.groups[key_of(example)].members.pop("18a80140-b0fb-4489-b360-2f6efaf225a0"),
    ),
    "55": lambda driver, example: team(driver, key_of(example), everybody(driver, example)),
    "60": lambda driver, _: message(driver),
    "62": lambda driver, _: team(driver, TEAM, []),
    "19": everybody,
    "23": lambda driver, _: driver.user("adele@contoso.com"),
    "56": lambda driver, _: driver.user(CONTOSO_BOT),
    "57": draft,
    "59": sent,
}
AS_ROBIN = ("16", "60")


def _ready(key: str) -> dict[str, Any]:
    return next(each for each in kit.examples() if each["id"].startswith(key))


def _sent(driver: Driver, key: str, example: dict[str, Any]) -> httpx.Response:
    client = driver.as_person("robin@example.jp") if key in AS_ROBIN else driver.app
    asked = example["request"]
    url = urlsplit(asked["url"])
    path = url.path.removeprefix("/v1.0") + (f"?{url.query}" if url.query else "")
    return client.request(asked["method"], path, json=asked["body"], headers=asked["headers"])


@pytest.mark.parametrize("key", sorted(READY))
def test_an_example_is_answered_as_the_service_does(driver: Driver, key: str) -> None:
    example = _ready(key)
    READY[key](driver, example)

    answer = _sent(driver, key, example)

    wanted = example["response"]
    assert answer.status_code == wanted["status"], answer.text
    if example["kind"] == "reported":
        assert answer.json()["error"]["code"] == wanted["body"]["error"]["code"]
    else:
        named = {name.lower() for name in wanted["headers"]} - {_LENGTH}
        assert named <= {name.lower() for name in answer.headers}
    assert kit.problems(driver.sandbox.exchanges) == []


def test_a_group_made_again_by_its_unique_name_is_updated(driver: Driver) -> None:
    first, second = _ready("50"), _ready("51")
    everybody(driver, first)
    _sent(driver, "50", first)

    answer = _sent(driver, "51", second)

    assert answer.status_code == second["response"]["status"]


def test_a_throttled_directory_answers_as_the_example(driver: Driver) -> None:
    driver.tenant.settings.limits["id.app_tenant"] = (1, 10)
    driver.app.get("/users/dx-tsushin@example.jp")

    answer = _sent(driver, "42", _ready("42"))

    driver.tenant.settings.limits.clear()
    assert answer.status_code == 429
    assert {name.lower() for name in _ready("42")["response"]["headers"]} <= set(answer.headers)


def test_every_example_of_a_simulated_operation_is_replayed_somewhere() -> None:
    simulated = {
        each.name
        for each in operations.every()
        if not each.handler.__module__.startswith("m365bot.sandbox.sharepoint.")
    }
    left = [
        each["id"]
        for each in kit.examples()
        if f"{each['operation']['method']} {each['operation']['path']}" in simulated
        and each["kind"] != "unverified"
        and each["id"][:2] not in {*READY, *ELSEWHERE}
    ]
    assert left == []


ELSEWHERE = ("42", "51")


def test_what_coverage_says_was_replayed_is_replayed() -> None:
    told = {number for row in EVIDENCE.values() for number in row.get("examples", ())}
    assert {*READY, "42", "51"} <= told
