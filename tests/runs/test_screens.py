"""What an officer reads of plans and runs, on the way in and afterwards."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from m365bot.cli.commands import jobs
from m365bot.cli.screen import afterwards, show
from m365bot.errors import Permanent
from m365bot.journal import Run
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from m365bot.runs import documents
from tests.runs.here import ISSUE, NOW, ONE, PLACE, TWO, Here
from tests.runs.world import Thing

AT = datetime(2025, 7, 1, tzinfo=UTC)


def changes(count: int, *, ask: str = "") -> tuple[Change, ...]:
    things = (Thing(PLACE, f"thing-{number:02}", ask=ask) for number in range(count))
    return tuple(Change(Action.CREATE, thing, "まだありません。", asks=thing.ask) for thing in things)


def lines(plan: Plan, here: Here, capsys: pytest.CaptureFixture[str], *, whole: bool = False) -> list[str]:
    show.plan(plan, here.office(), whole=whole)
    return capsys.readouterr().out.splitlines()


def test_s9_all_that_asks_is_told_however_much_it_is(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    plan = Plan("things", None, AT, changes(40, ask="公開には承認が必要です。"))

    told = lines(plan, here, capsys)

    assert [line for line in told if "thing-" in line][39].count("thing-39") == 1
    assert not [line for line in told if "ほか" in line]


def test_s9_what_asks_is_told_behind_many_that_do_not(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    removal = Change(Action.CREATE, Thing(PLACE, "zz"), "", asks="外すには承認が必要です。")
    plan = Plan("things", None, AT, (*changes(40), removal))

    told = lines(plan, here, capsys)

    assert any("zz" in line for line in told)
    assert any("ほか 28件" in line for line in told)


def test_o12_a_long_plan_says_how_to_see_all_of_it_and_shows_it(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    withheld = tuple(Extra(f"k{number}", f"残り{number}", "わけ") for number in range(20))
    plan = Plan("things", None, AT, changes(74), withheld)

    short, whole = lines(plan, here, capsys), lines(plan, here, capsys, whole=True)

    assert any("ほか 62件(--all をつけると" in line for line in short)
    assert any("ほか 8件(--all をつけると" in line for line in short)
    assert sum("thing-" in line for line in whole) == 74
    assert sum("残り" in line for line in whole) == 20
    assert not any("ほか" in line for line in whole)


def test_a_plan_that_was_kept_in_another_zone_is_told_in_the_programmes(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan("things", None, AT.astimezone(UTC))

    assert (
        f"({AT.astimezone(here.office().programme.timezone):%Y-%m-%d %H:%M}、" in lines(plan, here, capsys)[0]
    )


def test_faces_of_one_issue_that_are_left_for_one_reason_are_one_line(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    one = [Thing(PLACE, name, whole="dx-009") for name in ("page", "mail", "post")]
    late = [
        Extra.of(each, "送る時間を過ぎました。") for each in (*one, Thing(PLACE, "other", whole="dx-010"))
    ]
    edited, alone = Extra.of(one[0], "人が直しました。"), Extra("file:x", "資料", "送る時間を過ぎました。")
    plan = Plan("things", None, AT, (), (*late, edited, alone))

    told = [line.strip() for line in lines(plan, here, capsys)]

    left = told[told.index("保留(そのままにします): 6") + 1 :][:5]
    assert left == [
        f"・{one[0].title} ほか2件: 送る時間を過ぎました。",
        f"・{late[3].title}: 送る時間を過ぎました。",
        f"・{one[0].title}: 人が直しました。",
        "・資料: 送る時間を過ぎました。",
    ]


@pytest.mark.parametrize(("allowed", "way"), [(True, ""), (False, " --sign-in(または --kessai 決裁番号)")])
def test_how_to_approve_is_told_as_config_lets_it_count(
    allowed: bool, way: str, here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    here.wanted = [ISSUE]
    here.unverified = allowed
    run = here.runs_job()

    told = shown(run, here, capsys)

    assert f"承認するには: m365bot runs approve {run.id}{way}\n" in told
    assert "承認の期限: 2025-07-30 17:15" in told


# afterwards (O2)


def shown(run: Run, here: Here, capsys: pytest.CaptureFixture[str], *, whole: bool = True) -> str:
    office = here.office()
    show.run(here.row(run), office, whole=whole)
    afterwards.begun(here.row(run), office)
    afterwards.doings(here.row(run), office)
    return capsys.readouterr().out


def test_o2_a_run_tells_afterwards_who_what_when_and_why(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    here.world.writes = {TWO.key: [Permanent("だめでした")]}
    here.wanted = [ONE, TWO]
    run = here.runs_job(actor="sato", reason="朝の分")

    told = shown(run, here, capsys)

    assert "きっかけ: 手動" in told
    assert "sato が実行" in told
    assert "理由: 朝の分" in told
    assert "開始 2025-07-01 09:00、終了 2025-07-01 09:00" in told
    assert "行ったこと: 2件" in told
    assert re.search(
        r"07-01 09:00:0\d \+ one: 作成しました", told
    )  # the clock goes on while a busy machine works
    assert "+ two: できませんでした(だめでした)" in told


def test_o2_a_scheduled_run_tells_what_it_left_and_why(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    late = Thing(PLACE, "late", opens=NOW - timedelta(days=2), closes=NOW - timedelta(days=1))
    here.wanted = [ONE, late]
    here.ticks(NOW)

    told = shown(here.row("things-20250701T0900"), here, capsys)

    assert "保留(そのままにしました): 1" in told
    assert "late: 送る時間(2025-06-30 09:00まで)を過ぎたため" in told


def test_o2_the_document_of_a_run_holds_what_was_left_and_of_runs_show_what_was_done(here: Here) -> None:
    late = Thing(PLACE, "late", opens=NOW - timedelta(days=2), closes=NOW - timedelta(days=1))
    here.wanted = [ONE, late]
    run = here.runs_job()

    (left,) = here.document(run)["withheld"]
    (done,) = documents.doings.as_json(run, here.office())

    assert (left["key"], left["title"]) == (late.key, "late")
    assert left["reason"].startswith("送る時間")
    assert (done["title"], done["action"], done["outcome"]) == ("one", "create", "made")
    assert done["at"].startswith("2025-07-01T00:00")


def test_o2_many_that_were_left_are_counted_and_the_way_to_all_is_told(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    over = NOW - timedelta(days=1)
    here.wanted = [Thing(PLACE, f"late-{n:02}", opens=over, closes=over) for n in range(20)]
    run = here.runs_job()

    told = shown(run, here, capsys, whole=False)

    assert "保留(そのままにしました): 20" in told
    assert f"ほか 8件(`m365bot runs show {run.id}` ですべて示します)" in told


def test_what_nobody_named_is_told_afterwards_without_a_name(here: Here) -> None:
    extra = Extra(
        "team:a/member:guid", "チームの 山田", "設定にない人です。", nameless="チームの、設定にない人"
    )
    stored = Plan("things", None, AT, withheld=(extra,)).to_json()

    (again,) = Plan.from_json(stored, here.office().person).withheld

    assert "山田" not in str(stored)
    assert again.title == "チームの、設定にない人"


# what runs by itself (O8)


@pytest.mark.parametrize(("at_work", "following"), [(True, "2025-07-02 09:00"), (False, "—")])
def test_o8_the_next_run_is_told_only_where_a_daemon_will_run_it(
    at_work: bool, following: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"job": "j", "title": "t", "when": "daily 09:00", "next": "2025-07-02T09:00:00+09:00", "last": None}
    row["paused"] = None

    jobs._table([row], runs_by_itself=at_work)

    told = capsys.readouterr().out
    assert f"毎日 09:00  {following}" in told


def test_o2_what_people_read_is_shown_afterwards_once_with_the_number_that_approved_it(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = "公開には承認が必要です。"
    here.wanted = [Thing(PLACE, label, "13", ask, read="第13号\n本文です") for label in ("issue", "same")]
    done = here.approves(here.runs_job(), kessai="総123", reason="よし")

    told = shown(done, here, capsys)
    show.approval(done, here.office())

    assert told.count("      │ 第13号\n      │ 本文です\n") == 1
    assert "本文は上と同じです" in told
    assert [one.get("text") for one in documents.doings.as_json(done, here.office())] == [
        "第13号\n本文です"
    ] * 2
    assert "決裁番号 総123、よし" in capsys.readouterr().out


# what became of an approval


def failing(here: Here) -> tuple[Run, Run]:
    """Approved, and not to be done: the run that asked, as it now is, and the one that tried."""
    here.wanted = [ISSUE]
    asked = here.runs_job()
    here.world.writes = {ISSUE.key: [Permanent("投稿できません。")]}
    applying = here.approves(asked)
    return here.row(asked), applying


def test_the_run_that_asked_tells_that_what_was_approved_failed(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, applying = failing(here)
    office = here.office()

    show.run(asked, office)
    afterwards.became(asked, office)
    afterwards.became(applying, office)

    said = capsys.readouterr().out
    assert "完了(承認後: 一部失敗)" in said
    assert f"承認した内容の実行 {applying.id}: 一部失敗" in said
    assert "! 投稿できません。" in said
    assert f"m365bot runs show {applying.id}" in said
    assert f"承認を求めた実行: {asked.id}" in said


def test_in_json_it_stays_done_and_names_what_became_of_it(here: Here) -> None:
    asked, applying = failing(here)

    told = documents.applied.as_json(here.runs.applying(asked.id), here.office())

    assert here.document(asked)["status"] == "done"
    assert told is not None
    assert (told["run_id"], told["status"], told["exit"]) == (applying.id, "partly_failed", 3)
    assert told["words"] == ["投稿できません。"]
    assert told["counts"]["failed"] == 1


def test_an_approval_that_was_carried_out_or_never_asked_for_adds_no_word(here: Here) -> None:
    here.wanted = [ISSUE]
    asked = here.runs_job()
    done = here.approves(asked)

    found = documents.applied.among([done, here.row(asked)])

    assert documents.applied.status_words(here.row(asked), found[asked.id]) == "完了"
    assert documents.applied.status_words(done, None) == "完了"
    assert documents.applied.in_short(None) is None


def test_an_approval_that_waits_for_its_minute_says_so(here: Here) -> None:
    here.wanted = [
        Thing(
            PLACE, "issue", "第13号", "承認が必要です。", NOW + timedelta(hours=2), NOW + timedelta(hours=4)
        )
    ]
    asked = here.runs_job()
    waits = here.approves(asked)

    assert documents.applied.status_words(here.row(asked), waits) == "完了(承認後: 予約済み)"
