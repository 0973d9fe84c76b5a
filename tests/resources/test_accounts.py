"""Who a person is in the tenant: asked for once, looked for again when the account was made anew."""

from dataclasses import replace

import pytest

from m365bot.errors import NotFound, Permanent
from m365bot.resources.shared import accounts
from m365bot.sandbox import seed
from tests.resources.world import NOBODY, YAMADA, World


async def test_a_sign_in_name_is_asked_for_once(world: World) -> None:
    view = world.view()

    first = await accounts.user_id(view, YAMADA)
    again = await accounts.user_id(view, YAMADA)

    assert first == again == world.app.tenant.user(YAMADA.mail).id
    assert world.asked() == ["GET /v1.0/users/a.yamada@example.jp?$select=id"]
    assert view.learned["person:yamada"] == {
        "id": first,
        "upn": "a.yamada@example.jp",
        "name": "山田 葵",
        "before": [],
    }


async def test_what_an_earlier_run_remembered_is_not_asked_for(world: World) -> None:
    world.memory["person:yamada"] = {"id": "u1", "upn": "a.yamada@example.jp"}

    found = await accounts.user_id(world.view(), replace(YAMADA, mail="A.Yamada@Example.JP"))

    assert found == "u1"
    assert world.asked() == []


async def test_another_sign_in_name_is_another_account(world: World) -> None:
    """C15: the person was renamed, the old account is remembered as hers."""
    world.memory["person:yamada"] = {"id": "u-old", "upn": "a.endo@example.jp", "before": ["u-older"]}
    view = world.view()

    found = await accounts.user_id(view, YAMADA)

    assert found == world.app.tenant.user(YAMADA.mail).id
    assert accounts.accounts_before(view, YAMADA) == ["u-older", "u-old"]


async def test_an_account_is_never_its_own_predecessor(world: World) -> None:
    account = world.app.tenant.user(YAMADA.mail).id
    world.memory["person:yamada"] = {"id": account, "upn": "was@example.jp", "before": [account]}
    view = world.view()

    await accounts.user_id(view, YAMADA)

    assert accounts.accounts_before(view, YAMADA) == []


async def test_an_unknown_account_is_told_in_words_without_an_address(world: World) -> None:
    with pytest.raises(Permanent) as raised:
        await accounts.user_id(world.view(), NOBODY)

    assert not isinstance(raised.value, NotFound)
    assert raised.value.status == 404
    assert str(raised.value).startswith("nobodyというアカウントがテナントにありません。")
    assert "example.jp" not in str(raised.value)


async def test_an_id_that_led_nowhere_is_forgotten_and_kept_as_one_before(world: World) -> None:
    """C15: deleted and made anew under the same sign-in name."""
    world.memory["person:yamada"] = {"id": "u-old", "upn": YAMADA.mail, "before": ["u-older"]}
    view = world.view()

    accounts.forget(view, YAMADA)
    found = await accounts.user_id(view, YAMADA)

    assert found == world.app.tenant.user(YAMADA.mail).id
    assert accounts.accounts_before(view, YAMADA) == ["u-older", "u-old"]


async def test_there_is_nothing_to_forget_of_somebody_unknown(world: World) -> None:
    view = world.view()

    accounts.forget(view, YAMADA)

    assert view.learned == {}
    assert accounts.accounts_before(view, YAMADA) == []


async def test_two_sign_in_names_are_two_requests_of_one_look(world: World) -> None:
    seed.add(world.app.tenant, {"users": [{"userPrincipalName": "b@example.jp"}]})
    view = world.view()

    await accounts.user_id(view, YAMADA)
    await accounts.user_id(view, replace(YAMADA, id="b", mail="b@example.jp"))

    assert len(world.asked()) == 2


async def test_who_is_not_found_because_the_account_is_switched_off_is_told_as_such(world: World) -> None:
    missing = NotFound("x は見つかりません。", status=404)
    account = world.app.tenant.user(YAMADA.mail)

    before = await accounts.why_not_found(world.view(), YAMADA, account.id, missing)
    account.enabled = False
    switched_off = await accounts.why_not_found(world.view(), YAMADA, account.id, missing)
    gone = await accounts.why_not_found(world.view(), YAMADA, "u-gone", missing)

    assert before is gone is missing
    assert isinstance(switched_off, Permanent)
    assert "サインインが止められている" in str(switched_off)
    assert YAMADA.name not in str(switched_off)


async def test_the_id_of_just_now_is_that_of_an_account_that_may_sign_in(world: World) -> None:
    account = world.app.tenant.user(YAMADA.mail)
    world.memory["person:yamada"] = {"id": "u-old", "upn": YAMADA.mail}

    found = await accounts.id_now(world.view(), YAMADA)
    account.enabled = False

    assert found == account.id
    assert await accounts.id_now(world.view(), YAMADA) == ""
    assert await accounts.id_now(world.view(), NOBODY) == ""
