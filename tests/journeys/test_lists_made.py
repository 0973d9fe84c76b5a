"""An office wants its lists made: `collect` makes them, a flow fills them, and nothing is made twice."""

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import AFTER, Desk
from tests.sight import Sight

KICKOFF, AHEAD, LATER, COLLECTED = (
    "2025-05-07T06:30",
    "2025-05-09T08:40",
    "2025-05-09T10:40",
    "2025-06-23T08:40",
)
FORM = """form: after
title: 演習 事後アンケート({session_title})
source: {list: "フォーム回答/{cohort} {session}", make: true}
who: attendees
questions:
  - {key: satisfaction, text: 研修の満足度, type: scale, range: [1, 5], show: average}
  - {key: idea, text: 業務で使えそうな場面, type: text, show: never}
"""


def columns(tenant: Sandbox, name: str) -> list[str]:
    found = next(one for one in tenant.tenant.sites.lists.values() if one.display_name == name)
    return [column.display_name for column in found.columns if column.own]


def test_lists_are_made_ahead_and_filled_and_read(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    bot.run("provision", at=KICKOFF)
    desk.write(AFTER, FORM)

    planned = bot.plan("collect", at=AHEAD)
    made = bot.run("collect", at=AHEAD)
    again = bot.run("collect", at=LATER)
    line = {"完了時刻": "2025-06-19T17:10:00+09:00", "メール": "a.yamada@example.jp", "研修の満足度": 4}
    Sight(tenant).answer("R7 powerbi-1", [line])
    collected = bot.run("collect", at=COLLECTED)

    titles = [change["title"] for change in planned["changes"]]
    assert "回答のリスト『R7 powerbi-1』" in titles
    assert (made["status"], made["counts"]["create"], made["counts"]["unknown"]) == ("done", len(titles), 0)
    assert (again["status"], again["http"]["requests"]) == ("nothing_to_do", len(titles) + 1)
    assert columns(tenant, "R7 powerbi-1") == ["完了時刻", "メール", "研修の満足度", "業務で使えそうな場面"]
    assert (collected["counts"]["store"], collected["counts"]["quarantined"]) == (1, 0)
