"""A day on which nothing changed: every job looks, nobody writes, and past cohorts cost nothing (20 requests, measured)."""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from m365bot import reading
from m365bot.programme import Programme
from m365bot.sandbox.server import Sandbox
from m365bot.setup import reference
from tests.bot import Bot, writes
from tests.journeys.conftest import Desk
from tests.sight import Sight

KICKOFF = "2025-05-07T06:30"
FRIDAY, MONDAY = "2025-06-20", "2025-06-23"
MOST = 30  # requests of all jobs together, a batch counted as one, those of signing in beside the token's own too
JOBS = {
    "provision": "06:30",
    "distribute": "08:35",
    "collect": "08:40",
    "announce": "08:45",
    "study": "08:50",
    "remind": "09:00",
    "welcome": "09:10",
    "changes": "09:15",
    "standing": "09:20",
    "chiefs": "09:30",
    "newsletter": "09:40",
    "results": "16:00",
    "progress": "16:10",
    "personal": "16:30",
    "overview": "17:00",
}


def day(bot: Bot, tenant: Sandbox, at: str) -> Mapping[str, list[dict[str, Any]]]:
    """Each job once; what it asked of Graph."""
    found = {}
    for job, hour in JOBS.items():
        before = len(tenant.log())
        cohort = () if job == "newsletter" else ("--cohort", "R7")
        said = bot.says("run", job, *cohort, "--at", f"{at}T{hour}", "--json")
        assert said.exit == (4 if job == "newsletter" else 0), f"{job}: {said.out}{said.err}"
        found[job] = [row for row in tenant.log()[before:] if "/oauth2/" not in row["path"]]
    return found


def second_day(bot: Bot, tenant: Sandbox) -> Mapping[str, list[dict[str, Any]]]:
    """What a Monday asks after a Friday on which all was done and told."""
    bot.run("provision", at=KICKOFF)
    answered_by_all(tenant, reading.read(reference.FOLDER).usable())
    day(bot, tenant, FRIDAY)
    return day(bot, tenant, MONDAY)


@pytest.fixture
def anew(bot: Bot, tenant: Sandbox) -> Callable[[], None]:
    def begin() -> None:
        tenant.reset()
        bot.forgets_everything()

    return begin


def answered_by_all(tenant: Sandbox, programme: Programme) -> None:
    cohort = programme.cohort("R7")
    assert cohort
    Sight(tenant).answer(
        "R7 powerbi-1",
        [
            {"完了時刻": "2025-06-19T17:05:00+09:00", "メール": one.mail, "研修の満足度": 4}
            for one in cohort.trainees()
        ],
    )


@pytest.mark.timeout(600)
@pytest.mark.soak
@pytest.mark.fair_weather("some of what is laid out comes a day later there")
def test_a_day_on_which_nothing_changed_writes_nothing_and_asks_little(
    bot: Bot, tenant: Sandbox, desk: Desk, anew: Callable[[], None]
) -> None:
    after_four_cohorts = second_day(bot, tenant)
    anew()
    for key in ("R3", "R4", "R5", "R6"):
        shutil.rmtree(desk.path(f"cohorts/{key}"))
    after_none = second_day(bot, tenant)

    for asked in (after_four_cohorts, after_none):
        assert {job: written for job, rows in asked.items() if (written := writes(rows))} == {}
        assert sum(len([row for row in rows if not row["batch"]]) for rows in asked.values()) <= MOST
    assert requests(after_four_cohorts) == requests(after_none)


def requests(asked: Mapping[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Alone or within a batch, as they happen to meet."""
    return {
        job: len([row for row in rows if not row["path"].endswith("/$batch")]) for job, rows in asked.items()
    }
