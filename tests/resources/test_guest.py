"""An outside instructor as a guest: invited once, quietly, known by the mail address."""

from dataclasses import replace

from m365bot.resources import Guest
from m365bot.resources.kinds.guest import member_id
from m365bot.resources.seen import Seen
from m365bot.sandbox import seed
from tests.resources.world import SENSEI, YAMADA, World

GUEST = Guest(SENSEI)


async def test_a_guest_is_invited_once(world: World) -> None:
    nothing = await world.see(GUEST)
    made = await world.write(GUEST)
    seen = await world.see(GUEST)

    user = world.app.tenant.users[made.id]
    assert nothing is None
    assert (user.mail, user.display_name, user.guest) == (SENSEI.mail, "外部 講師", True)
    assert seen == Seen(user.id, memo={"upn": SENSEI.mail})
    assert made.id == seen.id
    assert len(world.asked("POST")) == 1


async def test_microsofts_own_mail_is_not_sent(world: World) -> None:
    await world.make(GUEST)

    assert world.sent == [
        {
            "invitedUserEmailAddress": SENSEI.mail,
            "invitedUserDisplayName": "外部 講師",
            "inviteRedirectUrl": "https://teams.microsoft.com",
            "sendInvitationMessage": False,
        }
    ]


async def test_r6_the_way_in_is_remembered_beside_the_guest(world: World) -> None:
    await world.make(GUEST)

    assert world.memory[GUEST.key]["redeem_url"].startswith("https://login.microsoftonline.com/redeem?")


async def test_a_remembered_guest_is_read_by_id(world: World) -> None:
    made = await world.make(GUEST)
    before = len(world.asked())

    await world.see(GUEST)

    assert world.asked()[before:] == [f"GET /v1.0/users/{made.id}?$select=id,mail,userPrincipalName"]


async def test_without_memory_a_guest_is_found_by_mail(world: World) -> None:
    made = await world.make(GUEST)
    world.forgets()

    assert await world.see(replace_mail("Sensei@Partner.example.com")) == Seen(
        made.id, memo={"upn": SENSEI.mail}
    )


def replace_mail(mail: str) -> Guest:
    return Guest(replace(SENSEI, mail=mail))


async def test_a_remembered_guest_who_is_gone_is_looked_for_by_mail(world: World) -> None:
    made = await world.make(GUEST)
    await world.hand("DELETE", f"/users/{made.id}")

    assert await world.see(GUEST) is None


async def test_s14_a_remembered_guest_whose_address_is_another_is_not_let_in_by_it(world: World) -> None:
    stranger = await world.make(replace_mail("other@partner.example.com"))
    made = await world.make(GUEST)
    world.memory[GUEST.key]["id"] = stranger.id

    assert await world.see(GUEST) == Seen(made.id, memo={"upn": SENSEI.mail})


async def test_another_address_is_another_guest(world: World) -> None:
    await world.make(GUEST)

    assert await world.see(replace_mail("other@partner.example.com")) is None


async def test_mails_are_compared_here_too_where_a_filter_is_ignored(world: World) -> None:
    """C38."""
    world.fails("GET /users", {"ignore_query": ["$filter"]})

    assert await world.see(GUEST) is None


async def test_a_user_without_a_mail_is_nobody_looked_for(world: World) -> None:
    for user in world.app.tenant.users.values():
        user.mail = None
    world.fails("GET /users", {"ignore_query": ["$filter"]})

    assert await world.see(GUEST) is None


async def test_an_address_with_a_quote_is_asked_for_as_one(world: World) -> None:
    row = {"mail": "o'neil@partner.example.com", "guest": True, "displayName": "O'Neil"}
    seed.add(world.app.tenant, {"users": [row]})

    seen = await world.see(replace_mail("o'neil@partner.example.com"))

    assert seen is not None


async def test_a_member_is_staff_by_sign_in_name_and_an_outsider_by_invitation(world: World) -> None:
    guest = await world.make(GUEST)

    staff = await member_id(world.view(), YAMADA)
    outsider = await member_id(world.view(), SENSEI)

    assert staff == world.app.tenant.user(YAMADA.mail).id
    assert outsider == guest.id


def test_its_words_and_what_is_stored_of_them() -> None:
    assert GUEST.key == "guest:sensei"
    assert GUEST.title == "ゲスト『外部 講師』"
    assert GUEST.nameless == "ゲスト『sensei』"
    assert GUEST.facts == {}
