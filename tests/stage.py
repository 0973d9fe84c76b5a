"""A tenant that m365bot has provisioned, supplied with materials and posted to: what a reader of Teams sees in July.

Called by the viewer's tests in Chromium, and by those who draw the guides' pictures.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.wire.works import Told
from tests.bot import Bot
from tests.delivered import ALL_STAFF

REPOSITORY = Path(__file__).parents[1]
NOW = datetime.fromisoformat("2025-07-01T09:00+09:00")
BEGINS = datetime.fromisoformat("2025-05-07T06:30+09:00")
SUPPLIED = datetime.fromisoformat("2025-06-13T08:35+09:00")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Stage:
    """The tenant, and the officer's hand on the bot that works in it."""

    sandbox: Sandbox
    bot: Bot

    def posts(self) -> None:
        """The issue, once somebody has approved it."""
        with self.work("DX通信の公開"):
            waiting = self.bot.run("newsletter", at=NOW.isoformat(), exits=4)
            self.bot.approve(waiting["run_id"])
            self.sandbox.advance(60)

    @contextmanager
    def work(self, title: str, at: datetime | None = None) -> Iterator[None]:
        """What happens in here has this name in the viewer; the tenant's clock stands at `at` when it begins."""
        if at:
            self.sandbox.tenant.clock.set(at)
        began = self.sandbox.tenant.clock.now()
        yield
        self.sandbox.app.gateway.log.works.append(Told(title, began, self.sandbox.tenant.clock.now()))


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def july() -> Iterator[Stage]:
    """R7 provisioned, its first materials out; an issue of DX通信 is to be posted now."""
    folder = Path(tempfile.mkdtemp(prefix="m365bot-stage-"))
    given = Settings(moments=True)
    with (
        Sandbox(clock=BEGINS, lend_clock=True, settings=given) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        patch.setenv("M365BOT_STATE_DIR", str(folder / "state"))
        seed.add(sandbox.tenant, {"groups": [ALL_STAFF]})
        stage = Stage(sandbox, Bot(folder / "state"))
        with stage.work("チームとチャネルの用意"):
            stage.bot.run("provision", at=BEGINS.isoformat())
        with stage.work("資料の配布", SUPPLIED):
            stage.bot.run("distribute", at=SUPPLIED.isoformat())
        sandbox.tenant.clock.set(NOW)  # what the post is stamped with
        yield stage
    shutil.rmtree(folder, ignore_errors=True)
