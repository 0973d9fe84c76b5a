"""A database of the last landed version, with two cohorts in it, goes on under this one; also once moved to a server.

upgrade/ was made by commit a379429 against the practice tenant: its database, the tenant as it was left, the second
cohort's files and what `records export` said. R7 and R8 are provisioned, distributed, collected and told; one issue is
rejected, approved and posted; a removal in R8 waits for approval.
"""

import gzip
import json
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes

HERE = Path(__file__).parent / "upgrade"
WAITING = "provision-R8-20250702-063000"
AGAIN = (
    ("provision", "R7", "2025-07-02T06:30"),
    ("distribute", "R7", "2025-06-27T08:35"),
    ("distribute", "R8", "2025-06-27T08:35"),
    ("collect", "R7", "2025-06-27T08:40"),
    ("collect", "R8", "2025-06-27T08:40"),
    ("results", "R7", "2025-06-27T16:00"),
    ("results", "R8", "2025-06-27T16:00"),
    ("newsletter", None, "2025-07-01T10:00"),
)


def unpacked(name: str, tenant: Sandbox) -> str:
    """A file of upgrade/; the addresses in it are those of today's tenant."""
    port = tenant.graph_url.split(":")[2].split("/")[0]
    return gzip.decompress((HERE / name).read_bytes()).decode().replace("{port}", port)


@pytest.fixture
def upgraded(bot: Bot, tenant: Sandbox, instance: Path, tmp_path: Path) -> Bot:
    tenant.tenant.load(json.loads(unpacked("tenant.json.gz", tenant)))
    granted = tenant.tenant.apps[apps.bot_id(tenant.tenant)].application
    granted[:] = apps.BOT_APPLICATION  # the administrator consented to what this version asks for besides
    shutil.copytree(HERE / "R8", instance / "config/cohorts/R8")
    slides = "materials/powerbi/Power BI 演習.pptx"
    shutil.copy(instance / "config/cohorts/R7" / slides, instance / "config/cohorts/R8" / slides)
    bot.state.mkdir(mode=0o700)
    (bot.state / "person.key").write_bytes(bytes.fromhex((HERE / "person.key").read_text()))
    database = sqlite3.connect(bot.state / "m365bot.db")
    database.executescript(unpacked("database.sql.gz", tenant))
    database.close()
    if bot.database:
        bot.moves_to_its_server(tmp_path / "moved.zip")
    tenant.advance(3600)
    return bot


def test_every_job_finds_everything_done(upgraded: Bot, tenant: Sandbox) -> None:
    """But for what this version asks that the older one did not, once: what members may do in teams (R18), the page
    研修計画 and its tab, and a correction of the last issue, whose table is aligned now (O12)."""
    asked_anew = upgraded.run("provision", at="2025-07-02T06:30")
    corrected = upgraded.approve(upgraded.run("newsletter", at="2025-07-01T10:00", exits=4)["run_id"])
    before = len(tenant.log())

    for job, cohort, at in AGAIN:
        named = ("--cohort", cohort) if cohort else ()
        said = upgraded.says("run", job, *named, "--at", at, "--json")
        assert (said.exit, said.document["status"]) == (0, "nothing_to_do"), f"{job}: {said.err}{said.out}"

    assert _done(asked_anew) == {"create": 1, "update": 4}
    assert _done(corrected) == {"update": 2}
    assert writes(tenant.log()[before:]) == []


def _done(run: Mapping[str, Any]) -> dict[str, int]:
    told = ("create", "update", "remove", "store", "failed", "unknown")
    return {name: run["counts"][name] for name in told if run["counts"][name]}


def test_no_run_and_no_row_is_lost(upgraded: Bot) -> None:
    runs = {run["run_id"]: run["status"] for run in upgraded.runs()}
    rows = {
        cohort: upgraded.says("records", "export", "--cohort", cohort).document["responses"]
        for cohort in ("R7", "R8")
    }

    assert len(runs) == 20
    assert runs["newsletter-20250625-083000"] == "rejected"
    assert runs["newsletter-20250630-083000:apply"] == "done"
    every = [row for each in rows.values() for row in each]
    numbers = [row.pop("row") for row in every]  # both are told since rows can be corrected
    assert not any(row.pop("corrected") for row in every)
    assert len(set(numbers)) == len(numbers)
    assert rows == json.loads((HERE / "export.json").read_text("utf-8"))


def test_an_approval_is_told_with_its_number(upgraded: Bot) -> None:
    decided = upgraded.says("runs", "show", "newsletter-20250630-083000", "--json").document["approval"]

    assert (decided["decision"], decided["kessai"]) == ("approved", "総行第12号")


def test_what_waited_for_approval_can_be_approved(upgraded: Bot, tenant: Sandbox) -> None:
    before = len(tenant.log())

    applied = upgraded.approve(WAITING)

    assert (applied["status"], applied["counts"]["remove"]) == ("done", 2)
    assert len(writes(tenant.log()[before:])) in (1, 2)  # who leaves the team leaves its private channel


@pytest.mark.on_file("no backup holds a table of before")
def test_answers_that_were_stored_are_not_stored_again_from_the_start(upgraded: Bot) -> None:
    """The link to go on from is lost: every item comes again, known by its content so far."""
    with sqlite3.connect(upgraded.state / "m365bot.db") as database:
        database.execute("DELETE FROM links")

    run = upgraded.run("collect", at="2025-06-27T08:40")

    assert run["counts"]["store"] == 0
