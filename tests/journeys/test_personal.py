"""Own records: each person and the officers read them, and nobody else finds anything of them anywhere."""

import asyncio

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.witness import Witness

pytestmark = pytest.mark.fair_weather  # what a tenant may do with an invitation is set here

KICKOFF, FRIDAY, NEXT = "2025-05-07T06:30", "2025-07-11T16:30", "2025-07-11T16:40"


def records(tenant: Sandbox):
    """Each record with the person who may read it."""
    return [
        (item, [grant.user_id for above in drive.upwards(item) for grant in above.grants])
        for drive in tenant.tenant.sites.drives.values()
        for item in drive.items.values()
        if item.name == "研修の記録.xlsx" and not item.deleted
    ]


def test_each_trainee_has_a_record_that_nobody_else_finds_after_any_single_request(
    bot: Bot, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    witness = Witness(tenant)

    with witness.after_each_request():
        bot.run("personal", at=FRIDAY)
    sent = writes(tenant.log())
    again = bot.run("personal", at=NEXT)

    assert len(records(tenant)) == 20
    assert all(len(readers) == 1 for _, readers in records(tenant))
    assert witness.looks > 40 and witness.found == []
    assert again["status"] == "nothing_to_do" and writes(tenant.log()) == sent


def test_where_the_tenant_does_not_close_folders_nothing_is_uploaded_and_nobody_finds_anything(
    bot: Bot, tenant: Sandbox
) -> None:
    tenant.weather("documented", invite_inherited="kept")
    bot.run("provision", at=KICKOFF)
    witness = Witness(tenant)

    with witness.after_each_request():
        run = bot.run("personal", at=FRIDAY, exits=3)
    again = bot.run("personal", at=NEXT)

    assert records(tenant) == [] and witness.found == []
    assert run["counts"]["failed"] == 20
    assert again["counts"]["withheld"] == 40 and again["counts"]["create"] == 0
    inside = Witness(tenant, watchers=("dx-tsushin@example.jp",))
    asyncio.run(inside.look("all of it"))
    assert inside.found != []  # a member of the officers' site does see the folders: the witness would tell
