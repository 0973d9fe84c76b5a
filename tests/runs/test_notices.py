"""What the office hears of runs: each thing once, at once where it waits or went wrong, and when it is over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from m365bot.errors import ConfigError
from m365bot.job import Now
from m365bot.journal import Report, Run, Status, Trigger, Trouble
from m365bot.journal.version import How, State, Version
from m365bot.programme import Programme
from m365bot.programme.programme import Notices
from m365bot.resources import General
from m365bot.resources.kinds.notice import Notice
from m365bot.runs import alive, notices
from m365bot.words import say
from tests.runs.here import NOW, Here

HOUR = timedelta(hours=1)
COUNTS = {"create": 0, "failed": 1, "unknown": 0}
NOTHING = Report()
FAILED = Report(counts=COUNTS, errors=(Trouble("team:dx/file:講義", "容量がありません。", "Permanent"),))


def run(run_id: str, status: Status, *, at: datetime = NOW, report: Report = NOTHING, **others: Any) -> Run:
    told = {"job": "collect", "cohort": "R7", "trigger": Trigger.SCHEDULE, "planned": at, "started": at}
    return Run(id=run_id, instance="here", status=status, at=at, report=report, **told | others)


class Office:
    """runs: the newest first. memory: what was posted, as the journal keeps it."""

    def __init__(self, here: Here, *runs: Run) -> None:
        self.programme, self.runs = here.programme(), list(runs)
        self.memory: dict[str, Mapping[str, Any]] = {}

    def wants(self, at: datetime = NOW, programme: Programme | None = None) -> list[Notice]:
        job = notices.job(lambda most: self.runs[:most], lambda: self.memory, {"collect": "回答の取込"})
        return job.wanted({Programme: programme or self.programme, Now: at})

    def posts(self, at: datetime = NOW) -> list[Notice]:
        wanted = self.wants(at)
        for one in wanted:
            self.memory[one.key] = {"id": "1", "tells": list(one.tells), "resolves": list(one.resolves)}
        return wanted


def test_what_waits_is_told_at_once_with_what_to_do(here: Here) -> None:
    office = Office(here, run("waits", Status.AWAITING_APPROVAL, asking={"changes": [1, 2]}))

    (post,) = office.posts()

    assert isinstance(post.channel, General)
    assert post.subject == "承認待ち: 回答の取込 R7"
    assert "2件" in post.html
    assert "m365bot runs approve waits" in post.html


@pytest.mark.parametrize("run_id", ["waits", "bad"])
def test_what_is_posted_is_japanese_whatever_the_screen_of_who_posts_it_shows(
    run_id: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = {
        "waits": run("waits", Status.AWAITING_APPROVAL, asking={"changes": [1]}),
        "bad": run("bad", Status.FAILED, report=FAILED),
    }
    (post,) = Office(here, runs[run_id]).wants()

    monkeypatch.setenv("M365BOT_LANG", "en")
    (same,) = Office(here, runs[run_id]).wants()

    assert (same.subject, same.html, same.tells) == (post.subject, post.html, post.tells)
    assert say("承認待ち") == "Awaiting approval"


def test_what_is_told_is_not_told_again(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    office.posts()

    assert office.posts(NOW + HOUR) == []


def test_the_same_trouble_of_a_later_run_is_the_same(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    office.posts()
    later = replace(FAILED, errors=(replace(FAILED.errors[0], words="容量がありません(10:40)。"),))
    office.runs.insert(0, run("bad-2", Status.FAILED, at=NOW + HOUR, report=later))

    assert office.posts(NOW + 2 * HOUR) == []


def test_another_trouble_is_told(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    office.posts()
    other = replace(FAILED, errors=(Trouble("", "別の理由です。", "Temporary"),))
    office.runs.insert(0, run("bad-2", Status.FAILED, at=NOW + HOUR, report=other))

    assert "失敗: 回答の取込 R7" in [post.subject for post in office.wants(NOW + 2 * HOUR)]


def test_a_change_to_config_that_is_not_in_force_is_told_once_and_names_nobody(here: Here) -> None:
    told = {"who": "kenshu@example.jp", "reason": "葵さんの件", "digest": "d", "size": 1, "at": NOW}
    file = "config/cohorts/R7/people.csv"
    held = Version(file=file, number=2, how=How.EDITED, state=State.HELD, **told)
    job = notices.job(lambda most: [], dict, {}, lambda: [held])

    (post,) = job.wanted({Programme: here.programme(), Now: NOW})

    assert post.subject == f"設定の変更を保留しています: {file}"
    assert "直前の正しい内容のまま" in post.html
    assert not any(word in post.html for word in ("kenshu", "葵"))


@pytest.mark.parametrize(("ago", "told"), [(timedelta(minutes=20), 0), (timedelta(hours=2), 1)])
def test_config_that_cannot_be_fetched_for_long_is_told(here: Here, ago: timedelta, told: int) -> None:
    memory = {"config-source": {"at": (NOW - ago).isoformat(), "why": "フォルダーがありません。"}}
    job = notices.job(lambda most: [], lambda: memory, {})

    posts = job.wanted({Programme: here.programme(), Now: NOW})

    assert ["フォルダーがありません。" in post.html for post in posts] == [True] * told


def test_what_is_over_is_said_to_be_so_once(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    office.posts()
    office.runs.insert(0, run("good", Status.DONE, at=NOW + HOUR))

    (post,) = office.posts(NOW + timedelta(days=1))

    assert "解決しました" in post.html
    assert "失敗: 回答の取込 R7" in post.html
    assert office.posts(NOW + timedelta(days=2)) == []


def test_what_comes_back_another_day_is_told_again(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    office.posts()
    office.runs.insert(0, run("good", Status.DONE, at=NOW + HOUR))
    office.posts(NOW + timedelta(days=1))
    office.runs.insert(0, run("bad-2", Status.FAILED, at=NOW + timedelta(days=1), report=FAILED))

    assert len(office.posts(NOW + timedelta(days=1))) == 1


def test_ticks_that_led_to_nothing_come_in_one_digest_a_day(here: Here) -> None:
    skipped = {"started": None, "reason": "動いていませんでした。"}
    office = Office(here, run("s1", Status.CANCELLED, **skipped))

    (post,) = office.posts()
    office.runs.insert(0, run("s2", Status.CANCELLED, at=NOW + HOUR, job="remind", **skipped))

    assert "実行されませんでした" in post.html
    assert office.posts(NOW + 2 * HOUR) == []
    assert len(office.posts(NOW + timedelta(days=1))) == 1


@pytest.mark.parametrize(("any_time", "hour"), [(False, 8), (True, 3)])
def test_nobody_is_disturbed_unless_config_allows_it(here: Here, any_time: bool, hour: int) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    night = NOW.replace(hour=3)
    programme = replace(office.programme, notices=Notices(any_time=any_time))

    (post,) = office.wants(night, programme)

    assert post.window
    assert post.window.opens.hour == hour


def test_off_is_off_and_a_channel_is_that_channel(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))

    off = office.wants(programme=replace(office.programme, notices=None))
    (post,) = office.wants(programme=replace(office.programme, notices=Notices(channel="お知らせ")))

    assert off == []
    assert post.channel.name == "お知らせ"


def test_what_a_tenant_says_is_text_and_names_nobody(here: Here) -> None:
    words = "<img src=x onerror=alert(1)> p0123456789ab \u202e"
    hostile = replace(FAILED, errors=(Trouble("file:x", words, "Permanent"),))
    office = Office(here, run("bad", Status.FAILED, report=hostile))

    (post,) = office.wants()

    assert "<img" not in post.html
    assert "p0123456789ab" not in post.html
    assert "\u202e" not in post.html


def test_its_own_runs_are_not_told(here: Here) -> None:
    assert Office(here, run("bad", Status.FAILED, report=FAILED, job=notices.NAME)).wants() == []


def test_a_database_that_forgot_it_looks_for_the_same_post(here: Here) -> None:
    office = Office(here, run("bad", Status.FAILED, report=FAILED))
    (first,) = office.posts()
    office.memory.clear()

    (again,) = office.wants(NOW + timedelta(days=1))

    assert again.key == first.key
    assert again.facts == first.facts


def test_a_daemon_that_cannot_tell_goes_on(here: Here) -> None:
    here.broken = ConfigError("config/programme.yaml:3")

    assert here.does(notices.told(here.opened)) is False


def test_where_nothing_is_to_be_said_now_there_is_no_run(here: Here) -> None:
    quiet = notices.job(lambda most: [], dict, {})
    here.changes = {"jobs": {notices.NAME: quiet}}

    assert here.does(notices.told(here.opened)) is True
    assert here.statuses() == {}


def test_each_approval_that_came_to_nothing_is_told_for_itself(here: Here) -> None:
    """Though the trouble is the same: what was approved is not."""
    first = run("a:apply", Status.FAILED, report=FAILED, applies="a", ended=NOW)
    office = Office(here, first)
    (told,) = office.posts()

    office.runs = [
        run("b:apply", Status.FAILED, at=NOW + HOUR, report=FAILED, applies="b", ended=NOW + HOUR),
        first,
    ]
    posts = office.posts(NOW + HOUR)

    assert "実行 a で承認された内容です" in told.html
    assert any("実行 b で承認された内容です" in post.html for post in posts)


# what ran out of time, and a daemon that was gone


def test_what_waits_is_told_with_its_last_moment(here: Here) -> None:
    office = Office(here, run("waits", Status.AWAITING_APPROVAL, asking={"changes": [1]}))

    (post,) = office.posts()

    assert "承認の期限: 7月30日(水) 17:15" in post.html


def test_what_ran_out_of_time_is_over_and_not_resolved(here: Here) -> None:
    waits = run("waits", Status.AWAITING_APPROVAL, asking={"changes": [1]})
    office = Office(here, waits)
    office.posts()
    later = NOW + timedelta(days=30)
    office.runs[0] = waits.expired("期限です。", later)

    (post,) = office.posts(later)

    assert "承認の期限が過ぎました: 回答の取込 R7" in post.html
    assert "期限です。" in post.html
    assert "解決しました" not in post.html
    assert office.posts(later + timedelta(days=1)) == []


def test_a_daemon_that_was_gone_is_told_once_with_what_fell_due(here: Here) -> None:
    office = Office(here)
    alive.remember(office.memory, alive.Absence(NOW - timedelta(days=2), NOW, {"collect": 5}))  # type: ignore[arg-type]  # of dicts

    (post,) = office.posts(NOW + HOUR)

    assert post.subject == "常駐の m365bot が止まっていました"
    assert "2025-06-29 09:00 ごろから 2025-07-01 09:00 まで" in post.html
    assert "回答の取込 5回" in post.html
    assert office.posts(NOW + 2 * HOUR) == []


def test_an_absence_of_long_ago_is_news_to_nobody(here: Here) -> None:
    office = Office(here)
    alive.remember(office.memory, alive.Absence(NOW - timedelta(days=2), NOW, {"collect": 5}))  # type: ignore[arg-type]  # of dicts

    assert office.posts(NOW + timedelta(days=8)) == []
