"""S3: letters that nobody sees, put wherever people and the tenant may put them, leave by no command raw."""

from m365bot import visible
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.sight import Sight

KICKOFF, EVE = "2025-05-07T06:30", "2025-06-30T08:30"
AFTER = "2025-06-20T12:00"
HOSTILE = "\u202e\x1b[1A\u200b\x9b2K"


def test_s3_what_people_and_the_tenant_hide_is_seen_by_whoever_decides(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    team = Sight(tenant).team("dx-leader-R7").id
    tenant.tenant.groups[team].display_name = f"研修{HOSTILE}R7"
    answer = {
        "完了時刻": "2025-06-19T16:00:00+09:00",
        "メール": f"x{HOSTILE}@example.jp",
        "研修の満足度": "5",
    }
    Sight(tenant).answer("R7 powerbi-1", [answer | {"業務で使えそうな場面": f"点検{HOSTILE}"}])
    bot.run("collect", at=AFTER)
    asked = bot.run("newsletter", at=EVE, exits=4)

    said = [
        bot.says("plan", "provision", "--cohort", "R7", "--at", AFTER),
        bot.says("plan", "provision", "--cohort", "R7", "--at", AFTER, "--json"),
        bot.says("runs", "reject", asked["run_id"], "--reason", f"理由{HOSTILE}"),
        bot.says("runs", "show", asked["run_id"]),
        bot.says("runs", "show", asked["run_id"], "--json"),
        bot.says("runs", "list"),
        bot.says("run", f"x{HOSTILE}"),
        *(bot.says("records", "export", "--cohort", "R7", "--format", kind) for kind in ("json", "csv")),
    ]

    texts = [text.lstrip("\ufeff").replace("\r\n", "\n") for one in said for text in (one.out, one.err)]
    assert [visible.HIDDEN.findall(text) for text in texts if visible.HIDDEN.search(text)] == []
    assert "研修[U+202E]" in said[0].out
    assert f"研修{HOSTILE}R7" in said[1].document["changes"][0]["reason"]
    assert "理由[U+202E]" in said[3].out + said[5].out
