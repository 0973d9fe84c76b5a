"""A mailing: to a list, hidden, or one each; every reader served once, whatever breaks, and counted honestly."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image as Pixels

from m365bot.content.chart import Chart, bar
from m365bot.content.issue.images import Drawing
from m365bot.errors import FaultyConfig, M365BotError, MissingPermission, NotReady, OutcomeUnknown, Permanent
from m365bot.journal import Outcome, Result
from m365bot.programme.pictures import Image
from m365bot.resources import Mailing, Window, codec
from m365bot.resources.seen import differs
from m365bot.resources.shared import delivery, readership
from m365bot.sandbox import seed
from m365bot.sandbox.directory import group_people_routes
from tests.resources.world import ENDO, OFFICER, YAMADA, World

BOX = OFFICER.mail
STAFF = [YAMADA, ENDO]
LIST = {"displayName": "職員の皆さん", "mail": "staff@example.jp", "kind": "distribution"}
CHART = Drawing(Chart("R7", "進み具合", (bar("Power BI", 3, 4, "3 / 4時間"),)))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """A file of few points: a chart is drawn anew for each letter."""
    file = tmp_path_factory.mktemp("mailing") / "inspection.png"
    Pixels.new("RGB", (8, 6), "#246").save(file)
    return Image(file.name, file, sha256(file.read_bytes()).hexdigest(), "図", 8, 6, below=file.parent)


@pytest.fixture
def mailing(world: World, image: Image) -> Mailing:
    seed.add(world.app.tenant, {"groups": [{**LIST, "members": [each.mail for each in STAFF]}]})
    now = world.graph.service_now()
    return Mailing(
        mailing_key="dx-012",
        mailbox=BOX,
        group="職員の皆さん",
        subject="DX通信 第12号",
        html='<p>点検アプリ</p><img src="cid:picture1" alt="図">',
        pictures=(image,),
        window_=Window(now, now + timedelta(hours=4)),
        since=now,
    )


@pytest.fixture
def drawn(mailing: Mailing) -> Mailing:
    """The same with a chart."""
    return replace(mailing, pictures=(CHART,))


def box_of(world: World, mail: str, folder: str) -> list[Any]:
    box = world.app.tenant.mailboxes.get(world.app.tenant.user(mail).id)
    return [each for each in box.mails.values() if each.folder == folder] if box else []


def inbox(world: World, mail: str) -> list[str]:
    return [each.subject for each in box_of(world, mail, "inbox")]


def inboxes(world: World) -> list[list[str]]:
    return [inbox(world, each.mail) for each in STAFF]


async def carry_out(world: World, mailing: Mailing) -> delivery.Whole:
    """As reconcile does: letter by letter, each looked for where something is known of it; what it came to is kept."""
    view = world.view()
    division = await mailing.divided(view)
    world.memory.update(view.learned)
    begun = {*division.begun, *world.memory}
    results = {one.key: await _result(world, one, looks=one.key in begun) for one in division.parts}
    whole = division.came_to(results)
    world.memory[mailing.key] = {**world.memory.get(mailing.key, {}), **whole.memo}
    for key in whole.over:
        del world.memory[key]
    return whole


async def _result(world: World, letter: Any, *, looks: bool) -> Result:
    try:
        seen = await world.see(letter) if looks else None
        if seen is None or differs(letter.facts, seen.facts):
            await world.write(letter, seen)
    except (OutcomeUnknown, NotReady) as error:
        return Result(letter.key, Outcome.UNKNOWN, str(error))
    except M365BotError as error:
        return Result(letter.key, Outcome.FAILED, str(error))
    return Result(letter.key, Outcome.MADE)


async def fault(world: World, mailing: Mailing) -> str:
    """What config has to be mended for."""
    with pytest.raises(FaultyConfig) as told:
        await world.see(mailing)
    return str(told.value)


async def is_over(world: World, mailing: Mailing) -> bool:
    """Does a look find that nothing is left to be sent?"""
    seen = await world.see(mailing)
    return bool(seen and not seen.withheld and not differs(mailing.facts, seen.facts))


async def test_one_mail_goes_to_the_list_and_reaches_its_members(world: World, drawn: Mailing) -> None:
    nothing = await world.see(drawn)

    whole = await carry_out(world, drawn)

    (sent,) = box_of(world, BOX, "sentitems")
    assert nothing is None
    assert await is_over(world, drawn)
    assert (whole.outcome, whole.memo["planned"], whole.memo["accepted"]) == (Outcome.MADE, 1, 1)
    assert [each["emailAddress"]["address"] for each in sent.to] == ["staff@example.jp"]
    assert sent.attachments[0]["contentId"] == "picture1"
    assert sent.attachments[0]["isInline"] is True
    assert inboxes(world) == [["DX通信 第12号"]] * 2


@pytest.mark.parametrize("mode", ["bcc", "each"])
async def test_hidden_or_each_reaches_every_member_and_shows_nobody_another(
    world: World, mailing: Mailing, mode: str
) -> None:
    mailing = replace(mailing, mode=mode)

    whole = await carry_out(world, mailing)

    assert (whole.memo["planned"], whole.memo["accepted"]) == (2, 2)
    assert inboxes(world) == [["DX通信 第12号"]] * 2
    (got,) = box_of(world, YAMADA.mail, "inbox")
    assert got.bcc == got.cc == []
    assert ENDO.mail not in str(got)
    assert await is_over(world, mailing)


@pytest.mark.parametrize("weather", [{}, {"sent_keep_id": False}, {"sent_keep_properties": False}])
@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
async def test_with_the_database_lost_the_mailbox_tells_who_was_served(
    world: World, mailing: Mailing, mode: str, weather: dict[str, Any]
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": weather})
    mailing = replace(mailing, mode=mode)
    await carry_out(world, mailing)
    world.forgets()

    assert await is_over(world, mailing)
    assert inboxes(world) == [["DX通信 第12号"]] * 2


FAULTS: dict[str, tuple[str, Any, bool]] = {
    "the draft's answer is lost": ("POST */messages", 504, True),
    "the draft never arrives": ("POST */messages", 504, False),
    "the sending's answer is lost": ("POST */send", 504, True),
    "the sending never arrives": ("POST */send", 504, False),
    "the connection breaks after the draft": ("POST */messages", {"drop": True}, True),
    "the connection breaks after the sending": ("POST */send", {"drop": True}, True),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
@pytest.mark.parametrize("forgets", [False, True], ids=["", "and the database is lost"])
async def test_whatever_breaks_every_reader_gets_it_once(
    world: World, mailing: Mailing, fault: str, mode: str, *, forgets: bool
) -> None:
    match, then, after_commit = FAULTS[fault]
    mailing = replace(mailing, mode=mode)
    world.fails(match, then, after_commit=after_commit)

    broken = await carry_out(world, mailing)
    if forgets:
        world.forgets()
    if not await is_over(world, mailing):
        await carry_out(world, mailing)

    assert broken.outcome is Outcome.UNKNOWN
    assert await is_over(world, mailing)
    assert inboxes(world) == [["DX通信 第12号"]] * 2


@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
@pytest.mark.parametrize("forgets", [False, True], ids=["", "and the database is lost"])
async def test_what_died_between_draft_and_sending_is_sent_by_its_draft(
    world: World, mailing: Mailing, mode: str, *, forgets: bool
) -> None:
    mailing = replace(mailing, mode=mode)
    for letter in (await mailing.divided(world.view())).parts:
        await world.acting(lambda tenant, one=letter: one.mailbox.drafted(tenant, one.key, one._body))
    if forgets:
        world.forgets()

    whole = await carry_out(world, mailing)

    assert whole.outcome is Outcome.MADE
    assert box_of(world, BOX, "drafts") == []
    assert inboxes(world) == [["DX通信 第12号"]] * 2


@pytest.mark.parametrize("mode", ["bcc", "each"])
async def test_who_joins_or_leaves_in_between_changes_nothing_for_who_was_served(
    world: World, mailing: Mailing, mode: str
) -> None:
    mailing = replace(mailing, mode=mode)
    await carry_out(world, mailing)
    world.forgets()
    group = next(each for each in world.app.tenant.groups.values() if each.mail == "staff@example.jp")
    group.members.pop(world.app.tenant.user(ENDO.mail).id)

    assert await is_over(world, mailing)
    assert inboxes(world) == [["DX通信 第12号"]] * 2


def joins(world: World) -> str:
    """The address of somebody who comes into the group."""
    tenant = world.app.tenant
    new = replace(tenant.user(YAMADA.mail), id=str(uuid4()), mail="new@example.jp", upn="new@example.jp")
    tenant.users[new.id] = new
    group = next(each for each in tenant.groups.values() if each.mail == "staff@example.jp")
    group.members[new.id] = replace(next(iter(group.members.values())))
    return str(new.mail)


@pytest.mark.parametrize("forgets", [False, True], ids=["", "and the database is lost"])
async def test_who_joins_after_their_part_went_out_is_neither_planned_nor_counted_as_sent(
    world: World, mailing: Mailing, *, forgets: bool
) -> None:
    mailing = replace(mailing, mode="bcc")
    await carry_out(world, mailing)
    world.forgets(*([] if forgets else [mailing.key]))
    new = joins(world)

    whole = await carry_out(world, mailing)

    assert (whole.outcome, whole.memo["planned"], whole.memo["accepted"]) == (Outcome.MADE, 2, 2)
    assert "アドレスの変わった1人には" in whole.words
    assert inbox(world, new) == []
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_where_no_copy_tells_who_was_in_it_all_who_fall_to_the_part_had_it(
    world: World, mailing: Mailing
) -> None:
    mailing = replace(mailing, mode="bcc")
    await carry_out(world, mailing)
    world.forgets()
    for copy in box_of(world, BOX, "sentitems"):
        copy.bcc.clear()

    whole = await carry_out(world, mailing)

    assert (whole.memo["planned"], whole.memo["accepted"]) == (2, 2)
    assert inboxes(world) == [["DX通信 第12号"]] * 2


@pytest.mark.parametrize("went", [True, False])
async def test_who_joins_while_their_part_is_in_doubt_is_not_counted_with_it(
    world: World, mailing: Mailing, *, went: bool
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"sent_items_late_s": 60}})
    world.fails("POST */send", 504, after_commit=went)
    mailing = replace(mailing, mode="bcc")
    broken = await carry_out(world, mailing)
    new = joins(world)

    after = await carry_out(world, mailing)

    assert (broken.memo["planned"], broken.memo["unclear"]) == (2, 2)
    assert (after.outcome, after.memo["planned"], after.memo["accepted"]) == (Outcome.MADE, 2, 2)
    assert inbox(world, new) == []
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_who_joins_before_their_part_is_asked_to_be_sent_is_in_it(
    world: World, mailing: Mailing
) -> None:
    world.fails("POST */send", 403)
    mailing = replace(mailing, mode="bcc")
    await carry_out(world, mailing)
    new = joins(world)

    whole = await carry_out(world, mailing)

    assert (whole.memo["planned"], whole.memo["accepted"]) == (3, 3)
    assert [len(each) for each in (*inboxes(world), inbox(world, new))] == [1, 1, 1]


def made_anew(world: World, mail: str) -> None:
    """The same person, the same address, another account."""
    tenant = world.app.tenant
    old = tenant.user(mail)
    new = replace(old, id=str(uuid4()))
    tenant.users[new.id] = new
    del tenant.users[old.id]
    for group in tenant.groups.values():
        if member := group.members.pop(old.id, None):
            group.members[new.id] = member


@pytest.mark.parametrize("lost", ["nothing", "the database", "the mailbox"])
async def test_a_reader_whose_account_is_made_anew_in_between_is_the_same_reader(
    world: World, mailing: Mailing, lost: str
) -> None:
    mailing = replace(mailing, mode="each")
    world.fails("POST */send", 403)
    await carry_out(world, mailing)
    (served,) = [each for each in STAFF if inbox(world, each.mail)]
    if lost == "the database":
        world.forgets()
    if lost == "the mailbox":
        world.app.tenant.mailboxes[world.app.tenant.user(BOX).id].mails.clear()
    made_anew(world, served.mail)

    whole = await carry_out(world, mailing)

    assert (whole.outcome, whole.memo["planned"], whole.memo["accepted"]) == (Outcome.MADE, 2, 2)
    assert len(world.asked("POST", "/send")) == 3  # the one that was refused, and one each


async def test_who_was_served_hidden_is_known_by_the_address_too(world: World, mailing: Mailing) -> None:
    mailing = replace(mailing, mode="bcc")
    await carry_out(world, mailing)
    world.forgets()
    made_anew(world, YAMADA.mail)

    assert await is_over(world, replace(mailing, mode="each"))


async def test_whose_letter_is_in_doubt_gets_none_by_a_new_account(world: World, mailing: Mailing) -> None:
    mailing = replace(mailing, mode="each")
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"sent_items_late_s": 60}})
    world.fails("POST */send", 504, after_commit=True)
    await carry_out(world, mailing)
    for each in STAFF:
        made_anew(world, each.mail)

    whole = await carry_out(world, mailing)

    assert (whole.memo["accepted"], whole.memo["unclear"]) == (1, 1)
    assert len(world.asked("POST", "/send")) == 2


def test_of_two_accounts_with_one_address_the_same_one_is_kept_in_any_order() -> None:
    rows = [{"id": name, "mail": mail} for name, mail in (("1", "A@example.jp"), ("2", "a@example.jp"))]

    kept = readership._sorted_out(rows)

    assert kept == readership._sorted_out(reversed(rows))
    assert len(kept.readers) == 1


@pytest.mark.parametrize("first", ["list", "bcc", "each"])
@pytest.mark.parametrize("then", ["list", "bcc", "each"])
async def test_another_way_of_sending_serves_nobody_twice(
    world: World, mailing: Mailing, first: str, then: str
) -> None:
    await carry_out(world, replace(mailing, mode=first))
    world.forgets()

    seen = await world.see(replace(mailing, mode=then))

    assert seen is not None
    assert inboxes(world) == [["DX通信 第12号"]] * 2


@pytest.mark.parametrize("first", ["list", "bcc", "each"])
@pytest.mark.parametrize("then", ["list", "bcc", "each"])
async def test_who_may_have_had_it_gets_it_in_no_other_way_either(
    world: World, mailing: Mailing, first: str, then: str
) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"sent_items_late_s": 60}})
    for _ in STAFF:
        world.fails("POST */send", 504, after_commit=True)
    await carry_out(world, replace(mailing, mode=first))

    changed = replace(mailing, mode=then)
    seen = await world.see(changed)
    if seen is None:
        await carry_out(world, changed)

    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_a_corrected_text_is_not_mailed_again(world: World, mailing: Mailing) -> None:
    await carry_out(world, mailing)
    before = len(world.asked())

    assert await is_over(world, replace(mailing, html="<p>訂正しました</p>"))
    assert world.asked()[before:] == []


@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
async def test_a_second_correction_of_a_day_is_told_from_the_first_where_sent_mails_lose_what_they_bore(
    world: World, mailing: Mailing, mode: str
) -> None:
    weather = {"sent_keep_properties": False, "sent_keep_id": False}
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": weather})
    mailing = replace(mailing, mode=mode)
    first, second = (mailing.once_more(mailing.since + timedelta(minutes=each)) for each in (1, 3))
    await carry_out(world, first)
    world.forgets()

    before = await world.see(second)
    await carry_out(world, second)
    world.forgets()

    assert before is None
    assert await is_over(world, first)
    assert await is_over(world, second)
    assert [len(each) for each in inboxes(world)] == [2, 2]


async def test_a_draft_of_a_text_that_was_corrected_since_never_goes(world: World, mailing: Mailing) -> None:
    world.fails("POST */send", 504)
    await carry_out(world, mailing)

    await carry_out(world, replace(mailing, html="<p>訂正しました</p>"))

    (sent,) = box_of(world, BOX, "sentitems")
    assert sent.content == "<p>訂正しました</p>"
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_a_draft_that_somebody_had_open_goes_as_it_was_approved(world: World, mailing: Mailing) -> None:
    for letter in (await mailing.divided(world.view())).parts:
        await world.acting(lambda tenant, one=letter: one.mailbox.drafted(tenant, one.key, one._body))
    for draft in box_of(world, BOX, "drafts"):
        draft.content = "<p>だれかが直しました</p>"

    await carry_out(world, mailing)

    assert {one.content for one in box_of(world, BOX, "sentitems")} == {mailing.html}


async def test_what_was_surely_refused_goes_once_it_is_allowed(world: World, mailing: Mailing) -> None:
    world.fails("POST */send", 403)
    refused = await carry_out(world, mailing)
    for draft in box_of(world, BOX, "drafts"):
        draft.folder = "deleteditems"  # somebody tidied up

    again = await carry_out(world, mailing)

    assert refused.outcome is not Outcome.MADE
    assert again.outcome is Outcome.MADE
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_what_is_on_its_way_is_unknown_and_not_sent_again(world: World, mailing: Mailing) -> None:
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"sent_items_late_s": 60}})
    world.fails("POST */send", 504, after_commit=True)
    await carry_out(world, mailing)

    still = await carry_out(world, mailing)
    world.app.tenant.clock.advance(60)

    assert (still.outcome, still.memo["unclear"]) == (Outcome.UNKNOWN, 1)
    assert await is_over(world, mailing)
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_a_group_is_found_by_its_address_as_well(world: World, mailing: Mailing) -> None:
    await carry_out(world, replace(mailing, group="Staff@example.jp"))

    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_of_two_groups_of_one_name_none_is_written_to(world: World, mailing: Mailing) -> None:
    seed.add(world.app.tenant, {"groups": [{**LIST, "mail": "other@example.jp"}]})

    told = await fault(world, mailing)

    assert "2つあります" in told
    assert "other@example.jp、staff@example.jp" in told
    with pytest.raises(Permanent):
        await carry_out(world, mailing)


async def test_one_that_was_found_before_is_known_beside_a_later_one_of_its_name(
    world: World, mailing: Mailing
) -> None:
    await world.see(mailing)
    seed.add(world.app.tenant, {"groups": [{**LIST, "mail": "other@example.jp"}]})

    await carry_out(world, mailing)

    (sent,) = box_of(world, BOX, "sentitems")
    assert [each["emailAddress"]["address"] for each in sent.to] == ["staff@example.jp"]


async def test_what_it_is_bound_to_is_the_group_and_not_its_name(world: World, mailing: Mailing) -> None:
    first, second, unseen = world.view(), world.view(), world.view()
    await mailing.see(first)
    group = next(each for each in world.app.tenant.groups.values() if each.mail == "staff@example.jp")
    group.display_name = "職員の皆さん(旧)"
    seed.add(world.app.tenant, {"groups": [{**LIST, "mail": "other@example.jp"}]})

    await mailing.see(second)
    await replace(mailing, group="Dynamic@example.jp").see(unseen)

    assert first.bound[mailing.key].id == group.id
    assert second.bound[mailing.key].id not in ("", group.id)
    assert unseen.bound[mailing.key].id == "dynamic@example.jp"


async def test_a_group_that_is_not_there_is_told_in_words(world: World, mailing: Mailing) -> None:
    told = await fault(world, replace(mailing, group="全職員'課"))

    assert "見つかりません" in told
    assert "動的配布グループ" in told


async def test_an_address_that_the_directory_does_not_show_is_written_to_as_a_list_alone(
    world: World, mailing: Mailing
) -> None:
    dynamic = replace(mailing, group="dynamic@example.jp")

    listed = await world.see(dynamic)
    hidden = await fault(world, replace(dynamic, mode="bcc"))

    assert listed is None
    assert "メンバーを調べられません" in hidden


async def test_a_microsoft_365_group_is_not_written_to_as_a_list(world: World, mailing: Mailing) -> None:
    seed.add(
        world.app.tenant,
        {"groups": [{"displayName": "研修運営", "mail": "dx-office@example.jp", "members": [YAMADA.mail]}]},
    )
    office = replace(mailing, group="研修運営")

    as_list = await fault(world, office)
    await carry_out(world, replace(office, mode="each"))

    assert "購読している人にしか届きません" in as_list
    assert inbox(world, YAMADA.mail) == ["DX通信 第12号"]


async def test_a_security_group_takes_no_mail(world: World, mailing: Mailing) -> None:
    seed.add(world.app.tenant, {"groups": [{"displayName": "権限", "kind": "security"}]})

    assert "メールを受け取れない" in await fault(world, replace(mailing, group="権限"))


@pytest.mark.parametrize("address", ["staff@example.jp", "dx-office@example.jp", "Dynamic@example.jp"])
async def test_a_test_goes_to_no_list_group_or_address_that_is_nobodys(
    world: World, mailing: Mailing, address: str
) -> None:
    unified = {"displayName": "研修運営", "mail": "dx-office@example.jp", "members": [YAMADA.mail]}
    seed.add(world.app.tenant, {"groups": [unified]})
    test = replace(mailing, mailing_key="test-dx-012", group=address, mode="one")

    seen = await world.see(test)
    with pytest.raises(Permanent):
        await carry_out(world, test)

    assert "一人のアカウントのアドレスではない" in seen.withheld
    assert box_of(world, BOX, "sentitems") == []


async def test_a_test_goes_to_one_persons_own_address(world: World, mailing: Mailing) -> None:
    await carry_out(world, replace(mailing, mailing_key="test-dx-012", group=ENDO.mail.upper(), mode="one"))

    assert inboxes(world) == [[], ["DX通信 第12号"]]


async def test_members_of_lists_in_a_list_are_read_once_each(world: World, mailing: Mailing) -> None:
    seed.add(
        world.app.tenant,
        {
            "groups": [
                {
                    "displayName": "全員",
                    "mail": "all@example.jp",
                    "kind": "distribution",
                    "groups": ["staff@example.jp"],
                    "members": [YAMADA.mail],
                }
            ]
        },
    )

    whole = await carry_out(world, replace(mailing, group="全員", mode="each"))

    assert whole.memo["accepted"] == 2
    assert inboxes(world) == [["DX通信 第12号"]] * 2


async def test_guests_stopped_accounts_and_those_without_mail_are_left_out_and_counted(
    world: World, mailing: Mailing
) -> None:
    people = [
        {"userPrincipalName": "guest@partner.example.com", "guest": True},
        {"userPrincipalName": "left@example.jp", "accountEnabled": False},
        {"userPrincipalName": "silent@example.jp"},
    ]
    seed.add(world.app.tenant, {"users": people})
    for name in ("guest@partner.example.com", "left@example.jp", "silent@example.jp"):
        group = next(each for each in world.app.tenant.groups.values() if each.mail == "staff@example.jp")
        user = world.app.tenant.user(name)
        group.members[user.id] = group.members[world.app.tenant.user(YAMADA.mail).id]
    world.app.tenant.user("silent@example.jp").mail = None

    whole = await carry_out(world, replace(mailing, mode="bcc"))

    assert whole.memo["planned"] == 2
    for words in ("ゲスト 1人", "サインインの止められたアカウント 1人", "メールアドレスのないアカウント 1人"):
        assert words in whole.words


async def test_more_readers_than_a_person_expects_get_nothing(world: World, mailing: Mailing) -> None:
    told = await fault(world, replace(mailing, mode="bcc", most=1))

    assert "2人" in told
    assert "guards: recipients" in told


async def test_what_a_day_has_no_room_for_is_not_sent_and_told(
    world: World, mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "A_DAY", 1)

    whole = await carry_out(world, replace(mailing, mode="each"))

    assert (whole.outcome, whole.memo["accepted"], whole.memo["failed"]) == (Outcome.FAILED, 1, 1)
    assert "24時間" in whole.words


async def test_a_picture_that_changed_since_the_plan_is_not_sent(
    world: World, mailing: Mailing, tmp_path: Any
) -> None:
    file = tmp_path / "graph.png"
    file.write_bytes(b"another")

    planned = Image(
        file.name, file, sha256(b"one").hexdigest(), "図", 640, 360, size=file.stat().st_size, below=tmp_path
    )

    whole = await carry_out(world, replace(mailing, pictures=(planned,)))

    assert whole.outcome is Outcome.FAILED
    assert "graph.png" in whole.words
    assert box_of(world, BOX, "sentitems") == []


def test_no_plan_names_whom_it_goes_to(drawn: Mailing) -> None:
    encoder = codec.Encoder()
    encoder.add(drawn)
    stored = json.loads(json.dumps(encoder.resources))

    again = codec.Decoder(stored, lambda person: OFFICER).resource(drawn.key)

    assert again == drawn
    assert YAMADA.mail not in str(stored)


def test_a_plan_holds_what_pictures_show_and_none_of_their_bytes(drawn: Mailing) -> None:
    encoder = codec.Encoder()
    encoder.add(drawn)

    stored = json.dumps(encoder.resources)

    assert "3 / 4" in stored
    assert len(stored) < 1_500


@pytest.mark.parametrize("count", [1, 459, 460, 461, 2_000, 5_000, 10_000])
def test_no_part_holds_more_than_one_message_takes(count: int) -> None:
    people = [readership.Reader(f"{number * 7919:016x}", "", "") for number in range(count)]
    hashed = [replace(each, token=sha256(each.token.encode()).hexdigest()[:16]) for each in people]

    of = delivery.parts_for(hashed)

    sizes = Counter(each.falls_to(of) for each in hashed)
    assert sum(sizes.values()) == count
    assert max(sizes.values()) <= 499
    assert of <= count / 400 + 1


async def test_members_of_whom_the_directory_tells_ids_alone_are_asked_for_by_the_permission(
    world: World, mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_people_routes, "_READ_PEOPLE", {"None.Of.Ours"})

    with pytest.raises(MissingPermission) as error:
        await world.see(replace(mailing, mode="each"))

    assert "User.ReadBasic.All" in str(error.value)


@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
async def test_who_goes_on_after_a_death_finds_that_all_of_it_went_out(
    world: World, mailing: Mailing, mode: str
) -> None:
    """The whole had no result yet, so it is carried out once more."""
    mailing = replace(mailing, mode=mode)
    await carry_out(world, mailing)
    world.forgets(mailing.key)

    whole = await carry_out(world, mailing)

    assert (whole.outcome, whole.memo["planned"]) == (Outcome.MADE, whole.memo["accepted"])
    assert inboxes(world) == [["DX通信 第12号"]] * 2
