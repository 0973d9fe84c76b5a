"""An instance in order, on a practice tenant of these tests' own: what is wrong, each test brings."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from m365bot import clock, job
from m365bot.doctor import examination, needs, rights
from m365bot.doctor.findings import Examination
from m365bot.doctor.subject import Here, Subject
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.job import Job
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.stored.directory import App
from tests import connecting
from tests.doctor.instance import REPOSITORY, Examined


@pytest.fixture(scope="session")
def _served() -> Iterator[Sandbox]:
    with Sandbox(settings=Settings.without_waits()) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _the_machines_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others' tests may leave one in this process that has been moved on."""
    monkeypatch.setattr(clock, "_clock", clock._Machine())


@pytest.fixture
def sandbox(_served: Sandbox) -> Sandbox:
    _served.reset()
    return _served


@pytest.fixture
def app(sandbox: Sandbox, jobs: Mapping[str, Job]) -> App:
    """m365bot's own, with exactly what its jobs need."""
    app = sandbox.tenant.apps[sandbox.env["M365BOT_CLIENT_ID"]]
    by_job = needs.of_jobs(jobs.values())
    app.application = list(rights.to_be_granted(rights.needed(by_job, "app")))
    app.delegated = list(rights.to_be_granted(rights.needed(by_job, "account")))
    return app


@pytest.fixture(scope="session")
def jobs() -> Mapping[str, Job]:
    return job.found_in(REPOSITORY / "jobs")


@pytest.fixture
def connection(sandbox: Sandbox, tmp_path: Path) -> Connection:
    account = sandbox.tenant.service_account
    return connecting.with_account(
        sandbox, tmp_path, service_account=account, keeps_tokens=False, patience_s=1
    )


@pytest.fixture
def here(tmp_path: Path) -> Here:
    now = datetime.now(UTC)
    return Here(
        state=tmp_path,
        now=now,
        opened=lambda: None,
        last_backup=lambda: now,
        a_daemon_is_at_work=lambda: True,
        complaints=0,
        keeps_anything=True,
    )


@pytest.fixture
async def examined(
    app: App, connection: Connection, here: Here, jobs: Mapping[str, Job]
) -> AsyncIterator[Examined]:
    """The examination of that instance, but for what is given: of the connection, else of the subject."""
    opened: list[Graph] = []

    async def look(subject: Mapping[str, Any] = {}, **given: Any) -> Examination:
        changed = replace(connection, **given)
        opened.append(graph := Graph(changed))
        whole = Subject(
            connection=changed,
            graph=graph,
            jobs=jobs,
            service_account=connection.service_account,
            has_outsiders=False,
            here=here,
        )
        return await examination.of(replace(whole, **subject))

    yield look
    for graph in opened:
        await graph.close()
