"""All five jobs in the harshest weather while a fifth of all requests fails: the end is that of a quiet year.

What only comes the next day (a private channel's site) is waited for; until then a run says so and ends with 3.
"""

from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot, writes
from tests.chaos import length
from tests.chaos.test_random import CALENDAR, SHARE, answer, everything, storm, year

pytestmark = pytest.mark.slow

ROUNDS = 6  # of a day each: nothing in any report takes longer than the next day
Documents = list[dict[str, Any]]


@pytest.fixture(scope="module")
def quiet() -> dict[str, Any]:
    """What the documented weather leaves; filled by the first test that asks."""
    return {}


def looks(bot: Bot, tenant: Sandbox) -> dict[str, Any]:
    """As everything(), in a picture that any weather gives."""
    return {**everything(bot, tenant), "tenant": picture.of_any_weather(tenant)}


def tried(bot: Bot, job: str, at: str) -> dict[str, Any]:
    cohort = () if job == "newsletter" else ("--cohort", "R7")
    said = bot.says("run", job, *cohort, "--at", at, "--json")
    assert said.exit in (0, 3, 4), said.out + said.err
    if said.exit == 4:
        said = bot.says("runs", "approve", said.document["run_id"], "--json")
        assert said.exit in (0, 3, 4), said.out + said.err
    return dict(said.document)


def until_settled(bot: Bot, tenant: Sandbox, rules: list[dict[str, Any]]) -> None:
    """Each job again and again, the service's clock a day on between; the storm only at first."""
    for number in range(ROUNDS):
        done: Documents = []
        for job, at in CALENDAR:
            if job == "collect" and number == 0:
                answer(tenant)
            tenant.faults(list(rules) if number == 0 else [])
            done.append(tried(bot, job, at))
            tenant.faults([])
        if number and all(each["status"] == "nothing_to_do" for each in done):
            return
        tenant.advance(86_400)
    raise AssertionError([(each["job"], each["status"], each["errors"]) for each in done])


@pytest.mark.parametrize("number", length.of(range(1, 2), range(1, 21)))
def test_a_year_in_the_harshest_weather_ends_as_a_quiet_one(
    number: int, bot: Bot, tenant: Sandbox, quiet: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not quiet:
        year(bot, tenant, [])
        quiet.update(looks(bot, tenant))
        tenant.reset()
        bot.forgets_everything()
    tenant.weather("harsh")
    monkeypatch.setenv("M365BOT_SETTLES_S", tenant.env["M365BOT_SETTLES_S"])
    tenant.app.gateway.faults.seed = number

    until_settled(bot, tenant, storm(SHARE))
    seen = looks(bot, tenant)
    before = len(tenant.log())
    for job, at in CALENDAR:
        tried(bot, job, at)

    assert seen == quiet
    assert writes(tenant.log()[before:]) == []
