"""What a daemon finds when it looks for the desk: the same checks as `m365bot doctor`, on the practice tenant."""

import asyncio

from m365bot.app import checkups
from tests.console.door.street import OFFICER, Street


def test_a_look_at_the_practice_tenant_is_shown_to_an_officer(street: Street) -> None:
    asyncio.run(checkups.taken(street.desk.settings, street.desk.books))

    page = street.comes_in(OFFICER).desk.get("/settings/checkup").text

    assert "アプリとしてサインインできます。" in page
    assert "常駐" in page
    assert str(street.desk.settings.client_secret.get_secret_value()) not in page  # type: ignore[union-attr]  # it has one
