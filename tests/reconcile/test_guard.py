"""How much a plan may touch before a person must look."""

import pytest

from m365bot.programme import Guards
from m365bot.reconcile import guard
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.seen import Seen
from tests.reconcile.kinds import Note, Thing
from tests.reconcile.things import MEMBER, NOW


def changes(action: Action, *things: Thing) -> list[Change]:
    return [Change(action, thing, "", was=Seen("x")) for thing in things]


def why_not(*planned: Change, removed: int = 2, replaced: int = 1) -> str:
    guards = Guards(members_removed=removed, files_replaced=replaced)
    return guard.why_not(Plan("job", None, NOW, planned), guards)


A, B, C = Thing("a"), Thing("b"), Thing("c")


@pytest.mark.parametrize(
    ("planned", "setting"),
    [
        ([], ""),
        (changes(Action.REMOVE, A, B), ""),
        (changes(Action.REMOVE, A, B, C), "members_removed"),
        (changes(Action.REMOVE, Thing("a-1"), Thing("a-2"), Thing("a-3"), B), ""),
        (changes(Action.REMOVE, A, A, A, Thing("a", B)), ""),
        (changes(Action.UPDATE, A), ""),
        (changes(Action.UPDATE, A, B), "files_replaced"),
        (changes(Action.CREATE, A, B, C), ""),
        (changes(Action.STORE, A, B, C), ""),
        (changes(Action.REMOVE, Note("a"), Note("b"), Note("c")), ""),
        (changes(Action.UPDATE, Note("a"), Note("b"), Note("c")), ""),
        ([*changes(Action.UPDATE, A, B), *changes(Action.REMOVE, A, B, C)], "members_removed"),
        ([*changes(Action.UPDATE, A), *changes(Action.REMOVE, A, B)], ""),
    ],
)
def test_a_limit_is_passed_by_what_counts(planned: list[Change], setting: str) -> None:
    words = why_not(*planned)

    assert (setting in words) if setting else words == ""


def test_the_words_say_how_many_how_many_may_be_and_which_setting() -> None:
    assert why_not(*changes(Action.REMOVE, A, B, C)) == (
        "外れる物が3件あり、安全確認の上限2件を超えるため、何もせずに止めました。"
        "名簿や資料の誤りでなければ、programme.yaml の guards: members_removed を一時的に上げてください。"
    )


def test_people_are_counted_once_however_many_places_they_lose() -> None:
    removal = Change(Action.REMOVE, MEMBER, "", was=Seen("u"))

    assert why_not(removal, removal, removed=1) == ""
    assert "外れる人が1人いて、安全確認の上限0人" in why_not(removal, removed=0)


def test_a_limit_that_config_does_not_know_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Guards().of("unheard_of")
