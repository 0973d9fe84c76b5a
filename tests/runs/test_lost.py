"""The connection on which a run's leases stand is lost while it runs: it goes on, or leaves the run to who has it now."""

from collections.abc import Callable

import pytest

from m365bot.errors import GuardStopped
from m365bot.journal import Status
from m365bot.runs import starter
from m365bot.runs.asked import Asked
from tests.elsewhere import Node, cut_leases
from tests.postgresql import Server
from tests.runs.here import ONE, PLACE, Here
from tests.runs.world import Thing

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["postgresql"], indirect=True)]
LATER = Thing(PLACE, "later", first=ONE)


@pytest.fixture
def before_later(here: Here) -> Callable[[Callable[[], None]], None]:
    """Does something once the first of two changes is made, before the second is sent."""
    here.wanted = [ONE, LATER]

    def arranged(happens: Callable[[], None]) -> None:
        def before(method: str, key: str) -> None:
            if method == "PUT" and key == LATER.key and here.world.written[ONE.key]:
                here.world.before = lambda method, key: None
                happens()

        here.world.before = before

    return arranged


def test_where_nobody_had_them_meanwhile_it_goes_on(here: Here, postgresql: Server, before_later) -> None:
    before_later(lambda: cut_leases(postgresql, here.url))

    run = here.runs_job()

    assert run.status is Status.DONE
    assert here.world.written == {ONE.key: 1, LATER.key: 1}


def test_where_another_had_them_it_writes_no_more_and_leaves_the_run_to_it(
    here: Here, postgresql: Server, before_later
) -> None:
    other = Node(here.url, here.instance)

    def taken_over() -> None:
        cut_leases(postgresql, here.url)
        other.take([f"{here.instance}/{PLACE.key}"], "mine").release()

    before_later(taken_over)

    with pytest.raises(GuardStopped, match="引き継ぎ"):
        here.does(starter.run(here.office(), Asked("things", run_id="mine")))

    assert here.world.written == {ONE.key: 1}
    assert here.row("mine").status is Status.RUNNING
    assert here.daemon_looks() == ["mine"]
    assert here.row("mine").status is Status.DONE
    assert here.world.written == {ONE.key: 1, LATER.key: 1}


def test_what_was_under_way_when_another_took_over_is_noted_by_nobody_but_the_other(
    here: Here, postgresql: Server
) -> None:
    """It was stopped (SIGSTOP, a paused machine) while an answer was on its way; its row is the other's to end."""
    other, taken = Node(here.url, here.instance), []

    def asleep(key: str) -> None:
        cut_leases(postgresql, here.url)
        taken.append(other.take([f"{here.instance}/{PLACE.key}"], "mine"))

    here.world.after = asleep

    with pytest.raises(GuardStopped, match="引き継ぎ"):
        here.does(starter.run(here.office(), Asked("things", run_id="mine")))

    assert here.world.written == {ONE.key: 1}
    assert here.row("mine").status is Status.RUNNING
    assert here.books.journals.of("mine").results() == {}
    assert here.books.journals.of("mine").open_intent(ONE.key)
    taken[0].release()


def test_a_mistake_in_one_whom_another_has_followed_does_not_end_the_others_run(
    here: Here, postgresql: Server
) -> None:
    other, taken = Node(here.url, here.instance), []

    def breaks(method: str, key: str) -> None:
        if method == "PUT":
            cut_leases(postgresql, here.url)
            taken.append(other.take([f"{here.instance}/{PLACE.key}"], "mine"))
            raise ZeroDivisionError

    here.world.before = breaks

    with pytest.raises(GuardStopped, match="引き継ぎ"):
        here.does(starter.run(here.office(), Asked("things", run_id="mine")))

    assert here.row("mine").status is Status.RUNNING
    taken[0].release()
