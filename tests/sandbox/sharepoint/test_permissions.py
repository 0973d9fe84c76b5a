"""The table of permissions: each route has a row, each row says what the contract kit says."""

import json
from pathlib import Path
from typing import Any

import pytest

import m365bot.sandbox.sharepoint.routes as _routes
from m365bot.sandbox.sharepoint.permissions import ROWS
from m365bot.sandbox.wire.routing import all_operations

KIT = Path(__file__).parents[4] / "shared" / "graph" / "permissions.json"
OURS = tuple(getattr(_routes, name).__name__ for name in _routes.__all__)


def test_every_route_has_exactly_one_row() -> None:
    routes = sorted(each.name for each in all_operations() if each.handler.__module__ in OURS)

    assert sorted(f"{method} {path}" for method, path, _, _ in ROWS) == routes


def _names(entry: dict[str, Any], kind: str) -> set[str]:
    told = entry.get(kind, {})
    return {*told.get("leastPrivileged", []), *told.get("higherPrivileged", [])}


@pytest.mark.kit
@pytest.mark.skipif(not KIT.exists(), reason="the contract kit ../shared/graph is not here")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_row_says_what_the_reference_says(row) -> None:
    method, path, application, delegated = row
    told = json.loads(KIT.read_text("utf-8"))["operations"]
    (entry,) = [each for each in told if (each["method"], each["path"]) == (method, path)]

    assert set(application) == _names(entry, "application")
    assert set(delegated) == _names(entry, "delegatedWork")
