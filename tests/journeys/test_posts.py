"""What people read in Teams: DX通信 once it is approved, and the week's figures without a name."""

import re
import shutil
from pathlib import Path

import pytest

from m365bot import app, clock, settings
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import ISSUE, Desk
from tests.sight import Sight

KICKOFF = "2025-05-07T06:30"
EVE, PUBLISH, EVENING = "2025-06-30T08:30", "2025-07-01T09:00", "2025-07-01T18:00"
FRIDAY = "2025-06-27T16:00"
TRAINEES = [
    "a.yamada",
    "y.ishikawa",
    "r.sato",
    "r.miura",
    "k.suzuki",
    "m.harada",
    "a.ito",
    "h.suzuki",
    "k.takagi",
    "n.kimura",
]


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def posts_about(tenant: Sandbox, channel: str, words: str) -> list[str]:
    team = Sight(tenant, "dx-tsushin@example.jp").team("dx-leader-R7")
    bodies = [post["body"]["content"] for post in team.posts(channel)]
    return [body for body in bodies if words in body]


def test_an_issue_waits_for_approval_and_for_its_minute(provisioned: Bot, tenant: Sandbox) -> None:
    asked = provisioned.run("newsletter", at=EVE, exits=4)
    nothing_yet = posts_about(tenant, "R7 全体", "第13号")
    approved = provisioned.approve(asked["run_id"])
    still_nothing = posts_about(tenant, "R7 全体", "第13号")
    posted = provisioned.run("newsletter", at=PUBLISH)

    assert (nothing_yet, still_nothing) == ([], [])
    assert (approved["status"], approved["run_id"]) == ("requested", asked["run_id"] + ":apply")
    assert (posted["status"], posted["counts"]["create"]) == ("done", 2)
    assert len(posts_about(tenant, "R7 全体", "第13号")) == 1


def test_the_first_run_stays_awaiting_until_it_is_decided(provisioned: Bot) -> None:
    asked = provisioned.run("newsletter", at=EVE, exits=4)

    again = provisioned.run("newsletter", at=EVE, exits=4)
    statuses = {run["run_id"]: run["status"] for run in provisioned.runs()}

    assert statuses[asked["run_id"]] == statuses[again["run_id"]] == "awaiting_approval"


def test_an_approval_at_its_minute_posts_at_once(provisioned: Bot, tenant: Sandbox) -> None:
    asked = provisioned.run("newsletter", at=PUBLISH, exits=4)

    done = provisioned.approve(asked["run_id"])

    assert done["status"] == "done"
    assert len(posts_about(tenant, "R7 全体", "第13号")) == 1


def test_a_rejected_issue_is_not_posted(provisioned: Bot, tenant: Sandbox) -> None:
    asked = provisioned.run("newsletter", at=PUBLISH, exits=4)

    said = provisioned.says("runs", "reject", asked["run_id"], "--reason", "見出しを直す", "--json")

    assert said.document["status"] == "rejected"
    assert posts_about(tenant, "R7 全体", "第13号") == []


