"""Every page of the desk in Chromium: nothing keeps anybody from reading it, in light and dark, on a phone and on a desk."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from m365bot import clock
from m365bot.console import app, routes
from m365bot.console.roles import Role
from m365bot.journal import Outcome, Status
from m365bot.journal.trial import Trial
from m365bot.resources.kind import Extra
from tests.browser import accessible
from tests.browser.conftest import executable
from tests.console import hall, rows
from tests.console.hall import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Without a tenant: these pages ask none."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        patch.setenv("M365BOT_STATE_DIR", str(tmp_path_factory.mktemp("desk") / "state"))
        guest = hall.visitor(Role.OFFICER, Role.APPROVER, sign_in_name="kacho@example.jp")
        with hall.sitting(guest) as sitting:
            yield sitting


@pytest.fixture(scope="module")
def address(sitting: Sitting) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app.create(sitting.desk, sitting.hall), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join()


def filled(sitting: Sitting) -> list[str]:
    """Something of each kind; the pages that show it."""
    made, failed = rows.issue(key="a"), rows.issue(key="b")
    kept = Extra("file:x", "資料 x.pptx", "人が書きかえたため。", nameless="資料 x.pptx")
    plan = rows.plan(made, failed, withheld=(kept,))
    run = rows.run(sitting, "results", Status.PARTLY_FAILED, number=9, plan=plan, words="権限がありません。")
    rows.settles(sitting, run, made)
    rows.settles(sitting, run, failed, Outcome.FAILED, "権限がありません。")
    rows.run(
        sitting, "newsletter", Status.DONE, number=99, cohort=None, id="old:apply", applies="old", plan=plan
    )
    asks = rows.asks(sitting, rows.issue("<p>改稿です。</p>", key="a"))
    waits = rows.run(sitting, "distribute", Status.REQUESTED, number=2)
    at = clock.now()
    trials = [Trial(name, "distribute", "R7", None, at, "kacho@example.jp", "確認") for name in ("t1", "t2")]
    for trial in trials:
        sitting.desk.books.trials.add(trial)
    sitting.desk.books.trials.end(trials[0].came_to(plan, "", ("Files.Read.All",), at))
    return [f"/runs/{run.id}", f"/runs/{waits.id}", f"/approvals/{asks.id}", "/trials/t1", "/trials/t2"]


def test_no_page_keeps_anybody_from_reading_it(browser: Browser, sitting: Sitting, address: str) -> None:
    single = [way.path for way in routes.WAYS if way.method == routes.GET and "{" not in way.path]
    fresh = accessible.complaints(browser, [f"{address}/"])

    pages = [*single, *filled(sitting), "/jobs/provision", "/nothing/here"]
    found = accessible.complaints(browser, [f"{address}{path}" for path in pages])

    assert [str(one) for one in (*fresh, *found)] == []
