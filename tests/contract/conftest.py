"""The sandbox that examples are replayed against."""

from collections.abc import Iterator

import pytest

from m365bot.sandbox.server import Sandbox
from tests.sandbox.driver import Driver


@pytest.fixture(scope="module")
def _driven() -> Iterator[Driver]:
    with Sandbox() as sandbox, Driver(sandbox) as driver:
        yield driver


@pytest.fixture
def driver(_driven: Driver) -> Driver:
    return _driven.fresh()
