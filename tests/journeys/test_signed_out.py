"""C58: the service account is signed out in silence. Posts wait, all else goes on, the words name the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.sight import Sight

KICKOFF, RELEASED, COLLECTED, FRIDAY = (
    "2025-05-07T06:30",
    "2025-06-13T08:35",
    "2025-06-23T08:40",
    "2025-06-27T16:00",
)
EVE, PUBLISH, INSIDE, OUTSIDE = (
    "2025-06-30T08:30",
    "2025-07-01T09:00",
    "2025-07-01T12:30",
    "2025-07-01T13:30",
)
PEOPLE = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada"]
REFUSAL = {
    "error": "invalid_grant",
    "error_description": "AADSTS700082: The refresh token has expired due to inactivity. The token was issued "
    "on 2025-03-01T00:00:00.0000000Z and was inactive for 90.00:00:00.",
    "error_codes": [700082],
    "suberror": "bad_token",
}
SIGNED_OUT: dict[str, Any] = {
    "match": {"method": "POST", "path": "*/oauth2/v2.0/token", "form": {"grant_type": "refresh_token"}},
    "nth": "all",
    "then": {"status": 400, "body": json.dumps(REFUSAL)},
}


@pytest.fixture
def signed_out(bot: Bot, tenant: Sandbox) -> Bot:
    """A year under way, and the account's token refused from now on."""
    bot.run("provision", at=KICKOFF)
    tenant.faults([SIGNED_OUT])
    return bot


def posts(tenant: Sandbox, words: str = "第13号") -> int:
    team = Sight(tenant, "dx-tsushin@example.jp").team("dx-leader-R7")
    return sum(words in post["body"]["content"] for post in team.posts("R7 全体"))


def test_posts_wait_and_the_words_name_the_way_out(signed_out: Bot, tenant: Sandbox) -> None:
    before = len(tenant.log())

    run = signed_out.run("newsletter", at=PUBLISH, exits=3)

    assert run["status"] == "partly_failed"
    assert all(error["title"].startswith("チャネル『") for error in run["errors"])
    assert {error["words"] for error in run["errors"]} == {
        "広報用アカウントのサインインが無効になりました(AADSTS700082)。"
        "`m365bot login` で、もう一度サインインしてください(docs/tenant-setup.md の手順3)。投稿はそれまで待ちます。"
    }
    assert writes(tenant.log()[before:]) == []


def test_all_else_goes_on(bot: Bot, tenant: Sandbox) -> None:
    tenant.faults([SIGNED_OUT])
    provisioned = bot.run("provision", at=KICKOFF)
    distributed = bot.run("distribute", at=RELEASED)
    Sight(tenant).answer("R7 powerbi-1", [_answer(name) for name in PEOPLE])
    collected = bot.run("collect", at=COLLECTED)
    results = bot.run("results", at=FRIDAY, exits=3)

    assert [run["status"] for run in (provisioned, distributed, collected)] == ["done"] * 3
    assert "docs/tenant-setup.md" in results["errors"][0]["words"]


def test_the_stored_token_is_not_thrown_away(signed_out: Bot, tenant: Sandbox) -> None:
    tenant.faults([])
    signed_out.run("newsletter", at=EVE, exits=4)  # stores the newest token
    file = signed_out.state / "service-account.json"
    before = file.read_bytes()
    tenant.faults([SIGNED_OUT])

    signed_out.run("newsletter", at=PUBLISH, exits=3)

    assert file.read_bytes() == before
    assert file.stat().st_mode & 0o777 == 0o600


def test_signed_in_again_inside_the_window_it_is_posted_once(signed_out: Bot, tenant: Sandbox) -> None:
    signed_out.run("newsletter", at=PUBLISH, exits=3)
    tenant.faults([])

    asked = signed_out.run("newsletter", at=INSIDE, exits=4)
    done = signed_out.approve(asked["run_id"])
    again = signed_out.run("newsletter", at=INSIDE)

    assert (done["status"], again["status"]) == ("done", "nothing_to_do")
    assert posts(tenant) == 1


