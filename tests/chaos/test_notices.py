"""A daemon tells the office what waits for its approval, in the office's own words, once."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from m365bot.journal import Status
from m365bot.sandbox import seed
from tests.chaos.node import Place, until
from tests.sight import READER, Sight

pytestmark = pytest.mark.slow

ISSUE = """---
number: 99
title: 試しの号
author: kenshu@example.jp
publish: {publish:%Y-%m-%d %H:%M}
to: [teams]
audience: {{channels: ["{{leaders_team}}/一般"]}}
approve: true
---
本文。
"""


def test_what_waits_is_posted_in_japanese_by_a_daemon_that_speaks_english(here: Place) -> None:
    config = here.instance / "config"
    programme = config / "programme.yaml"
    programme.write_text(programme.read_text("utf-8") + "notices: {when: any time}\n", "utf-8")
    soon = datetime.now(ZoneInfo("Asia/Tokyo")) + timedelta(hours=2)
    (config / "newsletter" / "099-trial.md").write_text(ISSUE.format(publish=soon), "utf-8")
    daemon = here.daemon(language="en")

    asked = here.request("newsletter", cohort=None)
    until(lambda: _has_told(here), within=60, what="the notice")
    again = here.says("run", "notices", exits=0)

    assert here.status(asked) is Status.AWAITING_APPROVAL
    assert again["status"] == "nothing_to_do"
    (post,) = heard(here)
    assert post["subject"] == "承認待ち: DX通信の公開"
    assert "承認を待つもの" in post["body"]["content"]
    assert f"m365bot runs approve {asked}" in post["body"]["content"]
    daemon.stop(within=10)


def _has_told(here: Place) -> bool:
    return any(run.status is Status.DONE for run in here.runs("notices"))


def heard(here: Place) -> list[dict[str, Any]]:
    seed.add(here.sandbox.tenant, {"apps": [READER]})
    return Sight(here.sandbox, "dx-tsushin@example.jp").team("dx-office").posts("General")
