"""The minute of an issue by all its faces (C57): several senders, and deaths; one post a place, one page, one mail a reader.

On the machine's clock, as daemons have it.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from m365bot.journal import Status, Trigger
from m365bot.sandbox import seed
from tests import delivered
from tests.chaos import length
from tests.chaos.node import TOKYO, Place, until
from tests.chaos.publication import LIST, MODES, READERS
from tests.chaos.test_daemon import AT, posts_of, saved_anew

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ISSUE = "dx-013.aspx"
MINUTE = datetime(2025, 7, 1, 9, tzinfo=TOKYO)
HELD = {"delay_ms": 25_000}


def by_every_face(here: Place, mode: str) -> None:
    delivered.with_every_face(here.instance)
    seed.add(here.sandbox.tenant, {"groups": [LIST]})
    for path in (here.instance / "config/newsletter").glob("*.md"):
        path.write_text(path.read_text("utf-8").replace("mail: list", f"mail: {mode}"), "utf-8")


def approved(here: Place) -> str:
    """Asked for and approved before its minute, on a machine however slow."""
    began = time.monotonic()
    here.says("plan", "newsletter", "--at", AT, exits=0)
    ahead = timedelta(seconds=10 + 4 * (time.monotonic() - began))
    asked = here.says("run", "newsletter", "--at", (MINUTE - ahead).isoformat(), exits=4)
    done = here.says("runs", "approve", asked["run_id"], exits=0)
    assert done["status"] == "requested"
    return str(done["run_id"])


def reached(here: Place) -> dict[str, Any]:
    """Posts by place, pages that are out, mails by reader, and files for other groupware."""
    tenant = here.sandbox.tenant
    pages = [page.name for page in tenant.sites.pages.values() if page.published]
    inboxes = (
        (tenant.users[owner].upn, mail.subject)
        for owner, box in tenant.mailboxes.items()
        for mail in box.mails.values()
        if mail.folder == "inbox" and tenant.users[owner].upn in READERS
    )
    drives = tenant.sites.drives.values()
    files = [item.name for drive in drives for item in drive.items.values() if item.name.endswith(".html")]
    return {
        "posts": [len(posts) for posts in posts_of(here)],
        "page": pages.count(ISSUE),
        "mails": sorted(Counter(inboxes).values()),
        "files": files,
    }


ONCE = {"posts": [1, 1], "page": 1, "mails": [1, 1, 1], "files": ["dx-013.html"]}


@pytest.mark.parametrize("mode", length.of(["each"], MODES))
def test_c57_all_faces_of_an_issue_go_out_once_by_whoever_is_quickest(here: Place, mode: str) -> None:
    by_every_face(here, mode)
    here.daemon(), here.daemon()
    applying = approved(here)
    run = here.run(applying)
    assert run.due is not None
    due = run.planned + (run.due - run.at)
    time.sleep(max((due - datetime.now(TOKYO)).total_seconds() - 0.8, 0))
    saved_anew(here)  # at 08:59:59
    by_hand = here.begins("run", "newsletter", "--at", AT)

    until(lambda: here.status(applying) is Status.DONE, within=300, what="the issue")
    by_hand.communicate(timeout=300)
    here.sandbox.advance(30)  # mail is under way

    assert by_hand.returncode in (0, 1)
    assert reached(here) == ONCE
    told = [run for run in here.says("runs", "list", exits=0) if run["trigger"] == "approval"]
    assert [(run["run_id"], run["status"], bool(run["actor"])) for run in told] == [(applying, "done", True)]
    assert not [run for run in here.runs("newsletter") if run.status is Status.REJECTED]


@pytest.mark.soak("minutes of the machine's clock")
@pytest.mark.parametrize(
    ("write", "mode"),
    [
        ("POST /teams/*/messages", "list"),
        ("POST */publish", "list"),
        ("PUT */content", "list"),
        *(("POST */send", mode) for mode in MODES),
    ],
)
def test_c57_all_faces_of_an_issue_whose_daemons_died_over_it_go_out_once(
    here: Place, write: str, mode: str
) -> None:
    by_every_face(here, mode)
    daemons = [here.daemon(), here.daemon()]
    applying = approved(here)
    here.sandbox.faults([{"match": write, "nth": [1], "then": HELD, "after_commit": True}])
    until(here.fault_hits, within=300, what="the write")
    for daemon in daemons:
        daemon.kill()
    here.sandbox.faults([])
    here.daemon()

    until(lambda: here.run(applying).ended, within=400, what="the end")
    here.sandbox.advance(30)

    assert here.status(applying) is Status.DONE
    assert here.run(applying).trigger is Trigger.APPROVAL
    assert reached(here) == ONCE
