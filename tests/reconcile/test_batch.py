"""One change exactly once, whatever gets lost, comes late or is refused on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog.testing
from sqlalchemy.exc import OperationalError

from m365bot.errors import (
    Broken,
    Conflict,
    GuardStopped,
    Locked,
    M365BotError,
    MissingPermission,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Permanent,
    ServiceAccountSignedOut,
    SignInNeeded,
    Temporary,
    Unreachable,
)
from m365bot.journal import Intent, Outcome, Result, Stored
from m365bot.journal.ports import Held
from m365bot.reconcile.batch import DEADLINE, Batch
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.seen import Seen
from tests.reconcile import kinds
from tests.reconcile.kinds import Folk, Note, Pair, Rows, Thing
from tests.reconcile.service import BEGAN, Fault
from tests.reconcile.world import Teams, World, create, remove, run, update

THING, NOTE, PAIR = Thing("a", text="本文"), Note("n", text="本文"), Pair("p", text="本文")
HOME = Thing("home")
LOST = OutcomeUnknown("返事が途切れました。")


@pytest.fixture(autouse=True)
def _nothing_asked_before() -> Iterator[None]:
    Note.asked.clear()
    Folk.attempts.clear()
    yield


def one(change: Change, world: World) -> Result:
    return run(world.apply_one(change))


# as it should be


def test_what_is_not_there_is_made_and_remembered() -> None:
    world = World()

    result = one(create(THING), world)

    (made,) = world.service.named("a")
    assert result == Result(THING.key, Outcome.MADE)
    assert world.journal.memory == {THING.key: {"id": made.id, "link": f"memory:{made.id}"}}
    assert world.service.log == ["POST /things a"]
    assert (world.journal.settled, world.journal.open) == ({THING.key: result}, {})


@pytest.mark.parametrize("done", [None, 0], ids=["made", "adopted"])
def test_what_is_known_of_a_thing_is_kept_before_its_result_is(done: float | None) -> None:
    world = World()
    world.service.fails("a", Fault(LOST, done=done))

    one(create(THING), world)

    assert world.journal.known_then[THING.key]["id"] == world.service.named("a")[0].id


def test_the_intent_is_noted_when_the_bytes_leave_and_by_both_clocks() -> None:
    world = World()
    world.service.fails("a", Fault(Unreachable("接続できません。"), sent=False))

    one(create(THING), world)

    (intent,) = world.journal.intents
    assert intent == Intent(THING.key, BEGAN + timedelta(seconds=1), BEGAN + timedelta(seconds=1))


def test_what_is_there_otherwise_is_changed_as_it_was_seen() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.service.put("things", "a", text="まえ")
        return await world.apply_one(update(THING, await world.seen(THING))), world

    result, world = run(story())

    assert result.outcome is Outcome.MADE
    assert [item.fields["text"] for item in world.service.named("a")] == ["本文"]
    assert world.service.writes("POST") == []


def test_what_must_go_is_removed_and_has_no_id_any_more() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.service.put("things", "a", text="")
        return await world.apply_one(remove(THING, await world.seen(THING))), world

    result, world = run(story())

    assert result == Result(THING.key, Outcome.MADE)
    assert world.service.named("a") == []
    assert world.journal.memory[THING.key]["id"] == ""


def test_a_result_says_what_came_into_records() -> None:
    world = World()
    world.service.put("rows", "一")
    rows = Rows("r")

    result = one(Change(Action.STORE, rows, "", was=Seen("", {"fresh": 1})), world)

    assert result == Result(rows.key, Outcome.MADE, stored=Stored(1, 1))
    assert world.journal.memory == {rows.key: {"id": ""}}


# answers that get lost


@pytest.mark.parametrize("done", [None, 0, 3], ids=["before", "after", "done late"])
@pytest.mark.parametrize("thing", [THING, NOTE, PAIR, Folk("f", HOME)])
def test_a_lost_answer_makes_no_second_one(thing: Thing, done: float | None) -> None:
    world = World()
    if thing.of:
        world.service.put("things", "home", text="")
    world.service.fails(thing.label, Fault(LOST, done=done))

    result = one(create(thing), world)

    (made,) = world.service.named(thing.label)
    assert result.outcome.is_good
    assert made.fields.get("finished", True)
    assert world.journal.memory[thing.key]["id"] == made.id


def test_found_after_a_lost_answer_it_is_adopted() -> None:
    world = World()
    world.service.fails("a", Fault(LOST, done=0))

    assert one(create(THING), world) == Result(THING.key, Outcome.ADOPTED)
    assert world.service.writes() == ["POST /things a"]


def test_a_write_that_lands_two_minutes_late_is_waited_for() -> None:
    async def story() -> tuple[Result, World, float]:
        world = World()
        world.service.fails("n", Fault(LOST, done=110))
        return await world.apply_one(create(NOTE)), world, world.seconds

    result, world, seconds = run(story())

    assert (result.outcome, len(world.service.named("n"))) == (Outcome.ADOPTED, 1)
    assert 119 < seconds < 122


def test_an_absence_is_believed_once_it_has_settled_and_then_it_is_made() -> None:
    async def story() -> tuple[Result, World, float]:
        world = World()
        world.service.fails("n", Fault(LOST))
        return await world.apply_one(create(NOTE)), world, world.seconds

    result, world, seconds = run(story())

    assert (result.outcome, len(world.service.named("n"))) == (Outcome.MADE, 1)
    assert 119 < seconds < 122


def test_a_lagging_list_doubles_nothing() -> None:
    world = World()
    world.service.lag = 100
    world.service.fails("n", Fault(LOST, done=0))

    assert one(create(NOTE), world).outcome is Outcome.ADOPTED
    assert len(world.service.named("n")) == 1


def test_a_look_after_an_unclear_write_knows_when_it_left() -> None:
    world = World()
    world.service.fails("n", Fault(LOST, done=0))

    one(create(NOTE), world)

    assert set(Note.asked) == {str(BEGAN)}


def test_an_earlier_runs_unclear_write_is_looked_for_before_writing() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.journal.intend([THING.key], BEGAN)
        world.service.put("things", "a", text="本文")
        world = World(world.service, world.journal.resumed())
        return await world.apply_one(create(THING)), world

    result, world = run(story())

    assert (result.outcome, world.service.writes()) == (Outcome.ADOPTED, [])
    assert world.journal.open == {}


def test_a_young_database_looks_and_waits_before_it_makes_what_may_be_under_way() -> None:
    async def story() -> tuple[Result, World, float]:
        world = World()
        world.journal.born = BEGAN - timedelta(seconds=50)
        return await world.apply_one(create(NOTE)), world, world.seconds

    result, world, seconds = run(story())

    assert result.outcome is Outcome.MADE
    assert 70 <= seconds < 71
    assert world.service.writes() == ["POST /notes n"]


def test_a_young_database_waits_for_nothing_whose_second_creation_is_refused() -> None:
    async def story() -> tuple[Result, World, float]:
        world = World()
        world.journal.born = BEGAN
        return await world.apply_one(create(THING)), world, world.seconds

    result, world, seconds = run(story())

    assert (result.outcome, seconds) == (Outcome.MADE, 0)
    assert world.service.log == ["POST /things a"]


def test_a_half_made_thing_is_finished_and_not_begun_again() -> None:
    world = World()
    world.service.fails("p", Fault(LOST, done=0))

    result = one(create(PAIR), world)

    assert result.outcome is Outcome.MADE
    assert [item.fields["finished"] for item in world.service.named("p")] == [True]
    assert len(world.service.writes("POST")) == 1


# refusals


@pytest.mark.parametrize("error", [Permanent("だめです。"), GuardStopped("人が見てください。")])
def test_a_plain_no_is_final(error: M365BotError) -> None:
    world = World()
    world.service.fails("a", Fault(error))

    result = one(create(THING), world)

    assert result == Result(THING.key, Outcome.FAILED, str(error), type(error).__name__)
    assert len(world.service.writes("POST")) == 1


def test_a_missing_permission_is_named_in_the_kinds_own_terms() -> None:
    world = World()
    world.service.fails("a", Fault(MissingPermission("", identity="app")))

    result = one(create(THING), world)

    assert (result.outcome, result.error) == (Outcome.FAILED, "MissingPermission")
    assert "Things.Write" in result.words
    assert "Things.Send" not in result.words


@pytest.mark.parametrize(
    ("error", "times"), [(NotFound("ない"), 6), (Conflict("ある"), 4), (Locked("開いている"), 2)]
)
def test_what_may_pass_is_tried_as_often_as_it_may_pass(error: M365BotError, times: int) -> None:
    world = World()
    world.service.fails("a", *[Fault(error)] * 20)

    result = one(create(THING), world)

    assert (result.outcome, result.error) == (Outcome.FAILED, type(error).__name__)
    assert len(world.service.writes("POST")) == times
    assert world.journal.open == {}


def test_a_conflict_that_nothing_explains_says_what_to_do() -> None:
    world = World()
    world.service.fails("a", *[Fault(Conflict("ある"))] * 4)
    world.service.fails("plain", *[Fault(Conflict("ある"))] * 4)

    assert one(create(THING), world).words == THING.conflict
    assert one(create(Thing("plain")), world).words == "ある"


def test_a_write_that_never_comes_through_ends_as_surely_not_done() -> None:
    world = World()
    world.service.fails("a", *[Fault(LOST)] * 20)

    result = one(create(THING), world)

    assert (result.outcome, result.error) == (Outcome.FAILED, "OutcomeUnknown")
    assert result.words.startswith("何度か送りましたが返事がなく、まだできていません。")
    assert len(world.service.writes("POST")) == 10


def test_somebody_who_was_quicker_is_read_again() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        item = world.service.put("things", "a", text="まえ")
        was = await world.seen(THING)
        item.etag += 1
        return await world.apply_one(update(THING, was)), world

    result, world = run(story())

    assert result.outcome is Outcome.MADE
    assert [item.fields["text"] for item in world.service.named("a")] == ["本文"]


def test_a_mistake_of_ours_is_tried_once_and_named_without_its_text() -> None:
    with structlog.testing.capture_logs() as log:
        result = one(create(kinds.Broken("b", sees=True)), World())

    said = {"event": "write.broke", "kind": "Broken", "error": "ZeroDivisionError", "log_level": "error"}
    assert log == [said]
    assert (result.outcome, result.error) == (Outcome.FAILED, "Broken")
    assert "ZeroDivisionError" in result.words


def test_a_database_that_is_away_ends_the_run_and_is_no_mistake_in_one_thing() -> None:
    with pytest.raises(OperationalError):
        one(create(kinds.Unnoted("b")), World())


# what is found meanwhile


def test_what_a_person_must_look_at_is_left_as_it_is() -> None:
    world = World()
    world.service.put("things", "a", text="ほか", withheld="人が編集")
    world.service.fails("a", Fault(Conflict("ある")))

    result = one(create(THING), world)

    assert result == Result(THING.key, Outcome.WITHHELD, "人が編集")
    assert world.service.named("a")[0].fields["text"] == "ほか"


def test_what_is_gone_already_need_not_be_removed() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.service.put("things", "a", text="本文")
        was = await world.seen(THING)
        world.service.fails("a", Fault(LOST, done=0))
        return await world.apply_one(remove(THING, was)), world

    result, world = run(story())

    assert result == Result(THING.key, Outcome.ADOPTED)
    assert len(world.service.writes("DELETE")) == 1


def test_a_removal_whose_request_got_lost_is_repeated() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.service.put("things", "a", text="本文")
        was = await world.seen(THING)
        world.service.fails("a", Fault(LOST))
        return await world.apply_one(remove(THING, was)), world

    result, world = run(story())

    assert (result.outcome, world.service.named("a")) == (Outcome.MADE, [])


def test_what_was_taken_away_before_its_update_is_made() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        item = world.service.put("things", "a", text="まえ")
        was = await world.seen(THING)
        world.service.items.pop(item.id)
        return await world.apply_one(update(THING, was)), world

    result, world = run(story())

    assert (result.outcome, len(world.service.named("a"))) == (Outcome.MADE, 1)


def test_outside_its_window_an_absence_is_no_reason_to_send() -> None:
    async def story() -> tuple[Result, World]:
        world = World()
        world.service.fails("n", Fault(LOST))
        closes = BEGAN + timedelta(seconds=60)
        return await world.apply_one(create(NOTE, not_after=closes)), world

    result, world = run(story())

    assert result == Result(NOTE.key, Outcome.FAILED, "送る時間を過ぎたため送りませんでした。", "Late")
    assert world.service.named("n") == []


def test_a_change_whose_window_is_over_is_not_even_begun() -> None:
    world = World()

    result = one(create(THING, not_after=BEGAN - timedelta(seconds=1)), world)

    assert (result.error, world.service.log) == ("Late", [])


# waiting


@pytest.mark.parametrize("after", [7.0, 90.0])
def test_the_services_own_wish_is_waited_for(after: float) -> None:
    async def story() -> tuple[Result, float]:
        world = World()
        world.service.fails("a", Fault(Temporary("混雑", after=after)))
        return await world.apply_one(create(THING)), world.seconds

    assert run(story()) == (Result(THING.key, Outcome.MADE), after)


def test_without_a_wish_pauses_grow() -> None:
    async def story() -> tuple[Result, float]:
        world = World()
        world.service.fails("a", *[Fault(Temporary("混雑"))] * 8)
        return await world.apply_one(create(THING)), world.seconds

    assert run(story()) == (Result(THING.key, Outcome.MADE), 1 + 2 + 4 + 8 + 15 + 30 + 30 + 30)


def test_what_did_not_leave_is_sent_again_without_a_look() -> None:
    world = World()
    world.service.fails("a", Fault(Unreachable("接続できません。"), sent=False))

    assert one(create(THING), world).outcome is Outcome.MADE
    assert world.service.log == ["POST /things a"]


def test_what_was_throttled_may_have_been_done_and_is_looked_for() -> None:
    world = World()
    world.service.fails("a", Fault(Temporary("混雑")))

    one(create(THING), world)

    assert world.service.log == ["POST /things a", "GET /things", "POST /things a"]


def test_who_never_gets_through_has_failed_after_twenty_minutes() -> None:
    async def story() -> tuple[Result, float]:
        world = World()
        world.service.fails("a", *[Fault(Unreachable("接続できません。"), sent=False)] * 100)
        return await world.apply_one(create(THING)), world.seconds

    result, seconds = run(story())

    assert result == Result(THING.key, Outcome.FAILED, "接続できません。", "Unreachable")
    assert seconds == DEADLINE == 20 * 60


def test_who_cannot_look_after_an_unclear_write_knows_nothing() -> None:
    async def story() -> tuple[Result, World, float]:
        world = World()
        world.service.fails("a", Fault(LOST, done=0))
        world.service.hides("things", *[Temporary("混雑")] * 100)
        return await world.apply_one(create(THING)), world, world.seconds

    result, world, seconds = run(story())

    assert result == Result(THING.key, Outcome.UNKNOWN, "返事が途切れました。", "OutcomeUnknown")
    assert world.journal.open.keys() == {THING.key}
    assert seconds == DEADLINE


def test_the_last_look_counts() -> None:
    """Blind for as long as there is time, seeing at the end."""
    world = World()
    world.service.fails("a", Fault(LOST, done=0))
    world.service.hides("things", *[Temporary("混雑", after=DEADLINE - 1)])

    assert one(create(THING), world).outcome is Outcome.ADOPTED


def test_a_refusal_to_look_is_final_where_nothing_was_sent() -> None:
    world = World()
    world.service.hides("things", Permanent("見られません。"))

    async def story() -> None:
        def tell(change: Change, result: Result) -> None:
            world.journal.settle(result)

        await Batch([create(THING)], world.context(), tell, look_first=True).carry_out()

    run(story())

    assert world.journal.settled[THING.key] == Result(
        THING.key, Outcome.FAILED, "見られません。", "Permanent"
    )


def test_without_the_service_account_what_it_would_send_waits_for_a_person() -> None:
    world = World()
    world.service.fails("a", Fault(ServiceAccountSignedOut("サインインしてください。"), sent=False))

    result = one(create(THING), world)

    assert result == Result(THING.key, Outcome.UNKNOWN, "サインインしてください。", "ServiceAccountSignedOut")


def test_without_the_service_account_nobody_can_look_either() -> None:
    async def story() -> tuple[Result, float]:
        world = World()
        world.journal.born = BEGAN
        world.service.hides("notes", ServiceAccountSignedOut("サインインしてください。"))
        return await world.apply_one(create(NOTE)), world.seconds

    result, seconds = run(story())

    assert (result.outcome, result.error, seconds) == (Outcome.UNKNOWN, "ServiceAccountSignedOut", 0)


def test_without_the_apps_own_token_a_look_ends_everything() -> None:
    world = World()
    world.journal.born = BEGAN
    world.service.hides("notes", SignInNeeded("証明書の期限が切れています。"))

    with pytest.raises(SignInNeeded):
        one(create(NOTE), world)


# together


def folk(*names: str) -> list[Folk]:
    return [Folk(name, HOME, text="本文") for name in names]


def together(world: World, *people: Folk) -> dict[str, Result]:
    world.service.put("things", "home", text="")
    results = run(world.apply(*(create(person) for person in people)))
    return {key.rpartition(":")[2]: result for key, result in results.items()}


def test_several_are_made_in_one_request_each_with_an_outcome_of_its_own() -> None:
    world = World()
    world.service.fails("b", Fault(Permanent("断られました。")))

    results = together(world, *folk("a", "b", "c"))

    assert {name: result.outcome.value for name, result in results.items()} == {
        "a": "made",
        "b": "failed",
        "c": "made",
    }
    assert world.service.writes() == ["POST /folk/add a+b+c"]
    assert {intent.key for intent in world.journal.intents} == {person.key for person in folk("a", "b", "c")}


def test_one_alone_is_made_alone() -> None:
    world = World()

    together(world, *folk("a"))

    assert world.service.writes() == ["POST /folk a"]


def test_after_a_lost_answer_only_who_is_missing_is_added_again() -> None:
    world = World()
    world.service.fails("b", Fault(LOST))
    world.service.fails("c", Fault(NotFound("まだいません。")))

    results = together(world, *folk("a", "b", "c"))

    assert {result.outcome for result in results.values()} == {Outcome.MADE}
    assert world.service.writes() == ["POST /folk/add a+b+c", "POST /folk/add b+c"]
    assert Folk.attempts == [1, 2]


def test_a_request_for_all_that_got_lost_is_looked_for_by_all() -> None:
    world = World()
    world.service.fails("a+b", Fault(LOST, done=0))

    results = together(world, *folk("a", "b"))

    assert {result.outcome for result in results.values()} == {Outcome.ADOPTED}
    assert len(world.service.writes()) == 1


def test_updates_go_singly_beside_those_who_are_made_together() -> None:
    async def story() -> tuple[dict[str, Result], World]:
        world = World()
        home = world.service.put("things", "home", text="")
        world.service.put("folk", "a", home.id, text="まえ")
        world.service.put("folk", "d", home.id, text="まえ")
        a, b, c, d = folk("a", "b", "c", "d")
        world.journal.intend([person.key for person in (a, b, c)], BEGAN)
        changes = [*(create(person) for person in (a, b, c)), update(d, await world.seen(d))]
        return await world.apply(*changes), world

    results, world = run(story())

    assert {result.outcome for result in results.values()} == {Outcome.MADE}
    assert [item.fields["text"] for item in world.service.named("a")] == ["本文"]
    assert [line for line in world.service.writes() if "add" in line] == ["POST /folk/add b+c"]


def test_the_longest_wish_of_a_batch_is_waited_for() -> None:
    async def story() -> float:
        world = World()
        world.service.put("things", "home", text="")
        world.service.fails("a", Fault(Temporary("混雑", after=9)))
        world.service.fails("b", Fault(Temporary("混雑", after=4)))
        await world.apply(*(create(person) for person in folk("a", "b")))
        return world.seconds

    assert run(story()) == 9


def test_a_mistake_in_making_several_is_the_failure_of_each() -> None:
    world = World()
    world.service.fails("a+b", *[Fault(Broken(ZeroDivisionError()), sent=False)])

    results = together(world, *folk("a", "b"))

    assert {result.error for result in results.values()} == {"Broken"}


# others, meanwhile


UNREADY = NotReady("まだです。", after=15.0, patience=300.0)


def test_while_all_that_is_left_takes_minutes_others_may_have_the_teams() -> None:
    world = World()
    world.service.fails("a", *[Fault(UNREADY)] * 3)

    run(world.apply(create(THING)))

    assert (world.teams.rested, world.teams.parts) == (3, 0)


def test_while_one_part_is_at_work_nobody_else_has_them() -> None:
    world = World()
    world.service.fails("a", Fault(UNREADY))
    world.service.fails("home", *[Fault(Temporary("混雑", after=4.0))] * 10)

    run(world.apply(create(THING), create(HOME)))

    assert world.teams.rested == 0


def test_a_pause_of_seconds_lets_nobody_in() -> None:
    world = World()
    world.service.fails("a", *[Fault(Temporary("混雑", after=30.0))] * 3)

    run(world.apply(create(THING)))

    assert world.teams.rested == 0


def test_what_others_made_meanwhile_is_not_made_again() -> None:
    world = World()
    world.service.fails("a", Fault(UNREADY))

    def makes_it(teams: Teams) -> None:
        teams.turn = 1
        world.service.put("things", "a", text="本文")

    world.teams.others = makes_it

    (result,) = run(world.apply(create(THING))).values()

    assert result.outcome is Outcome.ADOPTED
    assert len(world.service.named("a")) == 1


def test_what_is_begun_after_others_looks_first() -> None:
    world = World()
    world.service.fails("a", Fault(UNREADY))

    def makes_what_follows(teams: Teams) -> None:
        teams.turn = 1
        world.service.put("things", "tail", text="本文")

    world.teams.others = makes_what_follows

    run(world.apply(create(THING), create(Thing("tail", text="本文", also=(THING,)))))

    assert len(world.service.named("tail")) == 1


def test_where_others_do_not_give_them_back_the_rest_is_said_to_be_unknown() -> None:
    world = World()
    world.service.fails("a", Fault(UNREADY))

    def keeps_them(teams: Teams) -> None:
        raise Held("another-run")

    world.teams.others = keeps_them

    (result,) = run(world.apply(create(THING))).values()

    assert (result.outcome, result.error) == (Outcome.UNKNOWN, "Held")
    assert "another-run" in result.words
    assert world.teams.parts == 0


def test_what_is_cancelled_while_it_waits_for_minutes_ends_at_once() -> None:
    cancelled = False

    async def story() -> tuple[Result, float]:
        world = World(may_go_on=lambda: "取り消されました。" if cancelled else "")
        world.service.fails("a", *[Fault(UNREADY)] * 30)
        world.teams.others = cancels
        (result,) = (await world.apply(create(THING))).values()
        return result, world.seconds

    def cancels(teams: Teams) -> None:
        nonlocal cancelled
        cancelled = True

    result, seconds = run(story())

    assert (result.outcome, result.error) == (Outcome.UNKNOWN, "Stopped")  # its last write was not looked for
    assert seconds < 20
