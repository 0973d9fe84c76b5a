"""Cases from the field, forms: columns, people and rows that others' software got wrong."""

from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import PEOPLE, Desk
from tests.sight import Sight

KICKOFF, COLLECTED = "2025-05-07T06:30", "2025-06-23T08:40"
LIST = "R7 powerbi-1"
IDEA = "業務で使えそうな場面"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def answer(mail: str, minute: int = 5, **more: object) -> dict[str, object]:
    return {
        "完了時刻": f"2025-06-19T17:{minute:02}:00+09:00",
        "メール": mail,
        "研修の満足度": 4,
        "研修の満足理由": "よい",
        IDEA: "橋の点検",
        **more,
    }


def responses(bot: Bot) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bot.says("records", "export", "--cohort", "R7").document["responses"]
    return found


def test_japanese_columns_are_known_by_what_people_see(provisioned: Bot, tenant: Sandbox) -> None:
    """C05: names are escaped, cut at 32 characters, and prefixed in `fields`; two that shorten alike stay apart."""
    sight = Sight(tenant)
    sight.answer(LIST, [answer("a.yamada@example.jp") | {f"{IDEA}2": "別の質問"}])
    site = sight.get(f"/groups/{sight.team('dx-office').id}/sites/root")["id"]
    where = next(one["id"] for one in sight.all(f"/sites/{site}/lists") if one["displayName"] == LIST)
    columns = {one["displayName"]: one["name"] for one in sight.all(f"/sites/{site}/lists/{where}/columns")}
    (item,) = sight.all(f"/sites/{site}/lists/{where}/items?$expand=fields")

    provisioned.run("collect", at=COLLECTED)

    assert columns[IDEA] == "_x696d__x52d9__x3067__x4f7f__x30"
    assert len(columns[IDEA]) == 32
    assert columns[f"{IDEA}2"] != columns[IDEA]
    assert item["fields"]["OData_" + columns[IDEA]] == "橋の点検"
    assert responses(provisioned)[0]["answers"]["idea"] == "橋の点検"
    assert responses(provisioned)[0]["raw"][f"{IDEA}2"] == "別の質問"


def test_one_person_writes_her_name_in_three_ways(provisioned: Bot, tenant: Sandbox) -> None:
    """C09: sign-in name, mail address and letter case differ; it is one person, and her last answer counts."""
    ways = ["a.yamada@EXAMPLE.JP", " a.yamada@example.jp ", "dx-yamada@city.example.jp"]
    Sight(tenant).answer(LIST, [answer(way, minute) for minute, way in enumerate(ways)])

    run = provisioned.run("collect", at=COLLECTED)

    rows = responses(provisioned)
    assert (run["counts"]["store"], run["counts"]["quarantined"]) == (3, 0)
    assert sorted(row["state"] for row in rows) == ["kept", "superseded", "superseded"]
    assert {row["person"] for row in rows} == {"a.yamada@example.jp"}


def test_blank_lines_are_nobody(bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C11: a roster that ends in thirty lines of commas, a list with an empty item."""
    desk.add(PEOPLE, ",,,,,,,,,,,,\n" * 30)
    assert bot.says("check").exit == 0
    bot.run("provision", at=KICKOFF)
    empty = dict.fromkeys(answer(""), "")
    Sight(tenant).answer(LIST, [answer("a.yamada@example.jp"), empty, answer("y.ishikawa@example.jp")])

    run = bot.run("collect", at=COLLECTED)

    assert (run["counts"]["store"], run["counts"]["quarantined"]) == (2, 0)


def test_a_flow_that_acts_twice_is_one_answer(provisioned: Bot, tenant: Sandbox) -> None:
    """C14: two items with equal fields are one response; another completion time is a resubmission."""
    sight = Sight(tenant)
    sight.answer(LIST, [answer("a.yamada@example.jp"), answer("a.yamada@example.jp")])
    first = provisioned.run("collect", at=COLLECTED)
    sight.answer(LIST, [answer("a.yamada@example.jp")])
    again = provisioned.run("collect", at=COLLECTED)
    sight.answer(LIST, [answer("a.yamada@example.jp", 30)])
    later = provisioned.run("collect", at=COLLECTED)

    assert [run["counts"]["store"] for run in (first, again, later)] == [1, 0, 1]
    assert [row["state"] for row in responses(provisioned)] == ["superseded", "kept"]


@pytest.fixture
def married(provisioned: Bot, desk: Desk, tenant: Sandbox) -> Bot:
    """佐藤 亮 has answered three times; from now on people.csv knows him by another sign-in name."""
    Sight(tenant).answer(LIST, [answer("r.sato@example.jp", minute) for minute in (1, 2, 3)])
    provisioned.run("collect", at=COLLECTED)
    desk.write(PEOPLE, desk.read(PEOPLE).replace("佐藤 亮,r.sato@", "鈴木 亮,r.suzuki@"))
    return provisioned


def test_a_sign_in_name_that_changed_moves_nobody(married: Bot, tenant: Sandbox) -> None:
    """C15 (a): the same user renamed."""
    user = tenant.tenant.user("r.sato@example.jp")
    assert user
    user.upn = user.mail = "r.suzuki@example.jp"
    before = len(tenant.log())

    run = married.run("provision", at=COLLECTED)

    assert run["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []
    assert {row["person"] for row in responses(married)} == {"r.suzuki@example.jp"}


def test_an_account_made_anew_takes_the_old_ones_place_with_approval(married: Bot, tenant: Sandbox) -> None:
    """C15 (b): the new one is added, the old one goes once a person says so; the answers stay the person's."""
    seed.add(
        tenant.tenant, {"users": [{"userPrincipalName": "r.suzuki@example.jp", "displayName": "鈴木 亮"}]}
    )

    asked = married.run("provision", at=COLLECTED, exits=4)
    both = Sight(tenant).team("dx-leader-R7").people_of("R7 班3")
    shown = married.says("runs", "show", asked["run_id"]).out
    gone = married.approve(asked["run_id"])
    one = Sight(tenant).team("dx-leader-R7").people_of("R7 班3")
    again = married.run("provision", at=COLLECTED)

    assert {"r.sato@example.jp", "r.suzuki@example.jp"} <= set(both)
    assert "鈴木 亮(以前のアカウント)" in shown
    assert gone["counts"]["remove"] == 7
    assert "r.suzuki@example.jp" in one
    assert "r.sato@example.jp" not in one
    assert again["status"] == "nothing_to_do"
    assert {row["person"] for row in responses(married)} == {"r.suzuki@example.jp"}
