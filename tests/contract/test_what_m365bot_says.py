"""All that m365bot sends and the sandbox answers in one pass of the five jobs, held against the contract."""

import httpx
import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.contract import kit

pytestmark = [pytest.mark.kit, pytest.mark.slow, kit.needs_kit]
KICKOFF, LESSON, FRIDAY = "2025-05-07T06:30", "2025-06-17T09:00", "2025-06-27T16:00"
EVE, PUBLISH = "2025-06-30T08:30", "2025-07-01T09:00"
FORM = "フォーム回答/R7 powerbi-1"
ANSWER = {
    "完了時刻": "2025-06-19T16:00:00+09:00",
    "研修の満足度": 5,
    "研修の満足理由": "手を動かせた",
    "業務で使えそうな場面": "点検",
}
TRAINEES = ("a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada")


def test_every_request_and_answer_is_as_graph_documents_it(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at=LESSON)
    answers = [{**ANSWER, "メール": f"{name}@example.jp"} for name in TRAINEES]
    httpx.post(f"{tenant.control_url}/forms", json={"list": FORM, "answers": answers}).raise_for_status()
    bot.run("collect", at=FRIDAY)
    bot.run("results", at=FRIDAY)
    asked = bot.run("newsletter", at=EVE, exits=4)
    bot.approve(asked["run_id"])
    bot.run("newsletter", at=PUBLISH)

    exchanges = tenant.exchanges

    assert {each.operation.partition(" ")[0] for each in exchanges} >= {"GET", "POST", "PUT"}
    assert any("messages" in each.operation for each in exchanges)
    assert kit.problems(exchanges) == []
