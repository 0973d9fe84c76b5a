"""What is kept of somebody, or of a cohort, goes once a person approves it."""

import re

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.test_posts import TRAINEES, _answers

KICKOFF, COLLECTED, LATER = "2025-05-07T06:30", "2025-06-23T08:40", "2031-04-07T07:30"


@pytest.fixture
def answered(bot: Bot, tenant: Sandbox) -> Bot:
    bot.run("provision", at=KICKOFF)
    _answers(tenant, TRAINEES)
    bot.run("collect", at=COLLECTED)
    return bot


def people(bot: Bot) -> set[str]:
    return {row["person"] for row in bot.says("records", "export", "--cohort", "R7").document["responses"]}


def everything(bot: Bot) -> str:
    """All that the database holds, as text; letters as JSON spells them."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), bot.everything())


def test_s8_somebody_is_forgotten_once_it_is_approved(answered: Bot) -> None:
    answered.run("results", at="2025-06-27T16:00")
    said = answered.says("records", "forget", "a.yamada@example.jp", "--reason", "本人の求め", "--json")
    before = people(answered)
    done = answered.approve(said.document["run_id"])
    again = answered.run("collect", at="2025-06-23T10:40")

    assert said.exit == 4
    assert "a.yamada@example.jp" in before
    assert (done["status"], done["counts"]["remove"]) == ("done", 1)
    assert again["counts"]["store"] == 0
    assert people(answered) == {f"{name}@example.jp" for name in TRAINEES[1:]}
    assert "橋の点検 a.yamada" not in everything(answered)
    assert "橋の点検 r.sato" in everything(answered)


def test_s8_a_rejected_request_takes_nothing_away(answered: Bot) -> None:
    said = answered.says("records", "forget", "a.yamada@example.jp", "--reason", "本人の求め", "--json")

    answered.says("runs", "reject", said.document["run_id"], "--reason", "取り下げ")

    assert "a.yamada@example.jp" in people(answered)


@pytest.mark.parametrize(
    "words", [("nobody@example.jp", "--reason", "求め"), ("a.yamada@example.jp", "--reason", " ")]
)
def test_s8_nobody_and_no_reason_are_refused(answered: Bot, words: tuple[str, ...]) -> None:
    assert answered.says("records", "forget", *words).exit == 2


def test_s8_records_past_their_time_go_once_it_is_approved(answered: Bot) -> None:
    """Free texts one fiscal year after completion, all of it after five."""
    texts = answered.says("run", "expire", "--at", "2027-04-05T07:30", "--json")
    wordless = answered.approve(texts.document["run_id"])
    words, rows = "橋の点検" in everything(answered), people(answered)
    early = answered.says("run", "expire", "--at", "2031-03-31T07:30", "--json")
    due = answered.says("run", "expire", "--at", LATER, "--json")

    done = answered.approve(due.document["run_id"])

    assert (texts.exit, wordless["counts"]["remove"], words, len(rows)) == (4, 1, False, 10)
    assert (early.document["status"], due.exit) == ("nothing_to_do", 4)
    assert done["counts"]["remove"] == 1
    assert people(answered) == set()
    assert "橋の点検" not in everything(answered)


def test_s8_nothing_is_past_its_time_yet(answered: Bot) -> None:
    assert answered.says("records", "expire", "--json").document["status"] == "nothing_to_do"