def test_signed_in_again_outside_the_window_nothing_is_posted_and_the_officer_is_told(
    signed_out: Bot, tenant: Sandbox
) -> None:
    signed_out.run("newsletter", at=PUBLISH, exits=3)
    tenant.faults([])

    run = signed_out.run("newsletter", at=OUTSIDE)
    told = signed_out.says("runs", "show", run["run_id"], "--json").document
    plan = signed_out.plan("newsletter", at=OUTSIDE)

    (thirteenth, _) = [one for one in plan["withheld"] if "第13号" in one["title"]]
    assert run["counts"]["create"] == 0
    assert told["counts"]["withheld"] == len(plan["withheld"])
    assert thirteenth["reason"] == (
        "送る時間(2025-07-01 13:00まで)を過ぎたため送りません。いま送るなら、公開の日時を改めてください。"
    )
    assert posts(tenant) == 0


def test_an_approval_given_meanwhile_is_not_lost(signed_out: Bot, tenant: Sandbox) -> None:
    """What cannot be seen is no drift: the approved run waits, and is carried out later."""
    tenant.faults([])
    asked = signed_out.run("newsletter", at=PUBLISH, exits=4)
    tenant.faults([SIGNED_OUT])

    waits = signed_out.approve(asked["run_id"], exits=3)
    still = signed_out.run("newsletter", at=PUBLISH, exits=3)
    tenant.faults([])
    posted = signed_out.run("newsletter", at=INSIDE)

    assert waits["status"] == "requested"
    assert "docs/tenant-setup.md" in waits["errors"][0]["words"]
    assert "docs/tenant-setup.md" in still["errors"][0]["words"]
    assert (posted["status"], posted["run_id"]) == ("done", asked["run_id"] + ":apply")
    assert posts(tenant) == 1


def test_an_approval_whose_window_is_over_posts_nothing_and_says_why(
    signed_out: Bot, tenant: Sandbox
) -> None:
    tenant.faults([])
    asked = signed_out.run("newsletter", at=PUBLISH, exits=4)
    tenant.faults([SIGNED_OUT])
    signed_out.approve(asked["run_id"], exits=3)
    tenant.faults([])

    over = signed_out.run("newsletter", at=OUTSIDE, exits=1)

    assert (over["run_id"], over["status"]) == (asked["run_id"] + ":apply", "rejected")
    assert over["counts"]["unknown"] == 0
    assert "送る時間" in over["errors"][0]["words"]
    assert posts(tenant) == 0


def test_without_any_sign_in_it_says_that_none_was_made(
    bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.run("provision", at=KICKOFF)
    monkeypatch.delenv("M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN")

    run = bot.run("newsletter", at=PUBLISH, exits=3)

    assert "まだサインインしていません" in run["errors"][0]["words"]
    assert "docs/tenant-setup.md" in run["errors"][0]["words"]


def test_o4_where_somebody_else_signed_in_nothing_is_posted_by_that_name_and_the_words_say_so(
    bot: Bot, tenant: Sandbox, instance: Path
) -> None:
    bot.run("provision", at=KICKOFF)
    file = instance / "config" / "programme.yaml"
    file.write_text(file.read_text().replace("dx-tsushin@example.jp", "a.yamada@example.jp"))
    before = len(tenant.log())

    run = bot.run("newsletter", at=PUBLISH, exits=3)

    assert {error["error"] for error in run["errors"]} == {"ServiceAccountSignedOut"}
    assert "a.yamada@example.jp(programme.yaml の service_account)ではなく" in run["errors"][0]["words"]
    assert writes(tenant.log()[before:]) == []
    assert not (bot.state / "service-account.json").exists()


def _answer(name: str) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-19T17:05:00+09:00",
        "メール": f"{name}@example.jp",
        "研修の満足度": 4,
        "研修の満足理由": "よい",
        "業務で使えそうな場面": "橋の点検",
    }
