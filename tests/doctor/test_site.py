"""The newsletter's site: whether this app may look into it, in words for whoever can let it in."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from m365bot.doctor import site
from m365bot.doctor.findings import Verdict
from m365bot.errors import GraphError, MissingPermission, NotFound, Unreachable
from m365bot.graph import inspection
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.stored.directory import App
from tests.doctor.instance import Examined, blamed
from tests.records.programmes import Office

SITE = "https://example.sharepoint.com/sites/dx-news"


@pytest.fixture
def narrow(sandbox: Sandbox, app: App) -> App:
    """What is narrow for SharePoint: Sites.Selected, and a site of the newsletter's."""
    app.application = [one for one in app.application if not one.startswith(("Sites.", "Files."))]
    app.application.append("Sites.Selected")
    sandbox.tenant.sites.make_site("sites/dx-news", "DX通信", sandbox.tenant.clock.now())
    return app


def lets_in(sandbox: Sandbox, app: App) -> None:
    found = sandbox.tenant.sites.site_at("sites/dx-news")
    assert found
    found.grants.append({"id": "1", "app": app.app_id, "roles": ["write"]})


@pytest.mark.parametrize(
    ("error", "verdict", "todo"),
    [
        (None, Verdict.OK, ""),
        (NotFound("no", status=404), Verdict.FAIL, "newsletter_site"),
        (MissingPermission("Sites.ReadWrite.All", status=403), Verdict.FAIL, "POST /sites/{id}/permissions"),
        (Unreachable("away"), Verdict.UNKNOWN, ""),
    ],
)
def test_what_came_of_reading_it_is_told_with_what_to_do(
    error: GraphError | None, verdict: Verdict, todo: str
) -> None:
    check = site.judged(SITE, error)

    assert check.verdict is verdict
    assert todo in check.todo


async def test_it_is_tried_by_reading_it(connection: Connection, sandbox: Sandbox, narrow: App) -> None:
    graph = Graph(connection)

    shut = await inspection.site(graph, SITE)
    lets_in(sandbox, narrow)
    opened = await inspection.site(graph, SITE)

    await graph.close()
    assert (shut.status if shut else None, opened) == (403, None)


def programme(to: tuple[str, ...]) -> Any:
    known = replace(Office().programme, newsletter_site=SITE)
    return replace(known, issues=(SimpleNamespace(to=to),))  # type: ignore[arg-type]  # faces are all that is asked


async def test_a_grant_that_is_missing_is_blamed_until_it_is_there(
    examined: Examined, sandbox: Sandbox, narrow: App
) -> None:
    given = {"programme": programme(("page",))}

    before = await examined(given)
    lets_in(sandbox, narrow)
    after = await examined(given)

    assert blamed(before)["newsletter_site"].verdict is Verdict.FAIL
    assert "newsletter_site" in {check.name for check in after.checks}
    assert "newsletter_site" not in blamed(after)


async def test_where_no_issue_becomes_a_page_no_site_is_asked_for(
    examined: Examined, sandbox: Sandbox, narrow: App
) -> None:
    found = await examined({"programme": programme(("teams",))})

    assert "newsletter_site" not in {check.name for check in found.checks}
