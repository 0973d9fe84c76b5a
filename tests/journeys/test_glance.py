"""An administrator asks whether all is in order, and an officer how things stand."""

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

MONDAY = "2025-06-02T09:00"


def test_the_doctor_names_a_permission_that_is_missing_and_status_what_came_of_it(
    bot: Bot, tenant: Sandbox
) -> None:
    app = tenant.tenant.apps[tenant.env["M365BOT_CLIENT_ID"]]
    held = [name for name in app.application if not name.startswith("TeamMember.")]
    seed.add(tenant.tenant, {"apps": [{"client_id": app.app_id, "application": held}]})

    told = bot.says("doctor", "--json")
    bot.says("run", "provision", "--cohort", "R7", "--at", MONDAY, "--json")
    glance = bot.says("status", "--json")

    failed = [row for row in told.document["checks"] if row["status"] == "fail"]
    assert [row["name"] for row in failed] == ["permissions_app"]
    assert "TeamMember.ReadWrite.All" in failed[0]["words"]
    assert told.exit == 1
    assert [row["job"] for row in glance.document["failed"]] == ["provision"]
    assert "TeamMember.ReadWrite.All" in str(glance.document["failed"][0]["words"])
    assert glance.exit in (1, 3)
    assert glance.document["next"]


def test_status_tells_on_the_screen_what_waits_and_how_to_see_it(bot: Bot) -> None:
    bot.run("provision", at=MONDAY)
    waiting = bot.run("newsletter", at=MONDAY, exits=4)

    said = bot.says("status")

    assert said.exit == 4
    assert f"m365bot runs show {waiting['run_id']}" in said.out
    assert "承認を待っています: 1" in said.out
    assert "m365bot daemon" in said.out
