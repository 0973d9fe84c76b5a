"""An officer mends a row that nobody can mend where it came from, and takes it back."""

import json

import pytest

from m365bot.cli.commands import user
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.test_posts import _answers

KICKOFF, COLLECTED, LATER = "2025-05-07T06:30", "2025-06-23T08:40", "2025-06-23T10:40"
WHY = ("--reason", "本人に確認")


def responses(bot: Bot) -> list[dict]:
    return bot.says("records", "export", "--cohort", "R7").document["responses"]


def test_a_mistyped_address_is_mended_by_number_and_can_be_taken_back(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    _answers(tenant, ["a.yamada", "r.satoo"])
    bot.run("collect", at=COLLECTED)

    listed = bot.says("records", "correct")
    (number,) = (row["row"] for row in responses(bot) if row["state"] == "quarantined")
    mended = bot.says("records", "correct", str(number), "--person", "r.sato@example.jp", *WHY)
    again = bot.run("collect", at=LATER)
    after = responses(bot)
    listed_then = bot.says("records", "correct", "--cohort", "R7")
    taken_back = bot.says("records", "correct", str(number), "--take-back", *WHY)

    assert "r.satoo@example.jp" in listed.out
    assert f"records correct {number}" in listed.out
    assert (mended.exit, "いまは「有効」です(回答者: r.sato@example.jp)" in mended.out) == (0, True)
    assert again["status"] == "nothing_to_do"
    assert {row["person"] for row in after} == {"a.yamada@example.jp", "r.sato@example.jp"}
    assert [one["reason"] for row in after for one in row["corrected"]] == ["本人に確認"]
    assert "要確認の行はありません" in listed_then.out
    assert "回答者: r.sato@example.jp" in listed_then.out
    assert "まだ要確認です" in taken_back.out
    assert bot.says("runs", "verify").exit == 0


@pytest.mark.parametrize(
    "words",
    [
        ("1", "--person", "r.sato@example.jp"),
        ("1", "--person", "r.sato@example.jp", "--reason", " "),
        ("1", "--person", "r.sato@example.jp", *WHY),
        ("1", "--take-back", "--answer", "satisfaction=4", *WHY),
        ("--person", "r.sato@example.jp", *WHY),
        ("--take-back", *WHY),
        ("eins", *WHY),
    ],
)
def test_what_is_not_clear_is_asked_for(bot: Bot, words: tuple[str, ...]) -> None:
    assert bot.says("records", "correct", *words).exit == 2


@pytest.mark.parametrize("shape", [("--format", "json"), ("--format", "csv", "--table", "hours")])
def test_whoever_takes_records_away_at_the_prompt_stands_in_the_chain(
    bot: Bot, tenant: Sandbox, shape: tuple[str, ...]
) -> None:
    bot.run("provision", at=KICKOFF)
    _answers(tenant, ["a.yamada", "r.sato"])
    bot.run("collect", at=COLLECTED)

    assert bot.says("records", "export", "--cohort", "R7", *shape).exit == 0

    ((entry,),) = bot.asks("SELECT entry FROM audit ORDER BY number DESC LIMIT 1")
    assert json.loads(entry)["exported"] == {
        "cohort": "R7",
        "format": ":".join(shape[1::2]),
        "rows": 2,
        "who": user.name(),
    }
    assert bot.says("runs", "verify").exit == 0


def test_nothing_is_begun_by_an_export_where_nothing_is_kept(bot: Bot) -> None:
    assert bot.says("records", "export", "--cohort", "R7").exit == 0

    assert bot.runs_if_any() == []
    assert not (bot.state / "m365bot.db").exists()
