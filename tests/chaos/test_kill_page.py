"""kill -9 of a process that publishes an issue's page, after any of its writes: the page is out once, as is its picture."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.chaos import length
from tests.chaos.test_kill import kill_at_write, start

PUBLISH, NEXT = "2025-07-01T09:00", "2025-07-02T09:00"
WRITES = (1, 2, 3)  # the picture, the draft with it, and what makes it news
JOB = '''"""Publish the page of each issue, and nothing else of it.

各号のページだけを公開する。
"""

from datetime import timedelta

from m365bot.content.issue import archive, faces
from m365bot.job import Now, Wanted, job
from m365bot.programme import Programme
from m365bot.resources import BackIssues, NewsPage, Window


@job(title="ページの公開", when="weekdays 09:00")
def pages(programme: Programme, now: Now) -> Wanted:
    yield BackIssues.of(programme)
    for issue in programme.issues:
        if abs(now - issue.publish) < timedelta(days=14):
            face = faces.page(faces.manuscript(issue, programme), issue.title)
            key, window = archive.page_key(issue.number), Window(issue.publish, issue.until)
            page = NewsPage.of(face, site=programme.newsletter_site, page_key=key, window=window, approve=True)
            yield from (page.draft, page)
'''


@pytest.fixture
def asked(bot: Bot, instance: Path) -> str:
    """The run that waits for a word, its draft made."""
    (instance / "jobs" / "pages.py").write_text(JOB, "utf-8")
    file = BytesIO()
    Image.new("RGB", (640, 360), "navy").save(file, "PNG")
    (instance / "config" / "newsletter" / "app.png").write_bytes(file.getvalue())
    issue = instance / "config" / "newsletter" / "013-device-lending.md"
    issue.write_text(issue.read_text("utf-8") + "\n![アプリの画面](app.png)\n", "utf-8")
    return str(run(bot, PUBLISH)["run_id"])


def run(bot: Bot, at: str) -> Any:
    return bot.says("run", "pages", "--at", at, "--json").document


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weather", "number"), length.in_both(WRITES, sample=[2], harsh=[]), indirect=["weather"]
)
def test_a_page_whose_publisher_died_is_out_once(number: int, bot: Bot, tenant: Sandbox, asked: str) -> None:
    before = len(writes(tenant.log()))
    killed = kill_at_write(start("runs", "approve", asked), tenant, before + number)

    run(bot, PUBLISH)
    tenant.advance(30)  # lists show what is there by then
    run(bot, PUBLISH)
    sent = len(writes(tenant.log()))
    again = run(bot, NEXT)

    pages = {page.name: page for page in tenant.tenant.sites.pages.values()}
    drives = tenant.tenant.sites.drives.values()
    files = [item.name for drive in drives for item in drive.items.values() if item.name.endswith(".png")]
    assert killed or number == WRITES[-1]
    assert (pages["dx-013.aspx"].version, len(files)) == ("1.0", 1)
    assert "dx-archive.aspx" in pages
    assert (again["status"], len(writes(tenant.log()))) == ("nothing_to_do", sent)
