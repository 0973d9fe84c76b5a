"""The one mailbox: whether it is there and may be used, in words for whoever can grant it."""

import pytest

from m365bot.doctor import mailbox, manifest
from m365bot.doctor.findings import Verdict
from m365bot.errors import GraphError, MissingPermission, NotFound, Unreachable
from m365bot.graph import inspection
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.job import Job

BOX = "kenshu@example.jp"


@pytest.mark.parametrize(
    ("address", "error", "verdict", "todo"),
    [
        (BOX, None, Verdict.OK, ""),
        ("", None, Verdict.FAIL, "settings.toml"),
        (BOX, MissingPermission("Mail.ReadWrite"), Verdict.FAIL, "RBAC for Applications"),
        (BOX, NotFound("no"), Verdict.FAIL, "情報システム担当"),
        (BOX, Unreachable("away"), Verdict.UNKNOWN, ""),
    ],
)
def test_what_came_of_reading_it_is_told_with_what_to_do(
    address: str, error: GraphError | None, verdict: Verdict, todo: str
) -> None:
    check = mailbox.judged(address, error)

    assert check.verdict is verdict
    assert todo in check.todo


@pytest.mark.parametrize(("address", "kind"), [(BOX, type(None)), ("a.endo@example.jp", MissingPermission)])
async def test_it_is_tried_by_reading_it(connection: Connection, address: str, kind: type) -> None:
    graph = Graph(connection)

    error = await inspection.mailbox(graph, address)

    await graph.close()
    assert type(error) is kind


def test_the_manifest_asks_exchange_and_never_entra(jobs: dict[str, Job]) -> None:
    found = manifest.of(jobs.values())

    assert "| Mail.Send |" in found.page
    assert "RBAC for Applications" in found.page
    assert "b633e1c5-b582-4048-a93e-9f11b44c7e96" not in str(found.document)
