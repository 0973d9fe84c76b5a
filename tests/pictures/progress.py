"""The page みんなの進捗 in the autumn, as a trainee sees it: figures of eight people, and one course's average hours.

Called by those who draw the guides' pictures. The instance is a copy of the reference one with a tab more.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from m365bot.sandbox.server import Sandbox
from tests import stage
from tests.bot import Bot
from tests.sight import Sight

TAB = "{name: 研修計画, page: 研修計画}"
PEOPLE = ("a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada", "k.hasegawa", "m.yoshida")


@contextmanager
def october() -> Iterator[Sandbox]:
    """R7 after its project is over: a questionnaire told, and the hours of the project."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(lend_clock=True) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(_instance(Path(folder))))
        patch.setenv("M365BOT_STATE_DIR", f"{folder}/state")
        bot = Bot(Path(folder) / "state")
        bot.run("provision", at="2025-05-07T06:30")
        Sight(sandbox).answer("R7 powerbi-1", [_answer(who, place) for place, who in enumerate(PEOPLE)])
        bot.run("collect", at="2025-06-27T15:00")
        bot.run("results", at="2025-10-17T16:00")
        bot.run("progress", at="2025-10-17T16:10")
        yield sandbox


def _instance(folder: Path) -> Path:
    for name in ("config", "jobs"):
        shutil.copytree(stage.REPOSITORY / name, folder / name)
    cohort = folder / "config/cohorts/R7/cohort.yaml"
    text = cohort.read_text(encoding="utf-8")
    cohort.write_text(
        text.replace(TAB, f"{TAB}, {{name: みんなの進捗, page: みんなの進捗}}"), encoding="utf-8"
    )
    return folder


def _answer(who: str, place: int) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-20T09:00:00+09:00",
        "メール": f"{who}@example.jp",
        "研修の満足度": 3 + place % 3,
        "研修の満足理由": "よい",
        "業務で使えそうな場面": "点検",
    }
