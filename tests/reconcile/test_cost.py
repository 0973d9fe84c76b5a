"""What a plan will cost: the figures an officer is shown before a run."""

import pytest

from m365bot.reconcile import cost
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.seen import Seen
from tests.reconcile.kinds import Folk, Note, Thing
from tests.reconcile.things import CHANNEL, MEMBER, NOW, TEAM

HOME, CAT = Thing("home"), Thing("cat")
QUICK = Note("quick")


def price(*changes: Change) -> tuple[float, float]:
    found = cost.of(Plan("job", None, NOW, changes))
    return found["requests"], found["seconds"]


def create(*things: Thing) -> list[Change]:
    return [Change(Action.CREATE, thing, "") for thing in things]


def change(*things: Thing) -> list[Change]:
    return [Change(Action.UPDATE, thing, "", was=Seen("x")) for thing in things]


def notes(count: int, of: Thing | None = None) -> list[Thing]:
    return [Note(f"n{number}", of) for number in range(count)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], (0, 0.0)),
        (create(QUICK), (1, 1.0)),
        (create(*notes(4, HOME)), (4, 1.0)),
        (create(*notes(5, HOME)), (5, 2.0)),
        (create(*notes(4, HOME), *notes(4, CAT)), (8, 1.0)),
        (create(HOME), (2, 6.0)),
        (create(HOME, Thing("a", HOME), Thing("b", HOME)), (6, 8.1)),
        (create(HOME, CAT), (4, 6.0)),
        (change(HOME), (2, 1.0)),
        (create(*(Folk(name, HOME) for name in "abcdefgh")), (1, 0.0)),
        (create(Folk("a", HOME), Folk("b", CAT)), (2, 0.0)),
        (change(Folk("a", HOME), Folk("b", HOME)), (2, 1.0)),
    ],
    ids=[
        "nothing",
        "one",
        "as many as a beat holds",
        "one more",
        "each root has beats of its own",
        "until the service is ready",
        "one after another",
        "two at once",
        "what is changed is ready",
        "in one request",
        "one request each parent",
        "changed singly",
    ],
)
def test_requests_and_seconds(changes: list[Change], expected: tuple[float, float]) -> None:
    assert price(*changes) == expected


def test_of_a_team_with_a_channel_and_its_people() -> None:
    made = [Change(Action.CREATE, one, "") for one in (TEAM, CHANNEL, MEMBER)]

    assert price(*made) == (3 + 1 + 1, 31.0)
