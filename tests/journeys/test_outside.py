"""Somebody watches from outside while an officer runs a job by hand, on a clock that waits for nobody."""

import pytest

from tests.bot import Bot
from tests.watcher import watching


@pytest.mark.weather("documented")
def test_a_job_run_by_hand_is_heard_of_outside_and_a_dry_run_is_not(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching() as watcher:
        monkeypatch.setenv("M365BOT_PING_URL", f"http://127.0.0.1:{watcher.server_port}/hc")
        bot.says("run", "collect", "--dry-run", "--json")
        bot.run("results", at="2025-06-06T16:00")
        failed = bot.run("distribute", at="2025-06-02T08:35", exits=3)

    assert failed["status"] == "partly_failed"
    assert [path for path, _ in watcher.asked] == ["/hc/results", "/hc/distribute/fail"]
