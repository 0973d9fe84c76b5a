"""A database on a server: kill -9 of whoever works with it, and restarts of the server while somebody does."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests import picture
from tests import postgresql as servers
from tests.bot import Bot, writes
from tests.chaos import length
from tests.chaos.test_kill import KICKOFF, kill_at_write, start
from tests.postgresql import Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_server(postgresql: Server) -> Server:
    """To be restarted without anybody's noticing but us; ends with the run of tests."""
    return servers.own()


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return {}


@pytest.fixture
def as_undisturbed(bot: Bot, tenant: Sandbox, anew: Callable[[], None], expected: dict[str, Any]) -> Any:
    if not expected:
        bot.run("provision", at=KICKOFF)
        expected.update(picture.of(tenant))
        anew()
    return expected


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("number", length.of([13], range(1, 26)))
def test_provision_killed_after_any_write_is_finished_by_the_next_run_on_a_server_too(
    as_undisturbed: Any, bot: Bot, tenant: Sandbox, number: int
) -> None:
    process = start("run", "provision", "--cohort", "R7", "--at", KICKOFF)
    kill_at_write(process, tenant, number)

    bot.run("provision", at=KICKOFF)
    seen, before = picture.of(tenant), len(tenant.log())
    bot.run("provision", at=KICKOFF)

    assert seen == as_undisturbed
    assert writes(tenant.log()[before:]) == []


@pytest.mark.parametrize("number", length.of([7], range(1, 26, 3)))
def test_a_restart_of_the_server_in_mid_run_loses_and_doubles_nothing(
    as_undisturbed: Any,
    bot: Bot,
    tenant: Sandbox,
    own_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    monkeypatch.setenv("M365BOT_DATABASE_URL", own_server.empty())
    process = start("run", "provision", "--cohort", "R7", "--at", KICKOFF)
    while process.poll() is None and len(writes(tenant.log())) < number:
        time.sleep(0.002)

    own_server.restart()
    ended = process.wait()
    assert process.stdout is not None
    process.stdout.close()
    bot.run("provision", at=KICKOFF)
    seen, before = picture.of(tenant), len(tenant.log())
    bot.run("provision", at=KICKOFF)

    assert ended in (0, 1)
    assert seen == as_undisturbed
    assert writes(tenant.log()[before:]) == []
    assert bot.says("runs", "verify").exit == 0
