"""The language of the screen changes words only: what is made, its names and its digests are the same."""

import json

import pytest

from tests.bot import Bot
from tests.catalogue import JAPANESE

OWN = ("DX通信",)  # the newsletter's name stands in English as it is


@pytest.mark.journey
def test_a_run_in_english_changes_nothing_that_one_in_japanese_made(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.run("provision", at="2025-05-07T06:30")

    monkeypatch.setenv("M365BOT_LANG", "en")
    again = bot.run("provision", at="2025-05-07T07:30")

    assert again["status"] == "nothing_to_do"
    assert {again["counts"][name] for name in ("create", "update", "remove")} == {0}


@pytest.mark.journey
def test_a_plan_has_the_same_digest_in_english(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.run("provision", at="2025-05-07T06:30")
    digests = {}
    for language in ("ja", "en"):
        monkeypatch.setenv("M365BOT_LANG", language)
        plan = bot.says("plan", "newsletter", "--at", "2025-06-30T08:30", "--json")
        digests[language] = [
            one["digest"] for one in json.loads(plan.out).get("plans", [json.loads(plan.out)])
        ]

    assert digests["ja"] == digests["en"]


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        *(
            f"{one} --help"
            for one in ("check", "jobs", "plan", "run", "runs", "records", "sandbox serve", "doctor")
        ),
        *(
            "check",
            "jobs",
            "runs list",
            "status",
            "run nothing",
            "plan",
            "no-such-thing",
            "run --no-such-option",
        ),
    ],
)
def test_a_foreign_reader_understands_what_a_command_says(
    command: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_LANG", "en")

    said = bot.says(*command.split())

    words = said.out + said.err
    for own in OWN:
        words = words.replace(own, "")
    assert JAPANESE.findall(words) == []
