"""A list for a form's answers: made with its columns, found again, and never touched where people have been."""

from dataclasses import replace

import pytest

from m365bot.errors import MissingPermission
from m365bot.programme.forms import Question
from m365bot.resources import AnswerList, Team
from m365bot.resources.ports.graph import Identity
from m365bot.resources.seen import Seen
from m365bot.sandbox.control import forms
from m365bot.sandbox.entra import apps
from tests.records.programmes import Office, with_form
from tests.resources.world import OFFICER, World, token_for

TEAM = Team("研修運営", "dx-office", owners=(OFFICER,))
COLUMNS = (
    ("完了時刻", "line"),
    ("メール", "line"),
    ("研修の満足度", "number"),
    ("業務で使えそうな場面", "lines"),
)
LIST = AnswerList(TEAM, "R7 powerbi-1", COLUMNS)
NAMES = tuple(name for name, _ in COLUMNS)
FACTS = {"columns": "、".join(NAMES)}


@pytest.fixture
async def there(world: World) -> World:
    """A tenant that has consented to what the kind needs."""
    world.app.tenant.apps[world.graph.app_id].application.append("Sites.Manage.All")
    form = {"client_id": world.graph.app_id, "client_secret": apps.bot_secret(world.app.tenant)}
    form |= {"scope": "https://graph.microsoft.com/.default", "grant_type": "client_credentials"}
    token = await token_for(world.app, world.graph.http, form)
    world.graph = replace(world.graph, tokens={**world.graph.tokens, Identity.APP: token})
    await world.make(TEAM)
    return world


def lists(world: World) -> dict[str, str]:
    """Display name → id."""
    return {one.display_name: one.id for one in world.app.tenant.sites.lists.values()}


def columns(world: World, name: str = LIST.display_name) -> dict[str, str]:
    """Those of people, by the name they see → type."""
    found = next(one for one in world.app.tenant.sites.lists.values() if one.display_name == name)
    return {column.display_name: column.kind for column in found.columns if column.own}


async def by_hand(world: World, name: str = LIST.display_name, *titles: str) -> str:
    site = next(one for one in world.app.tenant.sites.live() if one.group_id == world.memory[TEAM.key]["id"])
    body = {"displayName": name, "columns": [{"name": title, "text": {}} for title in titles]}
    return str((await world.hand("POST", f"/sites/{site.id}/lists", body))["id"])


def answer(world: World) -> None:
    forms.submit(
        world.app.tenant, {"list": f"研修運営/{LIST.display_name}", "answers": [{"メール": "a@example.jp"}]}
    )


def test_its_columns_are_the_forms_and_say_who_and_when() -> None:
    asked = Office(
        (
            Question("satisfaction", "満足度", "scale", (1, 5)),
            Question("count", "回数", "number"),
            Question("idea", "場面", "text"),
            Question("place", "会場", "choice", options=("本庁", "支所")),
            Question("tools", "道具", "choices", options=("Excel", "Word")),
            Question("reason", "理由", "choice", options=("仕事",), other=True),
            Question("day", "希望日", "date"),
        )
    ).questionnaire

    assert AnswerList.to(asked, TEAM).columns == (
        ("完了時刻", "line"),
        ("メール", "line"),
        ("満足度", "number"),
        ("回数", "number"),
        ("場面", "lines"),
        ("会場", "line"),
        ("道具", "lines"),
        ("理由", "lines"),
        ("希望日", "line"),
    )


def test_an_anonymous_form_has_no_column_for_who() -> None:
    asked = Office(change=with_form(who="anonymous")).questionnaire

    assert [name for name, _ in AnswerList.to(asked, TEAM).columns][:2] == ["完了時刻", "研修の満足度"]


def test_it_is_asked_for_where_config_says_so() -> None:
    office = Office()
    make = replace(office.questionnaire, source=replace(office.questionnaire.source, make=True))

    def programme(asked):
        cohort = replace(office.cohort, questionnaires=(asked,))
        return replace(office.programme, cohorts=(cohort,))

    assert AnswerList.is_asked_for(programme(make))
    assert not AnswerList.is_asked_for(programme(office.questionnaire))
    assert not AnswerList.is_asked_for(None)


