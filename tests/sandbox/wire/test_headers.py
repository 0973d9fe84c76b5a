"""Headers every answer has, and those that a request may send."""

from datetime import datetime, timedelta, timezone

import pytest

from m365bot.sandbox.wire import headers
from m365bot.sandbox.wire.exchange import Request
from m365bot.sandbox.wire.problems import GraphProblem

TOKYO = timezone(timedelta(hours=9))
NOW = datetime(2025, 6, 13, 9, 0, tzinfo=TOKYO)


def asked(**sent: str) -> Request:
    return Request("GET", "/me", "", sent, b"", "http://h/v1.0", "id-1")


def test_an_answer_tells_its_ids_and_the_time_in_utc() -> None:
    told = headers.always(asked(**{"client-request-id": "mine"}), NOW)

    assert (told["request-id"], told["client-request-id"]) == ("id-1", "mine")
    assert told["Date"] == "Fri, 13 Jun 2025 00:00:00 GMT"
    assert "ServerInfo" in told["x-ms-ags-diagnostic"]
    assert "Strict-Transport-Security" in told


def test_without_an_id_of_the_callers_the_services_own_is_told() -> None:
    assert headers.always(asked(), NOW)["client-request-id"] == "id-1"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"consistencylevel": "Eventual"},
        {"consistencylevel": "session"},
        {"prefer": "create-if-missing"},
        {"prefer": "return=minimal, include-unknown-enum-members"},
        {"prefer": 'IdType="ImmutableId"; respond-async'},
        {"prefer": "odata.maxpagesize=50"},
        {"prefer": ""},
    ],
)
def test_what_is_documented_passes(sent: dict[str, str]) -> None:
    headers.check(sent)


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"consistencylevel": "strong"}, "strong"),
        ({"prefer": "be-quick"}, "be-quick"),
        ({"prefer": "return=minimal, be-quick"}, "be-quick"),
        ({"prefer": "return=all"}, "return=all"),
    ],
)
def test_what_nobody_documents_is_refused_by_name(sent: dict[str, str], named: str) -> None:
    with pytest.raises(GraphProblem, match=named) as caught:
        headers.check(sent)

    assert caught.value.status == 400