def test_text_that_changed_after_it_was_approved_is_asked_for_again(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:
    asked = provisioned.run("newsletter", at=EVE, exits=4)
    provisioned.approve(asked["run_id"])
    issue = next((instance / "config/newsletter").glob("013-*.md"))
    issue.write_text(issue.read_text("utf-8") + "\n追記です。\n", "utf-8")

    run = provisioned.run("newsletter", at=PUBLISH, exits=4)
    statuses = {run["run_id"]: run["status"] for run in provisioned.runs()}

    assert run["status"] == "awaiting_approval"
    assert statuses[asked["run_id"] + ":apply"] == "rejected"
    assert posts_about(tenant, "R7 全体", "第13号") == []


def test_an_edited_issue_edits_its_post(provisioned: Bot, tenant: Sandbox, instance: Path) -> None:
    provisioned.approve(provisioned.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    issue = next((instance / "config/newsletter").glob("013-*.md"))
    issue.write_text(issue.read_text("utf-8") + "\n訂正しました。\n", "utf-8")

    provisioned.approve(provisioned.run("newsletter", at=PUBLISH, exits=4)["run_id"])

    (body,) = posts_about(tenant, "R7 全体", "第13号")
    assert "訂正しました" in body


def test_past_its_window_an_issue_is_withheld(provisioned: Bot, tenant: Sandbox) -> None:
    run = provisioned.run("newsletter", at=EVENING)

    assert run["status"] == "nothing_to_do"
    assert posts_about(tenant, "R7 全体", "第13号") == []


def test_without_its_state_folder_the_bot_finds_its_posts(provisioned: Bot, tenant: Sandbox) -> None:
    provisioned.approve(provisioned.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    provisioned.forgets_everything()
    before = len(tenant.log())

    run = provisioned.run("newsletter", at=PUBLISH)

    assert run["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []


def test_the_weeks_figures_hold_no_name_and_are_edited_within_the_week(
    provisioned: Bot, tenant: Sandbox
) -> None:
    _answers(tenant, TRAINEES[:5])
    provisioned.run("collect", at="2025-06-23T08:40")
    first = provisioned.run("results", at="2025-06-23T10:00")
    _answers(tenant, TRAINEES[5:])
    provisioned.run("collect", at="2025-06-27T14:40")
    second = provisioned.run("results", at=FRIDAY)
    third = provisioned.run("results", at=FRIDAY)

    (body,) = posts_about(tenant, "R7 全体", "集計")
    assert (first["counts"]["create"], second["counts"]["update"]) == (1, 1)
    assert third["status"] == "nothing_to_do"
    assert "10人" in body
    assert not re.search(r"山田|石川|佐藤|yamada|007483|橋の点検", body)


@pytest.fixture
def told(provisioned: Bot, tenant: Sandbox) -> Bot:
    """Five answers are in the channel."""
    _answers(tenant, TRAINEES[:5])
    provisioned.run("collect", at="2025-06-23T08:40")
    provisioned.run("results", at="2025-06-23T10:00")
    return provisioned


def test_s4_a_sixth_answer_is_not_told_by_a_second_run_within_the_week(told: Bot, tenant: Sandbox) -> None:
    before = posts_about(tenant, "R7 全体", "集計")
    _answers(tenant, TRAINEES[5:6])
    told.run("collect", at="2025-06-27T08:40")

    run = told.run("results", at=FRIDAY)

    assert run["status"] == "nothing_to_do"
    assert posts_about(tenant, "R7 全体", "集計") == before


def test_o3_the_same_figures_are_not_posted_again_next_friday(told: Bot, tenant: Sandbox) -> None:
    run = told.run("results", at="2025-07-04T16:00")

    assert run["status"] == "nothing_to_do"
    assert len(posts_about(tenant, "R7 全体", "集計")) == 1


def test_o3_nothing_is_posted_after_the_cohorts_end(provisioned: Bot, tenant: Sandbox) -> None:
    _answers(tenant, TRAINEES)
    provisioned.run("collect", at="2025-06-23T08:40")

    run = provisioned.run("results", at="2025-12-05T16:00")

    assert run["status"] == "nothing_to_do"
    assert posts_about(tenant, "R7 全体", "集計") == []


def test_s4_a_lost_database_tells_nothing_finer_and_goes_on_with_the_rest(told: Bot, tenant: Sandbox) -> None:
    told.forgets_everything()
    _answers(tenant, TRAINEES[5:9])
    _answers(tenant, TRAINEES, to="R7 automate-2")
    told.run("collect", at="2025-07-18T08:40", exits=3)  # nobody has answered what automate-1 asked before

    first = told.run("results", at="2025-07-18T16:00")
    (still,) = posts_about(tenant, "R7 全体", "集計")
    second = told.run("results", at="2025-07-25T16:00")
    third = told.run("results", at="2025-08-01T16:00")

    assert (first["status"], first["counts"]["withheld"]) == ("nothing_to_do", 1)
    assert second["counts"]["create"] == 1
    assert third["status"] == "nothing_to_do"
    newest, _ = posts_about(tenant, "R7 全体", "集計")
    assert "Power BI" in still
    assert "Power BI" not in newest
    assert "10人" in newest


@pytest.mark.on_file("a server's is restored from a backup")
def test_s4_an_older_copy_of_the_database_tells_nothing_finer(told: Bot, tenant: Sandbox) -> None:
    copy = told.state.with_name("copy")
    shutil.copytree(told.state, copy)
    _answers(tenant, TRAINEES[5:])
    told.run("collect", at="2025-06-27T08:40")
    told.run("results", at=FRIDAY)
    shutil.rmtree(told.state)
    copy.rename(told.state)
    _answers(tenant, TRAINEES[:1], minute=40, mark=1)
    told.run("collect", at="2025-07-01T08:40", exits=3)
    before = posts_about(tenant, "R7 全体", "集計")

    run = told.run("results", at="2025-07-04T16:00")

    assert (run["status"], run["counts"]["withheld"]) == ("nothing_to_do", 1)
    assert posts_about(tenant, "R7 全体", "集計") == before


@pytest.mark.on_file("a server's is restored from a backup")
def test_s4_nor_does_one_where_links_are_stripped_and_the_week_s_post_was_edited(
    provisioned: Bot, tenant: Sandbox
) -> None:
    """No post bears a mark, and the edited one its old subject; without the older copy it goes on as ever."""
    tenant.weather("documented", message_links="href_stripped")
    _answers(tenant, TRAINEES[:5])
    provisioned.run("collect", at="2025-06-23T08:40")
    provisioned.run("results", at="2025-06-23T10:00")
    copy = provisioned.state.with_name("copy")
    shutil.copytree(provisioned.state, copy)
    _answers(tenant, TRAINEES[5:])
    provisioned.run("collect", at="2025-06-27T08:40")
    edited = provisioned.run("results", at=FRIDAY)
    shutil.rmtree(provisioned.state)
    copy.rename(provisioned.state)
    _answers(tenant, TRAINEES[:1], minute=40, mark=1)
    provisioned.run("collect", at="2025-06-30T08:40")
    before = posts_about(tenant, "R7 全体", "集計")

    run = provisioned.run("results", at="2025-07-04T16:00")

    assert edited["counts"]["update"] == 1
    assert (run["status"], run["counts"]["withheld"]) == ("nothing_to_do", 1)
    assert posts_about(tenant, "R7 全体", "集計") == before


def test_s14_after_what_was_published_is_changed_by_hand_no_figures_are_posted(
    told: Bot, tenant: Sandbox
) -> None:
    told.asks("UPDATE releases SET blocks = '[]'")
    _answers(tenant, TRAINEES[5:6])
    told.run("collect", at="2025-06-27T08:40")
    before = posts_about(tenant, "R7 全体", "集計")

    run = told.run("results", at=FRIDAY)

    verified = told.says("runs", "verify")
    assert (run["status"], run["counts"]["withheld"]) == ("nothing_to_do", 1)
    assert posts_about(tenant, "R7 全体", "集計") == before
    assert verified.exit == 1
    assert "R7の集計を公開した記録" in verified.out


def test_figures_are_not_sent_in_quiet_hours(provisioned: Bot, tenant: Sandbox) -> None:
    _answers(tenant, TRAINEES)
    provisioned.run("collect", at="2025-06-23T08:40")

    run = provisioned.run("results", at="2025-06-27T20:00")

    assert run["counts"]["create"] == 0
    assert posts_about(tenant, "R7 全体", "集計") == []


def _answers(
    tenant: Sandbox, people: list[str], to: str = "R7 powerbi-1", minute: int = 10, mark: int = 0
) -> None:
    rows = [
        {
            "完了時刻": f"2025-06-19T17:{minute + number}:00+09:00",
            "メール": f"{name}@example.jp",
            "研修の満足度": mark or 3 + number % 3,
            "研修の満足理由": "山田さんに教わった",
            "業務で使えそうな場面": f"橋の点検 {name}",
        }
        for number, name in enumerate(people)
    ]
    Sight(tenant).answer(to, rows)


@pytest.mark.parametrize("links", ["fragment_stripped", "href_stripped"])
def test_r8_where_links_lose_their_marker_a_lost_answer_makes_no_second_post(
    provisioned: Bot, tenant: Sandbox, links: str
) -> None:
    tenant.weather("documented", message_links=links)
    asked = provisioned.run("newsletter", at=PUBLISH, exits=4)
    tenant.faults([{"match": "POST */messages", "nth": 1, "then": 504, "after_commit": True}])

    done = provisioned.approve(asked["run_id"])
    provisioned.forgets_everything()
    again = provisioned.run("newsletter", at=PUBLISH)

    assert (done["status"], done["counts"]["create"]) == ("done", 2)
    assert ["目印" in error["words"] for error in done["errors"]] == [True]
    assert (again["status"], again["counts"]["none"]) == ("nothing_to_do", 2)
    assert len(posts_about(tenant, "R7 全体", "第13号")) == 1


@pytest.mark.fair_weather("nothing is asked of the tenant")
def test_an_office_knows_whether_its_files_still_say_what_it_read(bot: Bot, desk: Desk) -> None:
    async def before_and_after() -> tuple[bool, bool]:
        async with app.office(settings.read()) as office:
            before = office.is_as_read()
            desk.add(ISSUE, "追記")
            return before, office.is_as_read()

    assert clock.run(before_and_after()) == (True, False)
