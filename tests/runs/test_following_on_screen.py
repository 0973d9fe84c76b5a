"""On the screen: a run that a daemon has is followed, and Ctrl-C ends the looking alone."""

import asyncio
import contextlib
import io
from dataclasses import replace

import pytest

from m365bot import clock
from m365bot.cli.screen import following
from m365bot.journal import Run
from tests.runs.here import NOW, Here

SECONDS = 3.5


def looks_until_ctrl_c(here: Here, run: Run) -> tuple[Run, str]:
    """The run as it is then, and what was said; Ctrl-C cancels the task of a command."""

    async def looks() -> Run:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_later(SECONDS, task.cancel)
        found = await following.to_its_end(run, here.office())
        assert not task.cancelling()  # what comes after is not cancelled too
        return found

    with contextlib.redirect_stderr(io.StringIO()) as said:
        return here.does(looks()), said.getvalue()


def test_ctrl_c_ends_the_looking_and_says_that_the_run_goes_on(here: Here) -> None:
    run = here.requests()
    daemon = here.leases.show_a_daemon()

    seen, said = looks_until_ctrl_c(here, run)

    daemon.release()
    assert seen == here.row(run)
    assert f"実行 {run.id}" in said
    assert "見るのをやめました。実行は続きます。" in said


def test_a_run_that_is_nobody_elses_is_as_it_is(here: Here) -> None:
    done = here.runs_job()

    with contextlib.redirect_stderr(io.StringIO()) as said:
        seen = here.does(following.to_its_end(done, here.office()))

    assert (seen, said.getvalue()) == (done, "")


def test_what_waits_for_its_minute_is_not_waited_for(here: Here) -> None:
    ahead = replace(here.requests(), due=NOW.replace(year=NOW.year + 1))

    assert here.does(following.to_its_end(ahead, here.office())) == ahead


def test_on_a_lent_clock_nobody_waits_for_a_daemon_that_has_the_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    monkeypatch.delenv(clock.SETTING, raising=False)
    assert following.is_looked_at(as_json=False)
    assert not following.is_looked_at(as_json=True)

    monkeypatch.setenv(clock.SETTING, "http://127.0.0.1:1/clock")

    assert not following.is_looked_at(as_json=False)
