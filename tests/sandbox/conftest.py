"""One sandbox in a thread for all tests of the sandbox, fresh for each; every exchange held against the kit."""

from collections.abc import Iterator

import pytest

from m365bot.sandbox.server import Sandbox
from tests.contract import kit
from tests.sandbox.driver import Driver


@pytest.fixture(scope="session")
def _driven() -> Iterator[Driver]:
    with Sandbox() as sandbox, Driver(sandbox) as driver:
        yield driver


@pytest.fixture
def driver(_driven: Driver) -> Iterator[Driver]:
    """A fresh tenant. What was asked and answered must be as Graph documents it."""
    yield _driven.fresh()
    if kit.KIT.is_dir():
        assert kit.problems(_driven.sandbox.exchanges) == []
