"""The contract kit says what is wrong, so that its silence means something."""

import json
from typing import Any

import pytest

from m365bot.sandbox.wire.log import Exchange
from tests.contract import kit

pytestmark = [pytest.mark.kit, kit.needs_kit]
JSON = {"content-type": "application/json"}
CHANNELS = "POST /teams/{team-id}/channels"
CHANNEL = {"id": "19:x@thread.tacv2", "displayName": "班1", "membershipType": "private"}


def exchange(body: Any, answer: Any, status: int = 201, operation: str = CHANNELS) -> Exchange:
    sent, got = (json.dumps(each).encode() for each in (body, answer))
    return Exchange("POST", "/v1.0/x", "", JSON, sent, status, JSON, got, faulted=False, operation=operation)


def test_what_is_right_is_silent() -> None:
    assert kit.problems([exchange({"displayName": "班1"}, CHANNEL)]) == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (exchange({"displayNam": "班1"}, CHANNEL), "displayNam"),
        (exchange({"members": [{"roels": []}]}, CHANNEL), "roels"),
        (exchange({}, {**CHANNEL, "colour": "red"}), "colour"),
        (exchange({}, {**CHANNEL, "membershipType": "secret"}), "secret"),
        (exchange({}, {**CHANNEL, "createdDateTime": 3}), "createdDateTime"),
        (exchange({}, CHANNEL, status=200), "200"),
        (exchange({}, CHANNEL, operation="POST /teams/{team-id}/canals"), "canals"),
    ],
)
def test_what_is_wrong_is_named(wrong: Exchange, named: str) -> None:
    (problem,) = kit.problems([wrong])

    assert named in problem
