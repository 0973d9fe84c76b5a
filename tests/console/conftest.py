"""A desk of the reference instance, opened once; each test begins on empty books."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from m365bot.console.roles import Role
from m365bot.database.tables import metadata
from tests import heard
from tests.console import hall
from tests.console.hall import Sitting

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def _open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """Reading config/ and making a database take a second together: once for all modules."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("M365BOT_")]:
                patch.delenv(name)
            patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
            patch.setenv("M365BOT_STATE_DIR", str(tmp_path_factory.mktemp("desk") / "state"))
            sitting = stack.enter_context(hall.sitting(None))
            sitting.desk.known()
        yield sitting


@pytest.fixture
def nobody(_open: Sitting) -> Iterator[Sitting]:
    """Whoever is not known."""
    _open.hall.guest = None
    yield _open
    _open.browser.cookies.clear()
    with _open.desk.books.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "instances":
                connection.execute(table.delete())


@pytest.fixture
def officer(nobody: Sitting) -> Sitting:
    nobody.hall.guest = hall.visitor(Role.OFFICER)
    return nobody


@pytest.fixture
def approver(nobody: Sitting) -> Sitting:
    """As programme.yaml names them."""
    nobody.hall.guest = hall.visitor(Role.APPROVER, sign_in_name="kacho@example.jp")
    return nobody


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """Every statement that reaches a database meanwhile."""
    with heard.statements() as said:
        yield said
