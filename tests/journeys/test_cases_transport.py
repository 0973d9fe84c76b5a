"""Cases from the field, transport: answers that are no answers, pages that never end, links that go bad."""

import json
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import patience, picture
from tests.bot import Bot, writes
from tests.journeys.conftest import PEOPLE, Desk
from tests.sight import Sight

KICKOFF, RELEASED, COLLECTED, PUBLISH = (
    "2025-05-07T06:30",
    "2025-06-13T08:35",
    "2025-06-23T08:40",
    "2025-07-01T09:00",
)
PROVISION = ("run", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")
XHTML = (
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>Service Unavailable</body></html>"
)
BEHIND_A_BOM = "\ufeff" + json.dumps({"error": {"code": "BadGateway", "message": "…"}})
ODD_BODIES: dict[str, dict[str, Any]] = {
    "503 in XHTML": {"status": 503, "body": XHTML},
    "504 without a message": {"status": 504, "code": "UnknownError", "message": ""},
    "502 behind a BOM": {"status": 502, "body": BEHIND_A_BOM},
}
BROKEN_BATCHES: dict[str, dict[str, Any]] = {
    "cut off": {"cut": 60},
    "the connection ends": {"truncate": 60},
    "markup": {"body": "<html><body>oops</body></html>"},
    "empty": {"body": ""},
    "behind a BOM": {"status": 502, "body": BEHIND_A_BOM},
}
BAD_LINKS: dict[str, dict[str, Any]] = {
    "410 without a Location": {"status": 410, "code": "resyncRequired"},
    "410 SyncStateNotFound": {"status": 410, "code": "SyncStateNotFound"},
    "404 in the middle": {"status": 404, "code": "itemNotFound"},
}


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


@pytest.fixture
def collected(provisioned: Bot, tenant: Sandbox) -> Bot:
    rows = [{"完了時刻": f"2025-06-19T17:0{n}:00+09:00", "メール": "a.yamada@example.jp"} for n in range(3)]
    Sight(tenant).answer("R7 powerbi-1", rows)
    provisioned.run("distribute", at=RELEASED)
    provisioned.run("collect", at=COLLECTED)
    return provisioned


# C45


@pytest.mark.parametrize("name", ODD_BODIES)
@pytest.mark.parametrize("match", ["GET */members", "POST */channels", "POST /groups", "POST */tabs"])
def test_an_error_that_is_no_json_is_judged_by_its_status(
    match: str, name: str, bot: Bot, tenant: Sandbox, weather: str
) -> None:
    """C45: reads are repeated, the write is looked for; nothing twice, no traceback. One run does it, where none has to wait
    for the next day.
    """
    tenant.faults([{"match": match, "nth": [1, 2], "after_commit": True, "then": ODD_BODIES[name]}])

    said = bot.says(*PROVISION)
    tenant.faults([])
    done = patience.until_done(said, lambda: bot.says(*PROVISION), tenant) if weather == "harsh" else said
    again = bot.run("provision", at=KICKOFF)
    picture.of(tenant)  # no two teams or channels of one name

    assert (done.exit, done.document["status"], said.err + done.err) == (0, "done", "")
    assert again["status"] == "nothing_to_do"


@pytest.mark.parametrize("name", BROKEN_BATCHES)
def test_a_batch_whose_answer_is_broken_is_read_again(name: str, provisioned: Bot, tenant: Sandbox) -> None:
    """C45: `$batch` answers 200, and its body is no JSON."""
    tenant.faults([{"match": "POST */$batch", "nth": [1, 3], "then": BROKEN_BATCHES[name]}])
    before = len(tenant.log())

    said = provisioned.says(*PROVISION)

    assert (said.exit, said.document["status"], said.err) == (0, "nothing_to_do", "")
    assert writes(tenant.log()[before:]) == []


def test_a_post_that_was_taken_without_a_word_is_posted_once(provisioned: Bot, tenant: Sandbox) -> None:
    """C45: 202 with an empty body for a write."""
    asked = provisioned.run("newsletter", at=PUBLISH, exits=4)
    fault = {
        "match": "POST */messages",
        "nth": [1, 2],
        "after_commit": True,
        "then": {"status": 202, "body": ""},
    }
    tenant.faults([fault])

    done = provisioned.approve(asked["run_id"])

    posts = picture.of(tenant)["dx-leader-R7"]["channels"]["R7 全体"]["posts"]
    assert done["status"] == "done"
    assert len(posts) == 1


def test_the_services_own_request_id_is_in_the_log(
    bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C45: whoever asks Microsoft needs it."""
    monkeypatch.setenv("M365BOT_LOG", "info")
    tenant.faults([{"match": "POST */channels", "nth": 1, "then": ODD_BODIES["504 without a message"]}])

    said = bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    lines = [json.loads(line) for line in said.err.splitlines()]
    failed = next(line for line in lines if line.get("status") == 504)
    refused = next(row for row in tenant.log() if row["status"] == 504)
    assert failed["request_id"] == refused["id"]


# C37


@pytest.mark.parametrize("path", ["/teams/*/members", "*/channels", "*/tabs"])
def test_a_page_that_leads_to_itself_is_given_up_in_words(
    path: str, provisioned: Bot, tenant: Sandbox
) -> None:
    """C37: unknown after a few requests, nothing written."""
    loop = {
        "match": {"method": "GET", "path": path},
        "nth": "all",
        "then": {"set": {"@odata.nextLink": "$self"}},
    }
    tenant.faults([loop])
    before = len(tenant.log())

    run = provisioned.run("provision", at=KICKOFF, exits=3)
    asked = tenant.log()[before:]
    tenant.faults([])

    assert run["counts"]["unknown"] > 0
    assert "同じページが繰り返されました" in run["errors"][0]["words"]
    assert len(asked) < 60
    assert writes(asked) == []
    assert provisioned.run("provision", at=KICKOFF)["status"] == "nothing_to_do"


@pytest.mark.parametrize("count", [100, 200])
def test_a_team_of_exactly_a_page_is_read_whole(count: int, bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C37: the leaders' team has exactly 100 and 200 members."""
    more = count - 83  # the leaders of earlier years, the officers, the service account
    users = [{"userPrincipalName": f"u{n}@example.jp", "displayName": f"修了 {n}"} for n in range(more)]
    lines = [f"修了 {n},u{n}@example.jp,,9{n:05},総務局,人事課,事務,,,修了生,,," for n in range(more)]
    seed.add(tenant.tenant, {"users": users})
    desk.add(PEOPLE, "\n".join(lines) + "\n")

    bot.run("provision", at=KICKOFF)
    again = bot.run("provision", at=KICKOFF)

    people = Sight(tenant).team("dx-leaders").people
    assert len(people) == len(set(people)) == count
    assert again["status"] == "nothing_to_do"


def test_an_empty_page_with_more_behind_it_is_not_the_end(provisioned: Bot, tenant: Sandbox) -> None:
    """C37: `value` is empty, nextLink is there."""
    onward = f"{tenant.graph_url}/teams/{Sight(tenant).team('dx-leader-R7').id}/members"
    empty = {"value": [], "@odata.nextLink": onward}
    tenant.faults([{"match": "GET /teams/*/members", "nth": 1, "then": {"set": empty}}])
    before = len(tenant.log())

    run = provisioned.run("provision", at=KICKOFF)

    assert run["status"] in ("nothing_to_do", "done")
    assert writes(tenant.log()[before:]) == []


# C47


@pytest.mark.parametrize("name", BAD_LINKS)
def test_a_delta_link_gone_bad_is_a_full_enumeration(name: str, collected: Bot, tenant: Sandbox) -> None:
    """C47: rows and files as before, nothing stored twice, nothing uploaded."""
    rule = {
        "match": {"method": "GET", "path": "*/delta", "query": "*token=*"},
        "nth": "all",
        "then": BAD_LINKS[name],
    }
    tenant.faults([rule])
    before = len(tenant.log())

    distributed = collected.run("distribute", at=RELEASED)
    again = collected.run("collect", at=COLLECTED)

    assert (distributed["status"], again["counts"]["store"]) == ("nothing_to_do", 0)
    assert writes(tenant.log()[before:]) == []
    assert len(collected.says("records", "export", "--cohort", "R7").document["responses"]) == 3


def test_a_location_that_answers_500_for_ever_is_left(collected: Bot, tenant: Sandbox) -> None:
    """C47: 410 names a Location, and the Location is broken."""
    location = f"{tenant.graph_url}/drives/x/root/delta?token=broken%252F"
    match = {"method": "GET", "path": "*/delta"}
    tenant.faults(
        [
            {"match": match | {"query": "*broken*"}, "nth": "all", "then": {"status": 500}},
            {
                "match": match | {"query": "*token=*"},
                "nth": "all",
                "then": {"status": 410, "code": "resyncRequired", "headers": {"Location": location}},
            },
        ]
    )
    before = len(tenant.log())

    distributed = collected.run("distribute", at=RELEASED)
    again = collected.run("collect", at=COLLECTED)

    assert (distributed["status"], again["counts"]["store"]) == ("nothing_to_do", 0)
    assert writes(tenant.log()[before:]) == []
