import base64
from typing import Any

import pytest

from m365bot.graph import bodies

FULL = {
    "error": {
        "code": "generalException",
        "message": "m",
        "details": [{"code": "ObjectConflict"}],
        "innerError": {"code": "a", "request-id": "r-1", "innererror": {"code": "mostSpecific"}},
    }
}


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"id": "1"}', {"id": "1"}),
        (b'\xef\xbb\xbf{"id": "1"}', {"id": "1"}),
        ('{"id": "班"}'.encode("utf-16"), {"id": "班"}),
        (b"", None),
        (b" \r\n", None),
        (b'{"id": "1', b'{"id": "1'),
        (b"<html><body>Service Unavailable</body></html>", b"<html><body>Service Unavailable</body></html>"),
    ],
)
def test_a_body_is_read_as_it_came(content: bytes, body: Any):
    assert bodies.parse(content) == body


def test_codes_come_from_the_most_specific_to_the_most_general():
    assert bodies.codes(FULL) == ("mostSpecific", "a", "generalException", "ObjectConflict")


def test_the_request_id_of_a_body_is_found():
    assert bodies.request_id(FULL) == "r-1"


@pytest.mark.parametrize(
    "body", [None, b"<html>", [], {}, {"error": "text"}, {"error": {"details": "x", "innerError": "y"}}]
)
def test_a_body_without_an_error_gives_no_codes(body: Any):
    assert bodies.codes(body) == ()
    assert bodies.message(body) == ""


def test_an_inner_body_that_is_no_json_comes_in_base64():
    assert bodies.of_inner(base64.b64encode(b'{"a": 1}').decode()) == {"a": 1}
    assert bodies.of_inner("no base64 at all") == b"no base64 at all"
    assert bodies.of_inner({"a": 1}) == {"a": 1}
