"""What a daemon finds when it looks for the desk: the same checks as `m365bot doctor`, on the practice tenant."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from m365bot.app import checkups
from m365bot.doctor import account
from m365bot.graph.account import Standing, Who
from tests.console.door.street import OFFICER, Street

pytestmark = pytest.mark.slow  # asks the tenant all that there is to ask


def test_a_look_at_the_practice_tenant_is_shown_to_an_officer(street: Street) -> None:
    asyncio.run(checkups.taken(street.desk.settings, street.desk.books))

    page = street.comes_in(OFFICER).desk.get("/settings/checkup").text

    assert "アプリとしてサインインできます。" in page
    assert "常駐" in page
    assert str(street.desk.settings.client_secret.get_secret_value()) not in page  # type: ignore[union-attr]  # it has one


def test_times_are_the_programmes_wherever_the_machine_stands() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    used = datetime.fromisoformat("2025-06-30T23:30+00:00")

    told = account.signed_in("dx@example.jp", Standing(Who(), refreshed=used), used.astimezone(tokyo))

    assert "2025-07-01 08:30" in told.words
