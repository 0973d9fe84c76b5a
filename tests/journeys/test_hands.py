"""People change things by hand, plans and config change meanwhile: nothing goes astray, nothing gets stuck."""

import stat
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot, writes
from tests.chaos.test_kill import kill_at_write, start
from tests.sight import Sight

pytestmark = pytest.mark.slow
KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"
EVE, PUBLISH, EVENING = "2025-06-30T08:30", "2025-07-01T09:00", "2025-07-01T11:30"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def channel(tenant: Sandbox, name: str) -> Any:
    (group,) = (group for group in tenant.tenant.groups.values() if group.mail_nickname == "dx-leader-R7")
    team = tenant.tenant.teams[group.id]
    return next(one for one in team.live() if one.display_name == name)


def posts(tenant: Sandbox, name: str = "R7 全体") -> list[str]:
    found: list[str] = picture.of(tenant)["dx-leader-R7"]["channels"][name]["posts"]
    return found


def issue(instance: Path, number: str) -> Path:
    return next((instance / "config/newsletter").glob(f"{number}-*.md"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_channel_renamed_by_hand_is_not_made_a_second_time(provisioned: Bot, tenant: Sandbox) -> None:
    channel(tenant, "R7 Power BI").display_name = "Power BI の部屋"
    before = len(tenant.log())

    run = provisioned.run("provision", at=KICKOFF)

    assert writes(tenant.log()[before:]) == []
    assert run["counts"]["withheld"] == 1


def test_files_go_to_the_channel_as_it_is_now(provisioned: Bot, tenant: Sandbox) -> None:
    provisioned.run("distribute", at=RELEASED)
    old = channel(tenant, "R7 Power BI")
    old.display_name, old.deleted_at = "昔の部屋", 0.0
    provisioned.run("provision", at=KICKOFF)

    provisioned.run("distribute", at=RELEASED)

    assert len(Sight(tenant).team("dx-leader-R7").files("R7 Power BI")) == 4


def test_what_people_renamed_in_teams_is_told_and_not_put_again(provisioned: Bot, tenant: Sandbox) -> None:
    """A file, and a folder with files in it."""
    provisioned.run("distribute", at=RELEASED)
    sites = tenant.tenant.sites
    drive = sites.drives[sites.folders[channel(tenant, "R7 Power BI").id][0]]
    file = next(item for item in drive.items.values() if not item.folder and item.name.endswith(".pptx"))
    for item in (file, drive.items[file.parent]):
        drive.move(item, drive.items[item.parent], f"済_{item.name}")
        drive.noted(item)
    before = len(tenant.log())

    run = provisioned.run("distribute", at=RELEASED)

    assert writes(tenant.log()[before:]) == []
    told = {extra["title"]: extra["reason"] for extra in run["withheld"]}
    assert sorted(title[:4] for title in told) == ["ファイル", "フォルダ"]
    assert all("済_" in reason and "移したか、名前を変えた" in reason for reason in told.values())


def test_an_issue_put_off_after_its_approval_waits_for_the_new_day(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:
    provisioned.approve(provisioned.run("newsletter", at=EVE, exits=4)["run_id"])
    change(issue(instance, "013"), "2025-07-01 09:00", "2025-07-08 09:00")

    provisioned.run("newsletter", at=PUBLISH)
    too_early = posts(tenant)
    provisioned.run("newsletter", at="2025-07-08T09:00")

    assert too_early == []
    assert len(posts(tenant)) == 1


def test_an_approved_issue_is_posted_though_another_waits(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:
    provisioned.approve(provisioned.run("newsletter", at=EVE, exits=4)["run_id"])
    text = issue(instance, "013").read_text("utf-8")
    another = text.replace("number: 13", "number: 14").replace("2025-07-01 09:00", "2025-07-08 09:00")
    (instance / "config/newsletter/014-next.md").write_text(another, "utf-8")

    provisioned.run("newsletter", at=PUBLISH, exits=4)

    assert len(posts(tenant)) == 1


def test_who_approves_at_night_posts_in_the_morning(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:
    change(issue(instance, "013"), "publish within 4 hours", "publish within 30 hours")
    asked = provisioned.run("newsletter", at="2025-07-01T17:00", exits=4)
    tenant.advance(6.5 * 3600)

    approved = provisioned.approve(asked["run_id"])
    at_night = posts(tenant)
    provisioned.run("newsletter", at="2025-07-02T08:30")

    assert approved["status"] == "requested"
    assert at_night == []
    assert len(posts(tenant)) == 1


def test_an_approval_that_waits_can_be_taken_back(provisioned: Bot, tenant: Sandbox) -> None:
    approved = provisioned.approve(provisioned.run("newsletter", at=EVE, exits=4)["run_id"])

    said = provisioned.says("runs", "reject", approved["run_id"], "--json")
    provisioned.run("newsletter", at=PUBLISH, exits=4)

    assert said.document["status"] == "rejected"
    assert posts(tenant) == []


def test_a_post_that_a_person_deleted_is_neither_edited_nor_sent_again(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:
    provisioned.approve(provisioned.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    for message in channel(tenant, "R7 全体").messages.values():
        message.deleted, message.content = "2025-07-01T03:00:00Z", ""
    change(issue(instance, "013"), "次号では", "来月の号では")

    run = provisioned.run("newsletter", at=EVENING, exits=4)

    assert run["counts"]["withheld"] >= 1
    assert posts(tenant) == []


def test_a_list_renamed_away_does_not_hide_its_successor(provisioned: Bot, tenant: Sandbox) -> None:
    Sight(tenant).answer("R7 powerbi-1", [_answer("a.yamada@example.jp")])
    provisioned.run("collect", at="2025-06-23T08:40")
    for found in tenant.tenant.sites.lists.values():
        if found.display_name == "R7 powerbi-1":
            found.display_name = "R7 powerbi-1_旧"
    tenant.advance(1800)
    Sight(tenant).answer("R7 powerbi-1", [_answer("r.sato@example.jp")])

    run = provisioned.run("collect", at="2025-06-23T10:40")

    assert run["counts"]["store"] == 1
    kept = provisioned.says("records", "export", "--cohort", "R7").document["responses"]
    assert [row["state"] for row in kept] == ["kept", "kept"]


def test_a_list_deleted_and_made_anew_is_found_at_once(provisioned: Bot, tenant: Sandbox) -> None:
    Sight(tenant).answer("R7 powerbi-1", [_answer("a.yamada@example.jp")])
    provisioned.run("collect", at="2025-06-23T08:40")
    lists = tenant.tenant.sites.lists
    for gone in [key for key, found in lists.items() if found.display_name == "R7 powerbi-1"]:
        del lists[gone]
    Sight(tenant).answer("R7 powerbi-1", [_answer("r.sato@example.jp")])

    run = provisioned.run("collect", at="2025-06-23T10:40")

    assert run["counts"]["store"] == 1


def test_an_account_made_anew_gets_its_places(provisioned: Bot, tenant: Sandbox) -> None:
    (old,) = (user for user in tenant.tenant.users.values() if user.upn == "a.yamada@example.jp")
    for group in tenant.tenant.groups.values():
        group.members.pop(old.id, None)
        team = tenant.tenant.teams.get(group.id)
        for one in team.channels.values() if team else ():
            one.members.pop(old.id, None)
    del tenant.tenant.users[old.id]
    anew = {"userPrincipalName": old.upn, "displayName": "山田 葵", "mail": old.upn}
    seed.add(tenant.tenant, {"users": [anew]})

    provisioned.run("provision", at=KICKOFF)

    assert old.upn in picture.of(tenant)["dx-leader-R7"]["members"]


def test_what_a_dead_run_wanted_is_not_done_once_config_wants_it_no_more(
    bot: Bot, tenant: Sandbox, instance: Path
) -> None:

    process = start("run", "provision", "--cohort", "R7", "--at", KICKOFF)
    assert kill_at_write(process, tenant, 6)
    change(instance / "config/cohorts/R7/people.csv", _line_of(instance, "a.yamada@example.jp"), "")

    run = bot.run("provision", at=KICKOFF)

    assert "a.yamada@example.jp" not in picture.of(tenant)["dx-leader-R7"]["members"]
    assert run["counts"]["create"] > 0


def test_a_file_that_changes_after_the_plan_is_not_sent(
    provisioned: Bot, tenant: Sandbox, instance: Path
) -> None:

    before = len(writes(tenant.log()))
    process = start("run", "distribute", "--cohort", "R7", "--at", RELEASED)
    assert kill_at_write(process, tenant, before + 1)
    for path in (instance / "config/cohorts/R7/materials").rglob("*.txt"):
        path.write_text("直しました。\n", "utf-8")

    provisioned.run("distribute", at=RELEASED)
    tenant.advance(60)
    log = len(tenant.log())
    provisioned.run("distribute", at=RELEASED)

    assert writes(tenant.log()[log:]) == []
    assert [run["status"] for run in provisioned.runs() if run["status"] == "running"] == []


def test_what_is_kept_is_for_its_owner_alone(provisioned: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    files = [path for path in provisioned.state.rglob("*") if path.is_file()]

    assert [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def _answer(mail: str) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-19T17:05:00+09:00",
        "メール": mail,
        "研修の満足度": 4,
        "研修の満足理由": "よい",
        "業務で使えそうな場面": "点検",
    }


def _line_of(instance: Path, mail: str) -> str:
    lines = (instance / "config/cohorts/R7/people.csv").read_text("utf-8").splitlines(keepends=True)
    return next(line for line in lines if mail in line)
