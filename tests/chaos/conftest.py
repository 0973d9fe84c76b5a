"""What chaos stands on: either weather, and a tenant begun anew in it; daemons' places on a tenant that is provisioned."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot
from tests.chaos.node import Place, place

LONGEST = ("test_nodes.py", "test_season.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A machine that is busy is waited for, by each test here many times.

    What takes longest comes first, so that nobody waits for it at the end.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture
def anew(bot: Bot, tenant: Sandbox, weather: str) -> Callable[[], None]:
    """Forget the tenant and the state folder, and stand in the test's weather again: a reset ends it."""

    def begin() -> None:
        tenant.reset()
        tenant.weather(weather)
        if bot.state.exists():
            bot.forgets_everything()

    return begin


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A tenant that is provisioned, as a file, and what it looks like once materials are distributed."""
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch, Sandbox(lend_clock=True, record=False) as sandbox:
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(Path(__file__).parent.parent.parent))
        patch.setenv("M365BOT_STATE_DIR", str(folder / "state"))
        bot = Bot(folder / "state")
        assert bot.says("run", "provision", "--cohort", "R7").exit == 0
        sandbox.advance(60)
        file = folder / "tenant.json"
        sandbox.app._state = file
        sandbox.app.save()
        sandbox.app._state = None
        assert bot.says("run", "distribute", "--cohort", "R7").exit == 0
        return {"tenant": file, "distributed": picture.of(sandbox)}


@pytest.fixture
def here(world: dict[str, Any], tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "place", world["tenant"]) as made:
        yield made
