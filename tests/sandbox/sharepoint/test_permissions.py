"""The permissions of sites, drives and lists: each operation says what the contract kit says."""

import json
from pathlib import Path
from typing import Any

import pytest

import m365bot.sandbox.sharepoint.routes as _routes
from m365bot.sandbox.wire.routing import Operation, all_operations
from tests.contract import kit

KIT = Path(__file__).parents[4] / "shared" / "graph" / "permissions.json"
MODULES = {getattr(_routes, name).__name__ for name in _routes.__all__}
OURS = [each for each in all_operations() if each.handler.__module__ in MODULES]


def test_every_route_module_has_operations() -> None:
    assert {each.handler.__module__ for each in OURS} == MODULES


def _names(entry: dict[str, Any], kind: str) -> set[str]:
    told = entry.get(kind, {})
    return {*told.get("leastPrivileged", []), *told.get("higherPrivileged", [])}


@pytest.mark.kit
@pytest.mark.skipif(not KIT.exists(), reason="the contract kit ../shared/graph is not here")
@pytest.mark.parametrize("operation", OURS, ids=lambda each: each.name)
def test_an_operation_asks_for_what_the_reference_says(operation: Operation) -> None:
    told = json.loads(KIT.read_text("utf-8"))["operations"]
    name = kit.documented_as(operation.name)
    (entry,) = [each for each in told if f"{each['method']} {each['path']}" == name]

    assert set(operation.needs.application) == _names(entry, "application")
    assert set(operation.needs.delegated) == _names(entry, "delegatedWork")