async def test_it_is_made_with_its_columns_and_then_nothing_is_to_do(there: World) -> None:
    first = await there.see(LIST)
    made = await there.make(LIST)
    writes = len(there.writes)
    again = await there.make(LIST)

    assert first is None
    assert (made.facts, again.facts) == (FACTS, FACTS)
    assert (again.id, len(there.writes)) == (lists(there)[LIST.display_name], writes)
    assert columns(there) == {
        "完了時刻": "text",
        "メール": "text",
        "研修の満足度": "number",
        "業務で使えそうな場面": "text",
    }


async def test_one_whose_columns_were_there_once_is_not_looked_through_again(there: World) -> None:
    await there.make(LIST)
    await there.see(LIST)
    looks = len(there.asked("GET", "/columns"))

    await there.see(LIST)

    assert (looks, len(there.asked("GET", "/columns"))) == (1, 1)


async def test_one_that_people_made_is_used_whatever_else_it_holds(there: World) -> None:
    made = await by_hand(there, LIST.display_name, *NAMES, "備考")

    seen = await there.make(LIST)

    assert seen == Seen(made, facts=FACTS)
    assert "備考" in columns(there)


async def test_an_empty_one_gets_the_columns_it_lacks(there: World) -> None:
    await by_hand(there, LIST.display_name, "メール", "備考")

    seen = await there.see(LIST)
    made = await there.make(LIST)

    assert seen and not seen.withheld
    assert seen.facts == {"columns": "メール"}
    assert made.facts == FACTS
    assert set(columns(there)) == {*NAMES, "備考"}


async def test_one_with_answers_is_left_as_it_is_and_what_it_lacks_is_said(there: World) -> None:
    await by_hand(there, LIST.display_name, "メール", "完了時刻")
    answer(there)

    seen = await there.see(LIST)

    assert seen and seen.facts == {"columns": "完了時刻、メール"}
    assert "『研修の満足度』、『業務で使えそうな場面』" in seen.withheld


async def test_a_column_that_differs_by_width_and_blanks_is_the_column(there: World) -> None:
    await by_hand(there, LIST.display_name, *NAMES[:2], "研修の 満足度", "業務で使えそうな場面")

    assert await there.make(LIST) == Seen(lists(there)[LIST.display_name], facts=FACTS)


async def test_one_that_was_renamed_is_told_and_none_is_made_beside_it(there: World) -> None:
    made = await there.make(LIST)
    there.app.tenant.sites.lists[made.id].display_name = "R7 Power BI 1回目"

    seen = await there.see(LIST)

    assert seen and seen.id == made.id
    assert "R7 Power BI 1回目" in seen.withheld


async def test_one_that_was_deleted_is_not_made_anew(there: World) -> None:
    made = await there.make(LIST)
    del there.app.tenant.sites.lists[made.id]

    seen = await there.see(LIST)

    assert seen and "ごみ箱" in seen.withheld


async def test_a_name_in_other_letters_is_told(there: World) -> None:
    await by_hand(there, "r7 PowerBI-1")

    seen = await there.see(LIST)

    assert seen and "r7 PowerBI-1" in seen.withheld


async def test_a_lost_database_finds_it_by_its_name(there: World) -> None:
    made = await there.make(LIST)
    there.forgets()
    writes = len(there.writes)
    await there.see(TEAM)

    assert await there.make(LIST) == made
    assert len(there.writes) == writes


async def test_a_creation_whose_answer_was_lost_is_found_by_the_next_look(there: World) -> None:
    there.fails("POST */lists", 504, after_commit=True)
    await there.refuses(LIST)

    seen = await there.see(LIST)

    assert seen and seen.facts == FACTS
    assert list(lists(there)).count(LIST.display_name) == 1


@pytest.mark.parametrize("nth", [1, 2])
async def test_columns_whose_answer_was_lost_are_gone_on_with(there: World, nth: int) -> None:
    await by_hand(there, LIST.display_name, *NAMES[:2])
    there.fails("POST */columns", 504, after_commit=True, nth=nth)
    await there.refuses(LIST, await there.see(LIST))

    await there.make(LIST)

    assert sorted(columns(there)) == sorted(NAMES)


async def test_without_the_permission_it_is_named(there: World) -> None:
    there.fails("POST */lists", {"status": 403, "code": "accessDenied"})

    assert isinstance(await there.refuses(LIST), MissingPermission)
