"""From any starting tenant the jobs converge, and the second run writes nothing; no row is lost on the way in."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot, writes
from tests.chaos import length, wreck
from tests.chaos.wreck import Wreck
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow

AT = "2025-06-13T08:35"
LIST = "R7 powerbi-1"


class Workshop:
    """A sandbox that is put back to a finished tenant for each example, and the bot."""

    def __init__(self, sandbox: Sandbox, bot: Bot) -> None:
        self.sandbox, self.bot = sandbox, bot
        self.finished = ""
        self.picture: Any = None

    def make(self) -> None:
        self.converge()
        self.sandbox.advance(60)
        self.finished = json.dumps(self.sandbox.tenant.dump())
        self.picture = picture.of(self.sandbox)
        shutil.copytree(self.bot.state, self._kept)

    def put_back(self, *, with_memory: bool) -> None:
        self.sandbox.reset()
        self.sandbox.tenant.load(json.loads(self.finished))
        shutil.rmtree(self.bot.state)
        if with_memory:
            shutil.copytree(self._kept, self.bot.state)
        else:
            self.bot.state.mkdir()

    def converge(self, *, must_ask: bool = False) -> None:
        if must_ask:
            self.bot.approve(self.bot.run("provision", at=AT, exits=4)["run_id"])
        self.bot.run("provision", at=AT)
        self.bot.run("distribute", at=AT)

    @property
    def _kept(self) -> Path:
        return self.bot.state.with_name("kept")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("workshop")
    with pytest.MonkeyPatch.context() as patch, Sandbox(lend_clock=True, record=False) as sandbox:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        patch.setenv("M365BOT_STATE_DIR", str(folder / "state"))
        made = Workshop(sandbox, Bot(folder / "state"))
        made.make()
        yield made


def expected(finished: Any, spoilt: Wreck) -> Any:
    """The finished picture, with what people added and nobody asked to remove."""
    wanted = json.loads(json.dumps(finished))
    for team, channel, who in spoilt.extras:
        place = wanted[team]["channels"][channel]["people"] if channel else wanted[team]["members"]
        place.append(who)
        place.sort()
    return wanted


DEEDS = st.lists(st.tuples(st.sampled_from(wreck.DEEDS), st.integers(0, 40)), max_size=6)


@pytest.mark.timeout(length.of(180, 1800))
@given(deeds=DEEDS, with_memory=st.booleans())
@settings(
    max_examples=length.of(5, 60),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a year each: shrinking would take half an hour
)
def test_any_tenant_becomes_what_config_says_and_the_second_run_writes_nothing(
    workshop: Workshop, deeds: list[tuple[str, int]], with_memory: bool
) -> None:
    workshop.put_back(with_memory=with_memory)
    spoilt = Wreck(workshop.sandbox)
    spoilt.does(deeds)

    workshop.converge(must_ask=not with_memory and not spoilt.teams_are_as_made)
    seen = picture.of(workshop.sandbox)
    before = len(workshop.sandbox.log())
    workshop.converge()

    assert seen == expected(workshop.picture, spoilt)
    assert writes(workshop.sandbox.log()[before:]) == []
    for item, content in spoilt.edited.items():
        held = [drive.get(item) for drive in workshop.sandbox.tenant.sites.drives.values()]
        assert all(workshop.sandbox.tenant.sites.blobs[one.blob] == content for one in held if one)
