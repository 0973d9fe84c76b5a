"""The harness itself: a journey stands in the weather that its mark names, with a bot that waits accordingly."""

import os

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

pytestmark = pytest.mark.journey


@pytest.mark.weather("harsh", group_hidden_s=30.0)
def test_a_journey_stands_in_the_weather_of_its_mark(bot: Bot, tenant: Sandbox) -> None:
    assert tenant.tenant.weather.profile == "harsh"
    assert tenant.tenant.weather.seconds("group_hidden_s") == 30
    assert float(os.environ["M365BOT_SETTLES_S"]) > tenant.tenant.weather.seconds("replication_s")


@pytest.mark.fair_weather("the documented weather is the point")
def test_and_in_the_documented_one_without(bot: Bot, tenant: Sandbox) -> None:
    assert tenant.tenant.weather.profile == "documented"
