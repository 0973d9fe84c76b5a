"""A backup of yesterday put back: nothing twice, nothing lost, whatever was done since."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from m365bot import app, settings
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import Desk
from tests.journeys.test_posts import KICKOFF, PUBLISH, TRAINEES, _answers, posts_about

MATERIAL = "cohorts/R7/materials/powerbi/追加.txt"
FIRST, SECOND = "2025-06-27T16:00", "2025-07-04T16:00"


def export(bot: Bot) -> Any:
    return bot.says("records", "export", "--cohort", "R7").document["responses"]


def test_a_restored_yesterday_doubles_nothing_and_loses_nothing(
    bot: Bot, tenant: Sandbox, desk: Desk, tmp_path: Path
) -> None:
    desk.write(MATERIAL, "第1版")
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at="2025-06-23T08:35")
    _answers(tenant, TRAINEES[:6])
    bot.run("collect", at="2025-06-23T08:40")
    bot.run("results", at=FIRST)
    backed_up = bot.says("backup", str(tmp_path / "yesterday.zip"))

    desk.write(MATERIAL, "第2版")
    desk.write("cohorts/R7/materials/powerbi/新しい.txt", "新しい資料")
    bot.run("distribute", at="2025-07-01T08:35")
    bot.approve(bot.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    _answers(tenant, TRAINEES[6:])
    bot.run("collect", at="2025-06-23T10:40")
    rows = export(bot)
    bot.run("results", at=SECOND)
    posts = posts_about(tenant, "R7 全体", "")

    refused = bot.says("restore", str(tmp_path / "yesterday.zip"))
    restored = bot.says("restore", str(tmp_path / "yesterday.zip"), "--replace")
    before = len(tenant.log())
    lost = export(bot)
    runs = [
        bot.run("provision", at="2025-07-04T06:30"),
        bot.run("distribute", at="2025-07-01T08:35"),
        bot.run("newsletter", at="2025-07-01T10:00"),
        bot.run("collect", at="2025-06-23T12:40"),
    ]
    figures = bot.run("results", at="2025-07-11T16:00")

    assert (backed_up.exit, refused.exit, restored.exit) == (0, 1, 0), restored.err
    assert writes(tenant.log()[before:]) == []
    assert [run["counts"]["create"] for run in runs] == [0, 0, 0, 0]
    assert posts_about(tenant, "R7 全体", "") == posts
    assert len(lost) == 6
    assert sorted(row["person"] for row in export(bot)) == sorted(row["person"] for row in rows)
    assert figures["counts"]["create"] == 0
    assert bot.says("runs", "verify").exit == 0


def test_a_backup_holds_no_token_and_no_secret(bot: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    bot.run("provision", at=KICKOFF)
    bot.approve(bot.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    account = (bot.state / "service-account.json").read_text()
    secrets = [tenant.env["M365BOT_CLIENT_SECRET"], *(word for word in account.split('"') if len(word) > 40)]

    said = bot.says("backup", str(tmp_path / "backup.zip"))

    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    assert said.exit == 0
    assert len(secrets) > 1
    assert [secret for secret in secrets if secret.encode() in held] == []
    assert b"Bearer" not in held


def test_a_daemon_at_work_is_not_pulled_the_ground_away(bot: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    bot.run("provision", at=KICKOFF)
    bot.says("backup", str(tmp_path / "backup.zip"))
    sign = app.leases(settings.read()).show_a_daemon()

    said = bot.says("restore", str(tmp_path / "backup.zip"), "--replace")
    sign.release()

    assert said.exit == 1
    assert "動いています" in said.err


def test_a_lost_database_is_brought_back(bot: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    bot.run("provision", at=KICKOFF)
    bot.says("backup", str(tmp_path / "backup.zip"))
    runs = bot.runs()
    bot.forgets_everything()

    said = bot.says("restore", str(tmp_path / "backup.zip"))

    assert said.exit == 0, said.err
    assert bot.runs() == runs


@pytest.mark.on_file("a server looks after its own files")
def test_a_damaged_database_is_brought_back(bot: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    bot.run("provision", at=KICKOFF)
    bot.says("backup", str(tmp_path / "backup.zip"))
    runs = bot.runs()
    for beside in bot.state.glob("m365bot.db-*"):
        beside.unlink()
    (bot.state / "m365bot.db").write_bytes(b"no database" * 500)

    refused = bot.says("restore", str(tmp_path / "backup.zip"))
    said = bot.says("restore", str(tmp_path / "backup.zip"), "--replace")

    assert (refused.exit, said.exit) == (1, 0), said.err
    assert bot.runs() == runs
    assert len(list(bot.state.glob("m365bot.db.damaged-*"))) == 1


def test_nothing_to_back_up_is_told(bot: Bot, tmp_path: Path) -> None:
    said = bot.says("backup", str(tmp_path / "backup.zip"))

    assert said.exit == 1
    assert "記録がまだありません" in said.err
    assert not (tmp_path / "backup.zip").exists()
