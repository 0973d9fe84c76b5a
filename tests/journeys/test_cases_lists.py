"""Cases from the field, lists: what an item is, whoever answers alike, corrects, deletes, or made its columns."""

from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import AFTER, Desk
from tests.listing import Listing
from tests.sight import Sight

KICKOFF, COLLECTED, FRIDAY = "2025-05-07T06:30", "2025-06-23T08:40", "2025-06-27T16:00"
LIST = "R7 powerbi-1"
ANONYMOUS = """form: after
title: 演習 事後アンケート({session_title})
source: {list: "フォーム回答/{cohort} {session}"}
who: anonymous
questions:
  - {key: satisfaction, text: 研修の満足度, type: scale, range: [1, 5], show: average}
"""
MARKS = [5] * 12 + [4] * 4 + [1] * 4


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


@pytest.fixture
def anonymous(provisioned: Bot, desk: Desk) -> Bot:
    desk.write(AFTER, ANONYMOUS)
    return provisioned


def answer(mail: str, minute: int = 5, **more: object) -> dict[str, object]:
    return {
        "完了時刻": f"2025-06-19T17:{minute:02}:00+09:00",
        "メール": mail,
        "研修の満足度": 4,
        "研修の満足理由": "よい",
        "業務で使えそうな場面": "橋の点検",
        **more,
    }


def responses(bot: Bot) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bot.says("records", "export", "--cohort", "R7").document["responses"]
    return found


def listed(tenant: Sandbox) -> Any:
    """The list as the service keeps it."""
    return next(one for one in tenant.tenant.sites.lists.values() if one.display_name == LIST)


def told(bot: Bot) -> list[str]:
    """What a plan of collect tells besides the rows it brings."""
    return [one["reason"] for one in bot.plan("collect", at=COLLECTED)["withheld"]]


@pytest.mark.parametrize("mail", [{"メール": "anonymous"}, {}])
def test_c59_anonymous_people_who_answer_alike_are_several(
    mail: dict[str, object], anonymous: Bot, tenant: Sandbox
) -> None:
    """C59: nobody's identity is asked, so the item's own id tells them apart."""
    Sight(tenant).answer(LIST, [{**mail, "研修の満足度": mark} for mark in MARKS])

    run = anonymous.run("collect", at=COLLECTED)
    again = anonymous.run("collect", at=COLLECTED)
    anonymous.run("results", at=FRIDAY)

    assert (run["counts"]["store"], run["counts"]["quarantined"]) == (20, 0)
    assert again["status"] == "nothing_to_do"
    assert [row["answers"]["satisfaction"] for row in responses(anonymous)] == MARKS
    posts = Sight(tenant, "dx-tsushin@example.jp").team("dx-leader-R7").posts("R7 全体")
    assert any("4.0" in post["body"]["content"] and "20人" in post["body"]["content"] for post in posts)


def test_c60_of_two_columns_of_one_name_the_filled_one_counts(provisioned: Bot, tenant: Sandbox) -> None:
    """C60: a site script applied twice made the column again."""
    Sight(tenant).answer(LIST, [answer("a.yamada@example.jp"), answer("y.ishikawa@example.jp", 6)])
    listing = Listing(Sight(tenant), LIST)
    listing.asks(
        "POST",
        f"{listing.path}/columns",
        {"name": "satisfaction2", "displayName": "研修の満足度", "number": {}},
    )
    listing.asks("PATCH", f"{listing.path}/items/2/fields", {"satisfaction2": 3})

    (words,) = told(provisioned)
    provisioned.run("collect", at=COLLECTED)

    filled, both = responses(provisioned)
    assert (filled["state"], filled["answers"]["satisfaction"]) == ("kept", 4)
    assert both["state"] == "quarantined"
    assert "『研修の満足度』という列が2つあり" in both["reason"]
    assert sorted(both["raw"]["研修の満足度"]["columns"].values()) == [3, 4]
    assert "列『研修の満足度』が2つあります" in words


