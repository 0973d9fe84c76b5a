"""Each kind of write of each job, hurt in each way: the same end state, nothing twice."""

from collections.abc import Callable
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot, writes
from tests.chaos import length

KICKOFF, RELEASED, PUBLISH = "2025-05-07T06:30", "2025-06-13T08:35", "2025-07-01T09:00"

FAULTS: dict[str, dict[str, Any]] = {
    "commit-then-504": {"then": {"status": 504, "code": "UnknownError", "message": ""}, "after_commit": True},
    "dropped after": {"then": {"drop": "after"}},
    "dropped before": {"then": {"drop": "before"}},
    "404 after commit": {"then": {"status": 404, "code": "NotFound"}, "after_commit": True},
    "429 with Retry-After": {"then": {"status": 429, "code": "TooManyRequests", "retry_after": 7}},
    "429 without": {"then": {"status": 429, "code": "TooManyRequests", "retry_after": "none"}},
    "503": {"then": {"status": 503, "code": "serviceUnavailable"}},
    "503 in XHTML": {"then": {"status": 503, "body": "<html xmlns='http://www.w3.org/1999/xhtml'/>"}},
    "502 after commit": {"then": {"status": 502, "code": "BadGateway"}, "after_commit": True},
    "an answer cut off": {"then": {"cut": 20}, "after_commit": True},
    "landing late": {"then": {"drop": "before", "delay_commit_s": 3}},
}
PROVISION = (
    "POST /groups",
    "PUT /groups/*/team",
    "POST /invitations",
    "POST */members/add",
    "POST */channels",
    "POST */tabs",
)
DISTRIBUTE = ("POST */children", "PUT */content")
NEWSLETTER = ("POST */messages",)


def provision(bot: Bot) -> None:
    bot.run("provision", at=KICKOFF)


def distribute(bot: Bot) -> None:
    bot.run("distribute", at=RELEASED)


def newsletter(bot: Bot) -> None:
    bot.approve(bot.run("newsletter", at=PUBLISH, exits=4)["run_id"])


WRITES = [
    *((provision, write) for write in PROVISION),
    *((distribute, write) for write in DISTRIBUTE),
    *((newsletter, write) for write in NEWSLETTER),
]
# Nine writes and eleven faults: every second pair has each of both, and six or five of the other.
CASES = [(job, write, name) for job, write in WRITES for name in FAULTS]


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What each job leaves behind when nothing goes wrong; filled as tests ask."""
    return {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weather", "job", "write", "name"),
    length.in_both(CASES, sample=CASES[::6], harsh=CASES[3::48]),
    indirect=["weather"],
)
def test_a_write_that_is_hurt_ends_as_if_nothing_had_happened(
    weather: str,
    job: Callable[[Bot], None],
    write: str,
    name: str,
    bot: Bot,
    tenant: Sandbox,
    anew: Callable[[], None],
    expected: dict[str, Any],
) -> None:
    if job.__name__ not in expected:
        tenant.weather("documented")
        _before(job, bot)
        job(bot)
        expected[job.__name__] = picture.of(tenant)
        anew()
    _before(job, bot)
    tenant.faults([{"match": write, "nth": [1, 2], **FAULTS[name]}])

    job(bot)
    tenant.faults([])
    seen = picture.of(tenant)
    before = len(tenant.log())
    job_again(job, bot)

    assert _comparable(seen, weather) == _comparable(expected[job.__name__], weather)
    assert writes(tenant.log()[before:]) == []


def _comparable(seen: dict[str, Any], weather: str) -> dict[str, Any]:
    """Whole, marks of posts too, where the weather leaves them."""
    return picture.without_marks(seen) if weather == "harsh" else seen


def job_again(job: Callable[[Bot], None], bot: Bot) -> None:
    if job is newsletter:
        bot.run("newsletter", at=PUBLISH)
    else:
        job(bot)


def _before(job: Callable[[Bot], None], bot: Bot) -> None:
    if job is not provision:
        provision(bot)
