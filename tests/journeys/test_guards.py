"""More people leave than is likely: nothing is done, and the officer can see who would have gone."""

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import Desk

KICKOFF, AFTER = "2025-05-07T06:30", "2025-08-01T06:30"


@pytest.fixture
def emptied(bot: Bot, desk: Desk) -> Bot:
    """Three lines of the roster end, and the guard lets nobody go at once."""
    bot.run("provision", at=KICKOFF)
    desk.change("programme.yaml", "members_removed: 3", "members_removed: 0")
    people = desk.read("cohorts/R7/people.csv").splitlines()
    ending = [
        f"{line[:-1]},2025-07-31" if line.endswith(",,") and n < 4 else line for n, line in enumerate(people)
    ]
    desk.write("cohorts/R7/people.csv", "\n".join(ending) + "\n")
    return bot


def test_the_run_is_stopped_and_tells_what_it_asked_of_graph(emptied: Bot, tenant: Sandbox) -> None:
    before = len(tenant.log())

    run = emptied.run("provision", at=AFTER, exits=1)

    asked = [
        row
        for row in tenant.log()[before:]
        if row["path"].startswith("/v1.0/") and "$batch" not in row["path"]
    ]
    assert run["status"] == "stopped"
    assert "members_removed" in run["errors"][0]["words"]
    assert run["plan_digest"]
    assert run["http"]["requests"] == len(asked)
    assert writes(tenant.log()[before:]) == []


@pytest.mark.parametrize("words", [("plan", "provision"), ("run", "provision", "--dry-run")])
def test_the_plan_can_be_seen(words: tuple[str, ...], emptied: Bot) -> None:
    said = emptied.says(*words, "--cohort", "R7", "--at", AFTER, "--json")

    removed = [change for change in said.document["changes"] if change["action"] == "remove"]
    assert said.exit == 0
    assert removed
    assert "members_removed" in said.err


def test_a_stopped_run_is_not_carried_out_later(emptied: Bot, tenant: Sandbox) -> None:
    run = emptied.run("provision", at=AFTER, exits=1)
    before = len(tenant.log())

    resumed = emptied.says("runs", "resume", run["run_id"])
    emptied.run("provision", at=AFTER, exits=1)

    assert resumed.exit == 2
    assert writes(tenant.log()[before:]) == []
