"""What a fault makes of an answer."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from m365bot.sandbox.wire import spoiling
from m365bot.sandbox.wire.exchange import Answer, Request
from m365bot.sandbox.wire.faults import rule

NOW = datetime(2025, 6, 13, 9, 0, tzinfo=UTC)
ASKED = Request("GET", "/teams/1", "$top=2", {"client-request-id": "mine"}, b"", "http://h/v1.0", "id-1")


def spoilt(then: Any, answer: Answer | None = None) -> Answer:
    return spoiling.spoilt(rule({"then": then}), answer or Answer(200, {}, b'{"a": 1}'), ASKED, NOW)


@pytest.mark.parametrize(
    ("data", "is_instead"),
    [
        ({"then": 503}, True),
        ({"then": {"drop": "before"}}, True),
        ({"then": {"drop": "after"}}, False),
        ({"then": 504, "after_commit": True}, False),
        ({"then": {"delay_ms": 1}}, False),
        ({"then": {"truncate": 3}}, False),
    ],
)
def test_a_request_is_not_carried_out_where_its_answer_is_another_from_the_first(
    data: dict[str, Any], is_instead: bool
) -> None:
    assert spoiling.instead(rule(data)) is is_instead


@pytest.mark.parametrize(
    ("data", "first", "then"),
    [
        ({"then": {"delay_ms": 2000}}, 2.0, 0.0),
        ({"then": {"delay_ms": 2000}, "after_commit": True}, 0.0, 2.0),
        ({"then": {"delay_ms": 2000, "drop": "after"}}, 0.0, 2.0),
        ({"then": {"delay_ms": 2000, "drop": "before"}}, 2.0, 0.0),
        ({"then": {"delay_ms": 2000, "delay_commit_s": 3}}, 0.0, 2.0),
        ({"then": 503}, 0.0, 0.0),
    ],
)
def test_what_is_carried_out_first_is_answered_late_and_not_carried_out_late(
    data: dict[str, Any], first: float, then: float
) -> None:
    """So that a sender may die between the two."""
    assert (rule(data).first_s, rule(data).then_s) == (first, then)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "NotFound"),
        (409, "Conflict"),
        (410, "resyncRequired"),
        (423, "resourceLocked"),
        (502, "BadGateway"),
        (504, "GatewayTimeout"),
        (507, "UnknownError"),
    ],
)
def test_an_error_has_its_usual_code(status: int, code: str) -> None:
    answer = spoilt(status)

    assert answer.status == status
    assert json.loads(answer.body)["error"]["code"] == code
    assert answer.faulted


def test_an_error_says_the_code_and_message_that_the_rule_gives() -> None:
    error = json.loads(spoilt({"status": 400, "code": "Odd", "message": "so"}).body)["error"]

    assert (error["code"], error["message"]) == ("Odd", "so")
    assert error["innerError"]["client-request-id"] == "mine"


def test_another_good_status_keeps_the_answer() -> None:
    answer = spoilt(202)

    assert (answer.status, answer.body) == (202, b'{"a": 1}')


def test_status_399_is_no_error_and_400_is_one() -> None:
    assert spoilt(399).body == b'{"a": 1}'
    assert spoilt(400).body != b'{"a": 1}'


@pytest.mark.parametrize(
    ("then", "header"),
    [
        (429, "1"),
        (503, "1"),
        ({"status": 429, "retry_after": "none"}, None),
        ({"status": 429, "retry_after": 2.128}, "2.128"),
        ({"status": 500, "retry_after": 7}, "7"),
        (500, None),
    ],
)
def test_throttling_tells_how_long_to_wait_unless_the_rule_hides_it(then: Any, header: str | None) -> None:
    assert spoilt(then).headers.get("Retry-After") == header


def test_a_body_may_be_text_or_json_cut_or_changed() -> None:
    assert spoilt({"body": "<html>"}).body == b"<html>"
    assert json.loads(spoilt({"body": {"b": 2}}).body) == {"b": 2}
    assert spoilt({"cut": 3}).body == b'{"a'
    assert json.loads(spoilt({"set": {"b": "x"}}).body) == {"a": 1, "b": "x"}
    assert json.loads(spoilt({"set": {"b": 1}}, Answer(202)).body) == {"b": 1}


def test_self_is_the_address_of_the_request() -> None:
    body = json.loads(spoilt({"set": {"@odata.nextLink": "$self"}}).body)

    assert body["@odata.nextLink"] == "http://h/v1.0/teams/1?$top=2"


def test_headers_of_the_rule_stand_over_all() -> None:
    assert spoilt({"status": 429, "headers": {"Retry-After": "9"}}).headers["Retry-After"] == "9"


def test_a_connection_may_end_before_or_within_the_answer() -> None:
    assert spoilt({"drop": "after"}).drop
    assert not spoilt({"cut": 1}).drop
    assert spoilt({"truncate": 5}).truncate == 5
