"""What chaos stands on: either weather, and a tenant begun anew in it."""

from collections.abc import Callable

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot


@pytest.fixture
def anew(bot: Bot, tenant: Sandbox, weather: str) -> Callable[[], None]:
    """Forget the tenant and the state folder, and stand in the test's weather again: a reset ends it."""

    def begin() -> None:
        tenant.reset()
        tenant.weather(weather)
        if bot.state.exists():
            bot.forgets_everything()

    return begin
