"""One connection of the browsers for all tests of the pages."""

from collections.abc import Iterator

import httpx
import pytest

from tests.sandbox.entra.browser import Browser


@pytest.fixture(scope="session")
def _web() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:  # plain http: no authority need be read
        yield client


@pytest.fixture
def anybody(_web: httpx.Client) -> Browser:
    return Browser(_web)
