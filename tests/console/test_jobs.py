"""自動処理: when each job runs, trying one out before it is run now, pausing and going on."""

from dataclasses import replace
from uuid import uuid4

import pytest

from m365bot import clock
from m365bot.job import Job, JobFailed
from m365bot.journal import Status, Trigger
from m365bot.journal.trial import State, Trial
from m365bot.reconcile.plan import Plan
from tests.console import rows
from tests.console.hall import Sitting


def tries(officer: Sitting, **form: str) -> Trial:
    """By the form of a job; as it is kept."""
    sent = {"ticket": uuid4().hex, "cohort": "R7", "reason": "資料を足した", **form}
    answer = officer.browser.post("/jobs/distribute/try", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    found = officer.desk.books.trials.get(answer.headers["location"].removeprefix("/trials/"))
    assert found is not None
    return found


def planned(officer: Sitting, trial: Trial, words: str = "") -> None:
    """As a daemon does."""
    plan = Plan("distribute", "R7", rows.NOW, (rows.issue(),), unchanged=7).to_json()
    taken = officer.desk.books.trials.next(clock.now())
    assert taken is not None
    officer.desk.books.trials.end(taken.came_to(plan, words, (), clock.now()))


def test_every_job_tells_its_schedule_and_what_became_of_it_last(officer: Sitting) -> None:
    rows.run(officer, "distribute", Status.FAILED, words="読めません。")

    page = officer.reads("/jobs")

    assert "/jobs/distribute" in page
    assert "毎日 08:35" in page or "平日" in page
    assert "失敗" in page


def test_one_whose_file_does_not_load_says_why_and_is_not_offered_to_be_tried(
    officer: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = officer.desk.known()
    words = "手順のファイル jobs/extra.py の3行目でエラーになりました(SyntaxError)。"
    extra = Job.unreadable("extra", JobFailed(words))
    monkeypatch.setattr(officer.desk, "_known", replace(known, jobs={**known.jobs, "extra": extra}))

    assert words in officer.reads("/jobs")
    assert words in officer.reads("/")
    page = officer.reads("/jobs/extra")
    assert words in page
    assert "何が変わるかを調べる" not in page
    sent = officer.browser.post("/jobs/extra/try", data={"ticket": uuid4().hex, "reason": "x"})
    assert words in sent.text
    assert officer.desk.books.trials.next(clock.now()) is None


def test_a_job_that_is_not_there_is_said_in_words(officer: Sitting) -> None:
    assert "という手順はありません" in officer.reads("/jobs/nothing", status=409)


def test_running_now_shows_first_what_would_change(officer: Sitting) -> None:
    trial = tries(officer)
    waiting = officer.reads(f"/trials/{trial.id}")
    planned(officer, trial)

    page = officer.reads(f"/trials/{trial.id}")

    assert (trial.job, trial.cohort, trial.who, trial.reason) == (
        "distribute",
        "R7",
        "sato-m@example.jp",
        "資料を足した",
    )
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "常駐が動いていません" in waiting
    assert "変更 1件。設定どおりのもの 7件。" in page
    assert "承認されるまで行いません" in page
    assert officer.desk.books.runs.newest() == []


def test_what_was_seen_is_run_once_however_often_it_is_clicked(officer: Sitting) -> None:
    trial = tries(officer)
    planned(officer, trial)

    officer.sends(f"/trials/{trial.id}/run")
    page = officer.sends(f"/trials/{trial.id}/run")

    (run,) = officer.desk.books.runs.of_status(Status.REQUESTED)
    assert (run.job, run.cohort, run.trigger, run.actor, run.reason) == (
        "distribute",
        "R7",
        Trigger.MANUAL,
        "sato-m@example.jp",
        "資料を足した",
    )
    programme = officer.desk.known().programme
    assert programme is not None
    assert f"-{trial.asked.astimezone(programme.timezone):%Y%m%d-%H%M%S}-" in run.id
    assert run.is_due(clock.now())
    assert "予約しました" in page
    assert run.id in officer.reads(f"/trials/{trial.id}")


def test_a_double_click_asks_for_one_dry_run(officer: Sitting) -> None:
    ticket = uuid4().hex

    assert tries(officer, ticket=ticket).id == tries(officer, ticket=ticket).id


def test_what_a_guard_would_stop_is_not_offered_to_be_run(officer: Sitting) -> None:
    trial = tries(officer)
    planned(officer, trial, "一度に消すものが多すぎます。")

    page = officer.reads(f"/trials/{trial.id}")
    answer = officer.browser.post(f"/trials/{trial.id}/run")

    assert "一度に消すものが多すぎます。" in page
    assert f'action="/trials/{trial.id}/run"' not in page
    assert answer.status_code == 409
    assert officer.desk.books.runs.newest() == []


def test_a_real_tenant_is_not_played_on_another_day(officer: Sitting) -> None:
    trial = tries(officer, at="2099-01-01T09:00")
    planned(officer, trial)

    answer = officer.browser.post(f"/trials/{trial.id}/run")

    assert trial.at is not None
    assert answer.status_code == 409
    assert "これから先の日時" in answer.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": ""}, "理由を書いてください"),
        ({"cohort": ""}, "期を一つ選んでください"),
        ({"cohort": "R99"}, "R99"),
        ({"at": "明日"}, "日時『明日』を読めません"),
        ({"at": "9999-12-31T23:59"}, "を読めません"),
    ],
)
def test_what_is_missing_in_the_form_is_said(officer: Sitting, form: dict[str, str], words: str) -> None:
    sent = {"ticket": uuid4().hex, "cohort": "R7", "reason": "x", **form}

    answer = officer.browser.post("/jobs/distribute/try", data=sent)

    assert answer.status_code == 409
    assert words in answer.text


def test_a_dry_run_that_is_gone_says_how_to_go_on(officer: Sitting) -> None:
    assert "もう一度調べてください" in officer.reads("/trials/nothing", status=409)


def test_a_dry_run_that_failed_says_why(officer: Sitting) -> None:
    trial = tries(officer)
    officer.desk.books.trials.end(trial.failed("サインインできません。", clock.now()))

    page = officer.reads(f"/trials/{trial.id}")

    assert "調べられませんでした" in page
    assert "サインインできません。" in page
    assert officer.browser.get(f"/trials/{trial.id}/live").text.startswith("event: over")
    assert trial.state is State.ASKED


def test_a_job_is_paused_with_a_reason_and_goes_on(officer: Sitting) -> None:
    officer.sends("/jobs/distribute/pause", reason="点検のため")
    paused = officer.reads("/jobs/distribute")
    again = officer.sends("/jobs/distribute/pause", reason="もう一度")
    resumed = officer.sends("/jobs/distribute/resume")

    assert "点検のため" in paused
    assert "一時停止中" in officer.reads("/jobs") or "再開しました" in resumed
    assert "すでに一時停止しています" in again
    assert officer.desk.books.pauses.all() == []


def test_everything_is_paused_and_let_go_of(officer: Sitting) -> None:
    page = officer.sends("/pause", reason="緊急")

    assert "緊急" in page
    assert "すべての停止を解く" in page
    assert "再開しました" in officer.sends("/resume")
