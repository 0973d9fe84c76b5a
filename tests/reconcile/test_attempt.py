"""What is decided about one change, case by case: write it, wait so many seconds, or settled with a result."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from m365bot.errors import (
    Broken,
    Changed,
    Conflict,
    Doubtful,
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
from m365bot.journal import Outcome, Result, Stored
from m365bot.reconcile.attempt import Attempt, Decision, Moment, Wait, Write
from m365bot.reconcile.observe import Absent, Observation, Present, Unknown
from m365bot.reconcile.plan import Action, Change
from m365bot.resources.seen import Seen
from tests.reconcile.kinds import Thing
from tests.reconcile.service import BEGAN

THING = Thing("a", text="本文")
KEY = THING.key
WAS = Seen("a-0", {"text": "まえ"})
AS_WANTED = Present(Seen("a-1", {"text": "本文"}))
OTHERWISE = Present(Seen("a-1", {"text": "まえ"}))
HALF_MADE = Present(Seen("a-1", {"text": "まえ"}, half_made=True))
EDITED = Present(Seen("a-1", {"text": "本文"}, withheld="人が編集"))
LOST = OutcomeUnknown("返事が途切れました。")

CREATE = Change(Action.CREATE, THING, "")
UPDATE = Change(Action.UPDATE, THING, "", was=WAS)
REMOVE = Change(Action.REMOVE, THING, "", was=WAS)

CALM = Moment(BEGAN)
SENT = Moment(BEGAN, under_way=True)
YOUNG = Moment(BEGAN, settling=40.0)
LATE = Moment(BEGAN, late=True)
LATE_AND_SENT = Moment(BEGAN, under_way=True, late=True)


def attempt(change: Change = CREATE, *, look_first: bool = True, moment: Moment = CALM) -> Attempt:
    return Attempt.at(moment, change, look_first=look_first)


def failed(error: M365BotError, words: str = "") -> Result:
    return Result(KEY, Outcome.FAILED, words or str(error), type(error).__name__)


def unclear(error: M365BotError) -> Result:
    return Result(KEY, Outcome.UNKNOWN, str(error), type(error).__name__)


ADOPTED = Result(KEY, Outcome.ADOPTED)


# whether to look


@pytest.mark.parametrize(
    ("moment", "look_first", "looks"),
    [
        (CALM, False, False),
        (CALM, True, True),
        (SENT, False, True),
        (YOUNG, False, True),
        (Moment(BEGAN, settling=0.0), False, False),
        (Moment(BEGAN, settling=-5.0), False, False),
    ],
)
def test_it_looks_first_where_something_may_be_under_way(
    moment: Moment, look_first: bool, looks: bool
) -> None:
    assert attempt(moment=moment, look_first=look_first).must_look is looks


def test_what_was_never_sent_is_written_as_it_was_planned() -> None:
    assert attempt(look_first=False).looked(None, CALM) == Write(None)
    assert attempt(UPDATE, look_first=False).looked(None, CALM) == Write(WAS)


# what a look decides


@pytest.mark.parametrize(
    ("change", "found", "decision"),
    [
        (CREATE, AS_WANTED, ADOPTED),
        (CREATE, OTHERWISE, Write(OTHERWISE.seen)),
        (CREATE, HALF_MADE, Write(HALF_MADE.seen)),
        (CREATE, Absent(), Write(None)),
        (CREATE, EDITED, Result(KEY, Outcome.WITHHELD, "人が編集")),
        (UPDATE, AS_WANTED, ADOPTED),
        (UPDATE, OTHERWISE, Write(OTHERWISE.seen)),
        (UPDATE, Absent(), Write(None)),
        (UPDATE, EDITED, Result(KEY, Outcome.WITHHELD, "人が編集")),
        (REMOVE, AS_WANTED, Write(AS_WANTED.seen)),
        (REMOVE, OTHERWISE, Write(OTHERWISE.seen)),
        (REMOVE, Absent(), ADOPTED),
        (REMOVE, Absent("親", "thing:home"), ADOPTED),
        (REMOVE, EDITED, Result(KEY, Outcome.WITHHELD, "人が編集")),
    ],
)
@pytest.mark.parametrize("moment", [CALM, SENT], ids=["calm", "sent"])
def test_what_was_found_decides(
    change: Change, found: Observation, decision: Decision, moment: Moment
) -> None:
    assert attempt(change, moment=moment).looked(found, moment) == decision


@pytest.mark.parametrize(("settling", "decision"), [(40.0, Wait(40.0)), (0.5, Wait(1.0)), (0.0, Write(None))])
def test_an_absence_counts_once_it_has_settled(settling: float, decision: Decision) -> None:
    assert attempt().looked(Absent(), Moment(BEGAN, settling=settling)) == decision


def test_a_removal_believes_an_absence_at_once() -> None:
    assert attempt(REMOVE).looked(Absent(), YOUNG) == ADOPTED


@pytest.mark.parametrize(
    ("error", "moment", "decision"),
    [
        (Permanent("断られました。"), CALM, failed(Permanent("断られました。"))),
        (Permanent("断られました。"), SENT, Wait(1.0)),
        (MissingPermission("Things.Read"), CALM, failed(MissingPermission("Things.Read"))),
        (MissingPermission("Things.Read"), SENT, unclear(MissingPermission("Things.Read"))),
        (NotFound("ない"), CALM, Wait(1.0)),
        (Conflict("ある"), CALM, Wait(1.0)),
        (Locked("開いている"), CALM, Wait(1.0)),
        (Temporary("混雑", after=7.0), CALM, Wait(7.0)),
        (Temporary("混雑", after=7.0), SENT, Wait(7.0)),
        (NotReady("まだ"), CALM, Wait(1.0)),
        (Broken(ZeroDivisionError()), CALM, Wait(1.0)),
        (ServiceAccountSignedOut("サインイン"), CALM, unclear(ServiceAccountSignedOut("サインイン"))),
        (ServiceAccountSignedOut("サインイン"), SENT, unclear(ServiceAccountSignedOut("サインイン"))),
    ],
)
def test_who_cannot_look_waits_unless_asking_again_is_in_vain(
    error: M365BotError, moment: Moment, decision: Decision
) -> None:
    assert attempt(moment=moment).looked(Unknown(error), moment) == decision


def test_after_an_unclear_write_the_error_of_the_write_is_the_one_that_is_told() -> None:
    one = attempt(look_first=False)
    one.looked(None, CALM)
    one.wrote(LOST, SENT)
    one.looked(Unknown(Temporary("混雑", after=50.0)), SENT)

    assert one.looked(Unknown(Temporary("混雑")), LATE_AND_SENT) == unclear(LOST)


# what a write decides


def test_what_was_written_is_made_and_says_what_came_into_records() -> None:
    seen = Seen("", stored=Stored(3, 1))

    assert attempt().wrote(Seen("a-1"), SENT) == Result(KEY, Outcome.MADE)
    assert attempt().wrote(seen, CALM) == Result(KEY, Outcome.MADE, stored=Stored(3, 1))


PERMISSION = MissingPermission("Things.Write", identity="app")
FINAL = [Permanent("断られました。"), PERMISSION]
PASSING: list[tuple[M365BotError, int]] = [
    (NotFound("ない"), 6),
    (Conflict("ある"), 4),
    (Changed("変わった"), 4),
    (Locked("開いている"), 2),
    (Doubtful("断られました。"), 1),
    (LOST, 10),
    (GuardStopped("人が"), 1),
    (Broken(ZeroDivisionError()), 1),
]


@pytest.mark.parametrize("moment", [CALM, SENT], ids=["not sent", "sent"])
@pytest.mark.parametrize("error", FINAL)
def test_a_plain_no_is_final_though_bytes_left(error: M365BotError, moment: Moment) -> None:
    assert attempt().wrote(error, moment) == failed(error)


def test_a_refusal_names_the_permission_of_the_identity_that_was_refused() -> None:
    app, account = (attempt().wrote(MissingPermission("", identity=who), SENT) for who in ("app", "account"))

    assert app == failed(PERMISSION)
    assert account == failed(MissingPermission("Things.Send"))


def written_again(
    one: Attempt, error: M365BotError, found: Observation, moment: Moment
) -> Iterable[Decision]:
    """Look, and write where that is decided, over and over."""
    while True:
        decision = one.looked(found if one.must_look else None, moment)
        if isinstance(decision, Write):
            decision = one.wrote(error, moment)
        yield decision
        if isinstance(decision, Result):
            return


@pytest.mark.parametrize(("error", "patience"), PASSING)
def test_bytes_that_never_left_are_sent_until_patience_is_over(error: M365BotError, patience: int) -> None:
    decisions = list(written_again(attempt(look_first=False), error, Absent(), CALM))

    assert [type(decision) for decision in decisions] == [Wait] * (patience - 1) + [Result]
    assert decisions[-1].outcome is Outcome.FAILED


@pytest.mark.parametrize(("error", "patience"), PASSING)
def test_what_was_sent_is_looked_for_before_patience_counts(error: M365BotError, patience: int) -> None:
    decisions = list(written_again(attempt(look_first=False), error, Absent(), SENT))

    assert [type(decision) for decision in decisions] == [Wait] * patience + [Result]
    assert decisions[-1].outcome is Outcome.FAILED


@pytest.mark.parametrize("error", [Temporary("混雑"), NotReady("まだ"), Unreachable("接続できません。")])
def test_what_passes_by_itself_is_never_in_vain(error: M365BotError) -> None:
    decisions = written_again(attempt(look_first=False), error, Absent(), SENT)

    assert all(isinstance(decision, Wait) for _, decision in zip(range(50), decisions, strict=False))


def test_what_only_was_not_ready_counts_for_no_other_error() -> None:
    one = attempt()
    for _ in range(9):
        one.looked(Absent(), SENT)
        one.wrote(NotReady("まだ"), SENT)
    for error in [Locked("開いている"), Conflict("ある"), Conflict("ある"), Conflict("ある")]:
        one.looked(Absent(), SENT)
        assert isinstance(one.wrote(error, SENT), Wait)

    assert isinstance(one.looked(Absent(), SENT), Write)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("ある"), THING.conflict),
        (Changed("変わった"), THING.conflict),
        (LOST, "何度か送りましたが返事がなく、まだできていません。時間をおいて、もう一度実行してください。"),
        (NotFound("ない"), "ない"),
        (Locked("開いている"), "開いている"),
    ],
)
def test_the_words_say_what_is_known_by_now(error: M365BotError, words: str) -> None:
    *_, last = written_again(attempt(), error, Absent(), SENT)

    assert last == failed(error, words)


def test_a_kind_without_words_for_a_conflict_lets_the_service_speak() -> None:
    plain = attempt(Change(Action.CREATE, Thing("plain"), ""))

    *_, last = written_again(plain, Conflict("ある"), Absent(), SENT)

    assert last == Result("thing:plain", Outcome.FAILED, "ある", "Conflict")


@pytest.mark.parametrize("error", [SignInNeeded("証明書"), ServiceAccountSignedOut("サインイン")])
@pytest.mark.parametrize("moment", [CALM, SENT], ids=["not sent", "sent"])
def test_without_a_token_nothing_more_is_tried_and_nothing_has_failed(
    error: M365BotError, moment: Moment
) -> None:
    assert attempt().wrote(error, moment) == unclear(error)


@pytest.mark.parametrize("looks", [True, False])
def test_who_looked_once_goes_on_looking(looks: bool) -> None:
    one = attempt(look_first=looks)
    one.wrote(Unreachable("接続できません。"), CALM)

    assert one.must_look is looks


def test_bytes_that_left_must_be_looked_for() -> None:
    one = attempt(look_first=False)
    one.wrote(Temporary("混雑"), SENT)

    assert one.must_look


# unknown never becomes failed


@pytest.mark.parametrize(
    "error", [LOST, Temporary("混雑"), Conflict("ある"), NotFound("ない"), Locked("開いている")]
)
@pytest.mark.parametrize(
    "blind",
    [
        Temporary("混雑"),
        NotFound("ない"),
        Permanent("断られました。"),
        MissingPermission("Things.Read"),
        Broken(ZeroDivisionError()),
        ServiceAccountSignedOut("サインイン"),
    ],
)
def test_what_was_sent_and_cannot_be_looked_for_has_never_failed(
    error: M365BotError, blind: M365BotError
) -> None:
    one = attempt(look_first=False)
    decisions = [one.wrote(error, SENT)]
    while isinstance(decisions[-1], Wait) and len(decisions) < 30:
        decisions.append(one.looked(Unknown(blind), SENT))
    if isinstance(decisions[-1], Wait):
        decisions.append(one.looked(Unknown(blind), LATE_AND_SENT))

    assert isinstance(decisions[-1], Result)
    assert decisions[-1].outcome is Outcome.UNKNOWN


def test_an_absence_that_has_not_settled_leaves_the_outcome_unknown() -> None:
    one = attempt()
    one.wrote(LOST, SENT)

    assert one.looked(Absent(), Moment(BEGAN, True, 40.0, True)) == unclear(LOST)


# when time is over


@pytest.mark.parametrize(
    ("found", "moment", "decision"),
    [
        (AS_WANTED, LATE_AND_SENT, ADOPTED),
        (EDITED, LATE_AND_SENT, Result(KEY, Outcome.WITHHELD, "人が編集")),
        (OTHERWISE, LATE_AND_SENT, failed(Temporary("混雑"))),
        (Absent(), LATE_AND_SENT, failed(Temporary("混雑"))),
        (Unknown(NotReady("まだ")), LATE_AND_SENT, unclear(Temporary("混雑"))),
        (Unknown(NotReady("まだ")), LATE, failed(Temporary("混雑"))),
        (None, LATE, failed(Temporary("混雑"))),
    ],
)
def test_the_last_look_settles_it(found: Observation | None, moment: Moment, decision: Decision) -> None:
    one = attempt(look_first=False)
    one.wrote(Temporary("混雑"), SENT if moment.under_way else CALM)

    assert one.looked(found, moment) == decision


def test_late_and_nothing_known_is_unclear() -> None:
    late = attempt().looked(Absent(), Moment(BEGAN, settling=40.0, late=True))

    assert late == Result(KEY, Outcome.UNKNOWN, "時間内に結果が分かりませんでした。", "OutcomeUnknown")
    assert attempt().looked(Absent(), LATE) == late


FOUND = [None, AS_WANTED, OTHERWISE, Absent(), EDITED, Unknown(NotFound("ない")), Unknown(Temporary("混雑"))]
ERRORS = [None, *(error for error, _ in PASSING), Temporary("混雑"), *FINAL]


@pytest.mark.parametrize("late", [LATE, LATE_AND_SENT, Moment(BEGAN, True, 40.0, True)])
@pytest.mark.parametrize("change", [CREATE, UPDATE, REMOVE])
def test_late_is_always_settled(change: Change, late: Moment) -> None:
    for found, error in product(FOUND, ERRORS):
        one = attempt(change)
        if error:
            one.wrote(error, SENT)

        assert isinstance(one.looked(found, late), Result), (found, error)


# what is not there yet, and comes when it comes

UNREADY = NotReady("まだです。", after=3.0, patience=300.0)
GIVEN_UP = Result(
    KEY,
    Outcome.UNKNOWN,
    "まだです。この実行では待ち切れませんでした。もう一度実行すると続きから行います。",
    "NotReady",
)


@pytest.mark.parametrize(
    ("waited", "decision"),
    [
        (0.0, Wait(3.0, long=True)),
        (30.0, Wait(3.0, long=True)),
        (100.0, Wait(10.0, long=True)),
        (295.0, Wait(5.0, long=True)),
        (300.0, GIVEN_UP),
    ],
)
def test_r7_what_is_not_there_yet_is_asked_for_ever_more_seldom_and_given_up_for_this_run(
    waited: float, decision: Decision
) -> None:
    one = attempt()
    one.looked(Unknown(UNREADY), CALM)

    assert one.looked(Unknown(UNREADY), Moment(BEGAN, waited=waited)) == decision


def test_what_is_given_up_for_this_run_says_when_it_is_tried_again() -> None:
    given_up = attempt().looked(Unknown(UNREADY), Moment(BEGAN, late=True, again=BEGAN + timedelta(days=1)))

    assert isinstance(given_up, Result)
    assert (
        given_up.words
        == "まだです。この実行では待ち切れませんでした。次の実行(06-03 00:00)で続きから行います。"
    )


def test_pauses_for_what_is_not_there_yet_grow_to_half_a_minute() -> None:
    patient = NotReady("まだです。", after=3.0, patience=3600.0)
    one = attempt()
    one.looked(Unknown(patient), CALM)

    assert one.looked(Unknown(patient), Moment(BEGAN, waited=1000.0)) == Wait(30.0, long=True)


@pytest.mark.parametrize("moment", [LATE, LATE_AND_SENT])
def test_when_time_is_over_what_is_not_there_yet_has_not_failed(moment: Moment) -> None:
    assert attempt().looked(Unknown(UNREADY), moment) == GIVEN_UP


def test_its_patience_begins_when_it_is_first_found_not_to_be_there() -> None:
    one = attempt(look_first=False)
    one.wrote(Temporary("混雑"), CALM)
    one.wrote(UNREADY, Moment(BEGAN, waited=200.0))

    assert isinstance(one.looked(None, Moment(BEGAN, waited=400.0)), Write)
    assert isinstance(one.wrote(UNREADY, Moment(BEGAN, waited=499.0)), Wait)
    assert one.wrote(UNREADY, Moment(BEGAN, waited=500.0)) == GIVEN_UP


# windows

CLOSES = BEGAN + timedelta(minutes=5)
WINDOWED = Change(Action.CREATE, THING, "", not_after=CLOSES)
HALF_MADE = Present(replace(OTHERWISE.seen, half_made=True))
PAST = Result(KEY, Outcome.FAILED, "送る時間を過ぎたため送りませんでした。", "Late")


@pytest.mark.parametrize(
    ("found", "now", "decision"),
    [
        (Absent(), CLOSES, Write(None)),
        (Absent(), CLOSES + timedelta(seconds=1), PAST),
        (None, CLOSES + timedelta(seconds=1), PAST),
        (AS_WANTED, CLOSES + timedelta(seconds=1), ADOPTED),
        (OTHERWISE, CLOSES + timedelta(seconds=1), Write(OTHERWISE.seen)),
        (HALF_MADE, CLOSES, Write(HALF_MADE.seen)),
        (HALF_MADE, CLOSES + timedelta(seconds=1), PAST),  # a draft: nobody has it yet
    ],
)
def test_outside_its_window_nothing_is_sent_but_what_was_sent_is_edited(
    found: Observation | None, now: datetime, decision: Decision
) -> None:
    assert attempt(WINDOWED).looked(found, Moment(now)) == decision


def test_a_window_that_is_over_says_so_even_when_all_time_is() -> None:
    one = attempt(WINDOWED)
    one.wrote(Temporary("混雑"), SENT)

    assert one.looked(Absent(), Moment(CLOSES + timedelta(seconds=1), True, 0.0, True)) == PAST


# pauses


def test_pauses_grow_to_half_a_minute() -> None:
    decisions = written_again(attempt(), Temporary("混雑"), Absent(), SENT)
    pauses = [one.seconds for _, one in zip(range(8), decisions, strict=False) if isinstance(one, Wait)]

    assert pauses == [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0]


@pytest.mark.parametrize(
    ("after", "settling", "seconds"),
    [
        (None, 0.0, 1.0),
        (0.0, 0.0, 1.0),
        (0.2, 0.0, 0.2),
        (90.0, 0.0, 90.0),
        (3.0, 40.0, 40.0),
        (90.0, 40.0, 90.0),
    ],
)
def test_the_pause_is_the_services_wish_or_what_an_absence_needs(
    after: float | None, settling: float, seconds: float
) -> None:
    one = attempt()
    one.looked(OTHERWISE, Moment(BEGAN, settling=settling))

    assert one.wrote(Temporary("混雑", after=after), Moment(BEGAN, True, settling)) == Wait(seconds)


def test_e_who_is_asked_to_come_again_tomorrow_does_not_wait_for_it() -> None:
    decided = attempt().wrote(Temporary("明日まで待つように求めています。", after=86400.0), CALM)

    assert isinstance(decided, Result)
    assert (decided.outcome, decided.words) == (Outcome.UNKNOWN, "明日まで待つように求めています。")