def test_c61_a_corrected_item_counts_once(anonymous: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C61 (a)"""
    desk.add(AFTER, "  - {key: idea, text: 感想, type: text}\n")
    lines = [
        answer("anonymous", minute, 研修の満足度=mark, 感想=f"案{minute}")
        for minute, mark in enumerate([1, 5, 5, 5, 5, 5])
    ]
    for line in lines:
        del line["研修の満足理由"], line["業務で使えそうな場面"]
    Sight(tenant).answer(LIST, lines)
    anonymous.run("collect", at=COLLECTED)
    Listing(Sight(tenant), LIST).mend(1, 感想="案の零")

    run = anonymous.run("collect", at=COLLECTED)

    rows = responses(anonymous)
    assert run["counts"]["store"] == 1
    assert [row["answers"]["satisfaction"] for row in rows] == [1, 5, 5, 5, 5, 5]
    assert {row["state"] for row in rows} == {"kept"}
    assert rows[0]["answers"]["idea"] == "案の零"


def test_c61_a_mended_item_leaves_nothing_to_look_at_and_a_deleted_one_counts_no_more(
    provisioned: Bot, tenant: Sandbox
) -> None:
    """C61 (b)"""
    Sight(tenant).answer(LIST, [answer("a.yamda@example.jp"), answer("y.ishikawa@example.jp", 6)])
    first = provisioned.run("collect", at=COLLECTED)
    Listing(Sight(tenant), LIST).mend(1, メール="a.yamada@example.jp")
    mended = provisioned.run("collect", at=COLLECTED)
    between = [(row["state"], row["person"]) for row in responses(provisioned)]
    Listing(Sight(tenant), LIST).delete(1)

    (words,) = told(provisioned)
    shown = provisioned.says("plan", "collect", "--cohort", "R7", "--at", COLLECTED).out
    deleted = provisioned.run("collect", at=COLLECTED)
    again = provisioned.run("collect", at=COLLECTED)

    assert first["counts"]["quarantined"] == 1
    assert (mended["counts"]["store"], mended["counts"]["quarantined"]) == (1, 0)
    assert between == [("kept", "a.yamada@example.jp"), ("kept", "y.ishikawa@example.jp")]
    assert "回答先から消された回答が1件あります" in words
    assert f"リスト『{LIST}』の回答 — 消された回答1件\n" in shown
    assert (deleted["status"], deleted["counts"]["store"]) == ("done", 0)
    assert told(provisioned) == []
    assert again["status"] == "nothing_to_do"
    assert [row["state"] for row in responses(provisioned)] == ["superseded", "kept"]


def test_an_item_that_is_put_back_counts_again(provisioned: Bot, tenant: Sandbox) -> None:
    Sight(tenant).answer(LIST, [answer("a.yamada@example.jp")])
    provisioned.run("collect", at=COLLECTED)
    Listing(Sight(tenant), LIST).delete(1)
    provisioned.run("collect", at=COLLECTED)
    kept = listed(tenant)
    kept.items["1"].deleted = False
    kept.change(kept.items["1"], {}, "2025-06-22T00:00:00Z", {})

    provisioned.run("collect", at=COLLECTED)

    assert [row["state"] for row in responses(provisioned)] == ["kept"]


def test_c62_people_picked_in_a_person_column_are_three(provisioned: Bot, tenant: Sandbox) -> None:
    """C62 (a): the column holds bare numbers, which the site's list of users tells."""
    first = {name: cell for name, cell in answer("").items() if name not in ("メール", "完了時刻")}
    Sight(tenant).answer(LIST, [first])
    listing = Listing(Sight(tenant), LIST)
    listing.add_column("メール", personOrGroup={})
    key = f"{listing.key('メール')}LookupId"
    people = ["a.yamada@example.jp", "y.ishikawa@example.jp", "r.sato@example.jp"]
    numbers = [*(listing.number_of(mail) for mail in people), "999999"]
    listing.asks("PATCH", f"{listing.path}/items/1/fields", {key: numbers[0]})
    for number in numbers[1:]:
        listing.add_item({**{listing.key(name): cell for name, cell in first.items()}, key: number})

    (words,) = told(provisioned)
    run = provisioned.run("collect", at=COLLECTED)

    rows = responses(provisioned)
    assert (run["counts"]["store"], run["counts"]["quarantined"]) == (4, 1)
    assert [row["raw"]["メール"]["LookupId"] for row in rows] == numbers
    assert [row["person"] for row in rows] == [*people, None]
    assert "列『メール』の型(personOrGroup)" in words
    assert "列『メール』は「ユーザーまたはグループ」型" in rows[3]["reason"]


def test_c62_yes_and_no_are_japanese_answers(provisioned: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C62 (b)"""
    desk.add(
        AFTER,
        "  - {key: again, text: また受けたいですか, type: choice, options: [はい, いいえ], show: count}\n",
    )
    people = [("a.yamada@example.jp", True), ("y.ishikawa@example.jp", False)]
    Sight(tenant).answer(
        LIST, [answer(mail, n, また受けたいですか=cell) for n, (mail, cell) in enumerate(people)]
    )

    provisioned.run("collect", at=COLLECTED)

    rows = responses(provisioned)
    assert [(row["state"], row["answers"]["again"]) for row in rows] == [("kept", "はい"), ("kept", "いいえ")]
    assert [row["raw"]["また受けたいですか"] for row in rows] == [True, False]


def test_c62_a_yes_no_column_that_fits_no_option_is_told_at_the_column(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    desk.add(
        AFTER, "  - {key: again, text: また受けたいですか, type: choice, options: [受けたい, 受けない]}\n"
    )
    Sight(tenant).answer(LIST, [answer("a.yamada@example.jp", また受けたいですか=True)])

    (words,) = told(provisioned)
    provisioned.run("collect", at=COLLECTED)

    assert "列『また受けたいですか』: 列が「はい/いいえ」型なので" in words
    assert responses(provisioned)[0]["state"] == "quarantined"


def test_c63_a_completion_time_in_utc_that_does_not_say_so(provisioned: Bot, tenant: Sandbox) -> None:
    """C63: the item was made at that moment, so the text can only be UTC; both are late."""
    Sight(tenant).answer(
        LIST,
        [
            answer("a.yamada@example.jp", 完了時刻="6/26/2025 8:59:30 AM"),
            answer("r.sato@example.jp", 完了時刻="2025-06-26T08:59:30Z"),
        ],
    )

    for item in listed(tenant).items.values():
        item.created = "2025-06-26T09:00:00Z"

    provisioned.run("collect", at="2025-06-27T08:40")

    found = [(row["submitted"], row["late"]) for row in responses(provisioned)]
    assert found == [("2025-06-26T17:59:30+09:00", True)] * 2
