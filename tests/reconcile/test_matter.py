"""What is one matter goes out whole or not at all."""

from dataclasses import dataclass

import pytest

from m365bot.errors import NotReady, Permanent
from m365bot.reconcile import matter
from m365bot.reconcile.observe import Absent, Observation, Unknown
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from tests.reconcile import things
from tests.reconcile.kinds import Thing


@dataclass(frozen=True)
class Face(Thing):
    """of_issue: what it is a face of."""

    of_issue: str = ""

    @property
    def matter(self) -> str:
        return self.of_issue


POST, MAIL, OTHER, ALONE = (
    Face("post", of_issue="dx-1"),
    Face("mail", of_issue="dx-1"),
    Face("x", of_issue="dx-2"),
    Face("y"),
)
BELOW = Face("below", of=Face("within", of=POST))
AFTER = Face("after", also=(POST,))
EVERY = (POST, OTHER, ALONE, BELOW, AFTER)
LASTING = Unknown(Permanent("グループがありません。"))


def held(fault: Observation, of: Face = MAIL) -> Plan:
    changes = tuple(Change(Action.CREATE, each, "") for each in EVERY)
    plan = Plan("j", None, things.NOW, changes, unknown=(Extra.of(of, "理由"),))
    return matter.whole_or_not(plan, {of.key: fault})


@pytest.mark.parametrize("fault", [LASTING, Absent("チーム")])
def test_what_a_person_must_mend_holds_the_whole_matter_and_what_needs_any_of_it(fault: Observation) -> None:
    plan = held(fault)

    assert [change.resource for change in plan.changes] == [OTHER, ALONE]
    assert [extra.resource for extra in plan.withheld] == sorted(
        [POST, BELOW, AFTER], key=lambda one: one.key
    )


def test_it_is_said_what_is_at_fault_and_why() -> None:
    (why,) = {extra.reason for extra in held(LASTING).withheld}

    assert why == (
        "一緒に公開する物『mail』ができないため、全部を止めています。直すと、全部をそろえて公開します。理由"
    )


def test_what_asks_is_told_to_be_asked_about_whole() -> None:
    asks = Face("mail", of_issue="dx-1", approve="承認")

    assert "そろえて承認を求めます。" in held(LASTING, asks).withheld[0].reason


@pytest.mark.parametrize(
    ("fault", "of"),
    [(Unknown(NotReady("混雑")), MAIL), (LASTING, Face("mail")), (LASTING, Face("m", of_issue="dx-3"))],
)
def test_what_could_not_be_seen_just_now_or_is_no_part_of_it_holds_nothing_up(
    fault: Observation, of: Face
) -> None:
    plan = held(fault, of)

    assert [change.resource for change in plan.changes] == list(EVERY)
    assert plan.withheld == ()
