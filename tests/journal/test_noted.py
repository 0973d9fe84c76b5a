"""Small things that are noted beside runs: pauses, looks at what m365bot stands on, dry runs, what was sent of late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.journal import pause
from m365bot.journal.approval import Approval, Decision
from m365bot.journal.checkup import Checkup, Finding
from m365bot.journal.pause import EVERY, Pause
from m365bot.journal.readership import Readership
from m365bot.journal.sent import Sent
from m365bot.journal.trial import State, Trial
from m365bot.journal.writing import GOES_ON, Outcome, Result

NOW = datetime(2025, 7, 1, tzinfo=UTC)
REMIND, ALL = Pause("remind", "sato", NOW, "停電"), Pause(EVERY, "mori", NOW)


@pytest.mark.parametrize(
    ("job", "pauses", "found"),
    [
        ("remind", [REMIND], REMIND),
        ("collect", [REMIND], None),
        ("collect", [REMIND, ALL], ALL),
        ("remind", [REMIND, ALL], ALL),
        ("remind", [], None),
    ],
)
def test_a_job_is_kept_from_writing_by_its_own_pause_or_by_that_of_all(
    job: str, pauses: list[Pause], found: Pause | None
) -> None:
    assert pause.of(job, pauses) == found


def test_a_pause_says_who_when_why_and_how_it_goes_on() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")

    assert REMIND.words(tokyo) == (
        "手順 remindは一時停止中です。sato が 2025-07-01 09:00 に止めました(理由: 停電)。"
        "再開するには `m365bot resume remind` を実行してください。"
    )
    assert ALL.words(tokyo).endswith("止めました。再開するには `m365bot resume` を実行してください。")
    assert REMIND.to_json() == {"job": "remind", "who": "sato", "at": NOW.isoformat(), "reason": "停電"}
    assert ALL.to_json()["job"] is None


def test_a_look_is_remembered_as_it_was_taken() -> None:
    found = [Finding("時計", "ok", "合っています。", ""), Finding("権限", "fail", "足りません。", "同意")]
    looked = Checkup(NOW, found)

    assert Checkup.of(looked.memo()) == looked
    assert Checkup.of({}) == Checkup(None, []) == Checkup.of(Checkup().memo())
    assert [looked.how_many(status) for status in ("ok", "fail", "warn")] == [1, 1, 0]


def test_a_dry_run_is_over_once_it_is_planned_or_failed() -> None:
    asked = Trial("t", "remind", None, None, NOW, "sato", "")
    later = NOW + timedelta(minutes=1)

    looked = asked.looked_at(later)
    planned, failed = looked.came_to({"digest": "p"}, "上限", ["a"], later), looked.failed("混雑", later)

    assert [each.state for each in (asked, looked, planned, failed)] == list(State)
    assert [each.state.is_over for each in (asked, looked, planned, failed)] == [False, False, True, True]
    assert (looked.began, planned.ended, failed.ended) == (later, later, later)
    assert (planned.plan, planned.words, planned.lacking) == ({"digest": "p"}, "上限", ("a",))
    assert failed.words == "混雑"


def test_what_was_sent_grows_old_and_never_young() -> None:
    sent = Sent("p", NOW, is_at_work=True, ages={"team": [0.5, 2.0]})

    assert sent.by(NOW + timedelta(seconds=3)).ages == {"team": [3.5, 5.0]}
    assert sent.by(NOW - timedelta(seconds=3)).ages == {"team": [0.5, 2.0]}
    assert not sent.resting().is_at_work
    assert not Sent("p", NOW).is_at_work


@pytest.mark.parametrize(("error", "goes_on"), [(GOES_ON, True), ("Conflict", False), ("", False)])
def test_a_result_that_goes_on_is_told_apart(error: str, goes_on: bool) -> None:
    assert Result("k", Outcome.WITHHELD, error=error).goes_on == goes_on


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"views": 12, "readers": 7}, "閲覧 12回(7人)"),
        ({"views": 0, "readers": 0}, "閲覧 0回(0人)"),
        ({"views": 12}, "閲覧 12回"),
        ({"readers": 7, "likes": 3, "comments": 0}, "いいね 3、コメント 0"),
        ({"views": 1, "reactions": 4}, "閲覧 1回、投稿への反応 4"),
    ],
)
def test_of_an_issues_readers_those_figures_are_told_that_there_are(
    figures: dict[str, int], words: str
) -> None:
    told = Readership(NOW, **figures)

    assert told.words == f"{words}(2025-07-01 00:00 現在)"
    assert Readership(NOW, why=("権限がありません。",)).words == "権限がありません。"
    assert told.to_json() == {
        "at": NOW.isoformat(),
        **dict.fromkeys(("views", "readers", "likes", "comments", "reactions")),
        **figures,
        "why": [],
    }


def test_who_approves_alone_says_so() -> None:
    approval = Approval("r", "d", Decision.APPROVED, "sato", verified=True, at=NOW)

    assert not approval.single_officer
    assert approval.counts(unverified_allowed=False)


@pytest.mark.parametrize(
    ("kessai", "allowed", "counts"),
    [("", False, False), ("-", False, False), ("総第12号", False, True), ("", True, True)],
)
def test_whom_nobody_signed_in_decides_by_the_number_of_an_outside_decision(
    kessai: str, allowed: bool, counts: bool
) -> None:
    approval = Approval("r", "d", Decision.APPROVED, "sato", verified=False, at=NOW, kessai=kessai)

    assert approval.counts(unverified_allowed=allowed) == counts
