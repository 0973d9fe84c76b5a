"""An officer keeps attendance in Excel, trainees log what they studied, and both become hours that can be looked up."""

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import COHORT, PROGRAMME, Desk
from tests.sight import Sight

KICKOFF, FIRST, SECOND = "2025-05-07T06:30", "2025-05-13T08:40", "2025-05-20T08:40"
ATTENDANCE = "cohorts/R7/attendance.csv"
SHEET = """氏名,メール,回,出欠,時間,備考
山田 葵,a.yamada@example.jp,kickoff,○,,
𠮷田 美咲,,kickoff,遅,1:30,=1+1
"""


def hours(bot: Bot, *options: str) -> dict[tuple[str, str], float]:
    found = bot.says("records", "export", "--cohort", "R7", "--format", "json", *options).document
    lines = [
        line
        for line in found["hours"]
        if "attendance" in line["evidence"] or "self-study" in line["evidence"]
    ]
    return {(line["person"].partition("@")[0], line["evidence"]): line["hours"] for line in lines}


def test_attendance_and_self_study_become_hours_with_evidence(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    bot.run("provision", at=KICKOFF)
    desk.write(ATTENDANCE, SHEET)
    nothing_logged = bot.run("collect", at=FIRST)
    rows = [
        {"メール": "a.yamada@example.jp", "教材": item} for item in ("クラウドとは", "api", "cloud", "宇宙")
    ]
    Sight(tenant).answer("R7", rows)

    collected = bot.run("collect", at=SECOND)

    assert (nothing_logged["status"], nothing_logged["counts"]["unknown"]) == ("nothing_to_do", 0)
    assert (collected["counts"]["store"], collected["counts"]["quarantined"]) == (4, 1)
    assert hours(bot) == {
        ("a.yamada", "attendance.csv:2:D ○"): 2,
        ("m.yoshida", "attendance.csv:3:D 遅"): 1.5,
        ("a.yamada", "self-study #1 cloud"): 1,
        ("a.yamada", "self-study #2 api"): 1.5,
    }
    own = bot.says("records", "hours", "a.yamada@example.jp").out
    assert "山田 葵(R7)  合計 4.5時間" in own
    assert "1.5   基礎知識(自主学習)  self-study #2 api" in own
    assert "山田 葵" in bot.says("records", "hours").out
    assert bot.says("records", "hours", "x@example.jp").exit == 2


def test_a_sheet_with_a_fault_is_told_and_judges_nobody_and_stops_nothing(bot: Bot, desk: Desk) -> None:
    desk.write(ATTENDANCE, SHEET + "髙木 亮,,powerbi-9,○,,\n")

    checked = bot.says("check")
    exported = bot.says("records", "export", "--cohort", "R7", "--format", "json")
    planned = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert (checked.exit, planned.exit, exported.exit) == (2, 0, 0)
    assert "attendance.csv:4:C 『powerbi-9』という回はありません。" in checked.err
    assert "attendance.csv" in exported.err
    assert {one["complete"] for one in exported.document["completion"]} == {None}
    assert len(hours(bot)) == 2


def test_a_finished_cohort_is_not_judged_anew_when_the_programme_changes(bot: Bot, desk: Desk) -> None:
    bot.run("provision", at=KICKOFF)
    desk.write(ATTENDANCE, SHEET)
    before = bot.says("records", "export", "--cohort", "R7", "--format", "json").document["completion"]

    desk.change(COHORT, "status: running", "status: finished")
    desk.change(PROGRAMME, "title: Microsoft 365, hours: 4", "title: Microsoft 365, hours: 40")
    after = bot.says("records", "export", "--cohort", "R7", "--format", "json")

    assert after.document["completion"] == before
    assert "R7 は、終了したときの科目と修了要件で判定しています" in after.err
