"""The moment when a request's bytes leave is told once."""

from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from m365bot.graph.departure import Departure, Failed


class Told:
    """Keeps what left, in order."""

    counts_against = ("team:t", "channel:c")
    stamp = 12.5

    def __init__(self) -> None:
        self.events: list[str] = []

    def left(self) -> None:
        self.events.append("turn")

    def leaving(self) -> None:
        self.events.append("intent")


def info(method: bytes) -> dict[str, object]:
    return {"request": SimpleNamespace(method=method)}


def test_the_intent_is_written_before_the_turns_are_stamped_and_only_once() -> None:
    told = Told()
    departure = Departure([told, told], told.leaving)  # type: ignore[list-item]
    assert not departure.has_left

    departure.go()
    departure.go()

    assert told.events == ["intent", "turn", "turn"]
    assert departure.has_left


def test_what_a_request_counts_against_is_logged_at_the_moment_when_it_leaves() -> None:
    with capture_logs() as events:
        Departure([Told()]).go()  # type: ignore[list-item]

    assert [(one["event"], one["at"], one["scopes"]) for one in events] == [
        ("graph.left", 12.5, ("team:t", "channel:c"))
    ]


def test_what_could_not_be_written_down_has_not_left() -> None:
    def refuse() -> None:
        raise OSError("disk full")

    told = Told()
    departure = Departure([told], refuse)  # type: ignore[list-item]

    with pytest.raises(OSError, match="disk full"):
        departure.go()
    assert not departure.has_left
    assert told.events == []


@pytest.mark.parametrize(
    ("event", "method", "leaves"),
    [
        ("http11.send_request_headers.started", b"POST", True),
        ("http2.send_request_headers.started", b"GET", True),
        ("http11.send_request_headers.started", b"CONNECT", False),
        ("http11.send_request_headers.complete", b"POST", False),
        ("connection.connect_tcp.started", b"POST", False),
    ],
)
async def test_only_the_first_bytes_of_the_request_itself_are_the_moment(
    event: str, method: bytes, leaves: bool
) -> None:
    departure = Departure([])

    await departure.trace(event, info(method))

    assert departure.has_left is leaves


def test_a_failure_says_whether_bytes_had_left() -> None:
    failed = Failed("reset", left=True)

    assert (failed.reason, failed.left, str(failed)) == ("reset", True, "reset")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("timeout", "時間内に返事がありません: timeout"),
        ("ReadError", "通信が途中で切れました: ReadError"),
        ("ConnectTimeout", "つながりません: ConnectTimeout"),
    ],
)
def test_r14_why_no_answer_came_is_told_in_words_with_the_networks_own_name(reason: str, told: str) -> None:
    assert Failed(reason, left=True).words == told
