"""A run from its beginning to its end: what is done, how it is told, which exit status it has."""

from datetime import timedelta

import pytest
import structlog

from m365bot.errors import (
    ConfigError,
    MissingPermission,
    OutcomeUnknown,
    Permanent,
    ServiceAccountSignedOut,
    SignInNeeded,
    Unreachable,
)
from m365bot.journal import Run, Status, Trigger
from m365bot.programme import Guards
from m365bot.resources import Gone
from tests.runs.here import ISSUE, NOW, ONE, PLACE, R7, TWO, Here
from tests.runs.world import Sheet, Thing


def test_what_is_missing_is_made_once(here: Here) -> None:
    run = here.runs_job(actor="sato", reason="試し")

    assert (run.status, here.exit(run)) == (Status.DONE, 0)
    assert here.world.there == {ONE.key: {"text": "text"}}
    kept = here.row(run)
    assert kept == run
    assert (kept.trigger, kept.actor, kept.reason, kept.cohort) == (Trigger.MANUAL, "sato", "試し", None)
    assert kept.planned <= (kept.started or NOW) <= (kept.ended or NOW)


def test_a_second_run_finds_nothing_to_do(here: Here) -> None:
    here.runs_job()

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.NOTHING_TO_DO, 0)
    assert here.document(run)["counts"]["none"] == 1
    assert here.world.written[ONE.key] == 1


def test_of_two_that_take_the_same_number_the_second_takes_the_next(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = here.runs.add

    def after_another(run: Run) -> bool:
        monkeypatch.undo()
        assert add(run.interrupted(NOW))
        return add(run)

    monkeypatch.setattr(here.runs, "add", after_another)

    run = here.runs_job(at=NOW)

    assert (run.id, run.status) == ("things-20250701-090000-2", Status.DONE)


def test_the_document_tells_what_was_done_and_what_it_cost(here: Here) -> None:
    here.wanted = [ONE, TWO, Sheet("answers")]
    here.world.there = {TWO.key: {"text": "old"}, Sheet("answers").key: {"rows": 3}}

    shown = here.document(here.runs_job())

    names = "run_id job cohort status plan_digest counts http seconds errors withheld"
    assert list(shown) == names.split()
    assert {name: n for name, n in shown["counts"].items() if n} == {
        "create": 1,
        "update": 1,
        "store": 3,
        "quarantined": 1,
    }
    assert shown["http"] == {"requests": 6, "round_trips": 6, "throttled": 0}
    assert (shown["status"], shown["errors"]) == ("done", [])
    assert 0 <= shown["seconds"] < 5


def test_seconds_are_those_that_passed(here: Here) -> None:
    here.world.lost = {ONE.key: [Unreachable("切れた")]}

    run = here.runs_job()

    assert run.status is Status.DONE
    assert 1 <= here.document(run)["seconds"] < 60


def test_its_id_is_made_of_job_cohort_and_time_and_counts_on(here: Here) -> None:
    ids = [here.runs_job("yearly", at=NOW).id for _ in range(3)]

    assert ids == ["yearly-R7-20250701-090000", "yearly-R7-20250701-090000-2", "yearly-R7-20250701-090000-3"]


def test_one_cohort_may_be_named_and_only_a_known_one(here: Here) -> None:
    assert here.runs_job("yearly", cohort="R7").cohort == R7.key
    with pytest.raises(ConfigError, match="R9"):
        here.runs_job("yearly", cohort="R9")
    with pytest.raises(ConfigError, match="things"):
        here.runs_job("thing")


def test_a_run_that_another_daemon_has_begun_is_not_begun_again(here: Here) -> None:
    here.runs_job(run_id="tick")

    with pytest.raises(ValueError, match="not enough values"):
        here.runs_job(run_id="tick")

    assert here.world.written[ONE.key] == 1


# parts that fail


def test_a_part_that_fails_leaves_the_rest_done(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.writes = {TWO.key: [Permanent("だめ")]}

    run = here.runs_job()

    shown = here.document(run)
    assert (run.status, here.exit(run)) == (Status.PARTLY_FAILED, 3)
    assert (shown["counts"]["create"], shown["counts"]["failed"]) == (1, 1)
    assert shown["errors"] == [{"key": TWO.key, "words": "だめ", "error": "Permanent"}]


def test_where_all_of_it_fails_the_run_is_still_partly_failed(here: Here) -> None:
    here.world.writes = {ONE.key: [Permanent("だめ")]}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.PARTLY_FAILED, 3)


def test_a_permission_that_is_missing_for_all_of_it_fails_the_run(here: Here) -> None:
    here.world.writes = {ONE.key: [MissingPermission("Things.ReadWrite.All")]}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 5)
    assert "Things.ReadWrite.All" in here.document(run)["errors"][0]["words"]


def test_a_permission_that_is_missing_for_a_part_comes_first_among_the_errors(here: Here) -> None:
    deep = Thing(PLACE, "z")
    here.wanted = [ONE, deep]
    here.world.writes = {ONE.key: [Permanent("だめ")], deep.key: [MissingPermission("Things.ReadWrite.All")]}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.PARTLY_FAILED, 3)
    assert [error["error"] for error in here.document(run)["errors"]] == ["MissingPermission", "Permanent"]


def test_r15_what_the_token_may_not_do_is_not_even_tried_and_is_named(here: Here) -> None:
    here.world.held = frozenset({"Other.Read.All"})

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 5)
    assert "権限 Things.ReadWrite.All がありません" in here.document(run)["errors"][0]["words"]
    assert here.world.written == {}


def test_r15_a_plan_tells_what_the_tokens_may_not_do(here: Here) -> None:
    here.world.held = frozenset({"Other.Read.All"})
    (forbidden,) = here.plans("things")
    here.world.held = frozenset({"Things.ReadWrite.All"})
    (allowed,) = here.plans("things")

    assert (forbidden.lacking, allowed.lacking) == (("app:Things.ReadWrite.All",), ())


def test_r15_a_token_that_tells_nothing_is_left_to_graph(here: Here) -> None:
    run = here.runs_job()

    assert run.status is Status.DONE


def test_what_lies_higher_is_told_first(here: Here) -> None:
    here.wanted = [ONE, Sheet("z")]
    here.world.reads = {ONE.key: [Permanent("一つ")], "sheet:z": [Permanent("表")]}

    run = here.runs_job()

    assert [error["key"] for error in here.document(run)["errors"]] == ["sheet:z", ONE.key]


def test_what_could_not_be_seen_is_unknown_and_nothing_is_done_about_it(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.reads = {ONE.key: [Permanent("混雑")]}

    run = here.runs_job()

    shown = here.document(run)
    assert (run.status, here.exit(run)) == (Status.PARTLY_FAILED, 3)
    assert (shown["counts"]["create"], shown["counts"]["unknown"], shown["counts"]["failed"]) == (1, 1, 0)
    assert here.world.written[ONE.key] == 0


def test_a_write_whose_outcome_nobody_knows_is_unknown_and_not_failed(here: Here) -> None:
    def answers_no_more(method: str, key: str) -> None:
        if here.world.written[ONE.key]:
            here.world.standing[ONE.key] = Unreachable("切れた")

    here.world.before = answers_no_more
    here.world.lost = {ONE.key: [OutcomeUnknown("返事がない")]}

    run = here.runs_job()

    counts = here.document(run)["counts"]
    assert (counts["unknown"], counts["failed"], run.status) == (1, 0, Status.PARTLY_FAILED)
    assert here.exit(run) == 3


# all of it fails


def test_where_the_permission_is_missing_for_everything_nothing_is_planned(here: Here) -> None:
    here.wanted = [Sheet("a"), Sheet("b")]
    here.world.standing = {key: MissingPermission("Sites.Read.All") for key in ("sheet:a", "sheet:b")}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 5)
    assert [error["key"] for error in here.document(run)["errors"]] == ["sheet:a", "sheet:b"]
    assert here.document(run)["counts"]["unknown"] == 0
    assert here.document(run)["http"]["requests"] == 2


def test_where_nothing_answers_it_is_said_once(here: Here) -> None:
    here.wanted = [Sheet("a"), Sheet("b")]
    here.world.standing = {key: Unreachable("つながりません") for key in ("sheet:a", "sheet:b")}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 1)
    assert here.document(run)["errors"] == [{"key": "", "words": "つながりません", "error": "Unreachable"}]


def test_without_a_token_there_is_no_run(here: Here) -> None:
    here.world.standing = {ONE.key: SignInNeeded("サインイン")}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 5)
    assert here.document(run)["errors"] == [{"key": "", "words": "サインイン", "error": "SignInNeeded"}]
    assert here.document(run)["http"]["requests"] == 1
    assert run.ended


def test_what_the_service_account_would_do_waits_for_it(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.writes = {ONE.key: [ServiceAccountSignedOut("signed out")]}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.PARTLY_FAILED, 3)
    assert here.world.written == {TWO.key: 1}


def test_a_mistake_of_ours_ends_one_run_and_says_nothing_of_what_it_held(here: Here) -> None:
    def breaks(plan: object) -> None:
        raise ZeroDivisionError("山田")

    here.changes = {"planned": breaks}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.FAILED, 1)
    (error,) = here.document(run)["errors"]
    assert (error["key"], error["error"]) == ("", "ZeroDivisionError")
    assert "山田" not in error["words"]
    assert here.world.written == {}


# a guard, a person


def test_a_guard_stops_it_and_its_plan_can_be_looked_at(here: Here) -> None:
    here.runs_job()
    here.wanted = [Gone(ONE, "終了")]
    here.guards = Guards(members_removed=0)

    run = here.row(here.runs_job())

    assert (run.status, here.exit(run)) == (Status.STOPPED, 1)
    assert run.plan is not None
    assert [change["action"] for change in run.plan["changes"]] == ["remove"]
    assert here.document(run)["errors"][0]["error"] == "GuardStopped"
    assert here.document(run)["http"]["requests"] == 1
    assert run.ended
    assert here.daemon_looks() == []
    assert here.world.there


def test_who_says_no_ends_it_before_anything_is_done(here: Here) -> None:
    here.changes = {"begins": lambda now, asking: False}

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.CANCELLED, 1)
    assert here.world.written == {}
    assert here.document(run)["http"]["requests"] == 1
    assert here.row(run).plan is None


def test_who_is_asked_is_told_what_is_done_and_what_waits(here: Here) -> None:
    asked = []
    here.wanted = [ONE, ISSUE]
    here.changes = {"begins": lambda now, asking: asked.append((now, asking)) or True}

    here.runs_job()

    ((now, asking),) = asked
    assert [change.key for change in now.changes] == [ONE.key]
    assert [change.key for change in asking.changes] == [ISSUE.key]


def test_each_change_is_told_as_it_is_settled(here: Here) -> None:
    told = []
    here.wanted = [ONE, TWO]
    here.changes = {"told": lambda change, result, count: told.append((change.key, result.outcome, count))}

    here.runs_job()

    assert sorted(told) == [(ONE.key, "made", 2), (TWO.key, "made", 2)]


def test_a_run_that_somebody_cancels_goes_no_further(here: Here) -> None:
    here.wanted = [ONE, Thing(PLACE, "later", first=ONE)]
    here.changes = {
        "told": lambda change, result, count: here.cancels("mine") if change.key == ONE.key else None
    }

    run = here.runs_job(run_id="mine")

    assert here.world.written == {ONE.key: 1}
    (error,) = here.document(run)["errors"]
    assert (error["words"], error["error"]) == ("取り消されました。", "Stopped")
    assert here.exit(run) in (1, 3)


def test_one_that_is_cancelled_while_its_write_waits_for_its_turn_does_not_send_it(here: Here) -> None:
    here.world.before = lambda method, key: here.cancels("mine") if method == "PUT" else None

    run = here.runs_job(run_id="mine")

    assert here.world.written == {}
    assert here.row(run).status is Status.CANCELLED


@pytest.mark.parametrize("then", [[], [SignInNeeded("サインイン")]])
def test_one_that_is_cancelled_while_it_is_planned_stays_so(then: list[BaseException], here: Here) -> None:
    here.world.reads = {ONE.key: list(then)}

    def cancelled(method: str, key: str) -> None:
        here.world.before = lambda method, key: None
        here.cancels("mine")

    here.world.before = cancelled

    run = here.runs_job(run_id="mine")

    assert run.status is here.row(run).status is Status.CANCELLED
    assert here.world.written == {}


def test_one_that_is_cancelled_while_it_waits_for_its_team_stays_so(here: Here) -> None:
    other = here.holds(PLACE.key)

    def happens() -> None:
        here.cancels("mine")
        other.release()

    run = here.runs_while(happens, after=5, run_id="mine", patience=60.0)

    assert run.status is here.row(run).status is Status.CANCELLED
    assert here.world.written == {}


def test_past_its_deadline_nothing_more_is_begun(here: Here) -> None:
    here.world.before = lambda method, key: here.passes(hours=2) if method == "GET" else None

    run = here.runs_job()

    (error,) = here.document(run)["errors"]
    assert error["error"] == "Stopped"
    assert "制限時間" in error["words"]
    assert here.world.written == {}


# planning's now


def test_its_now_goes_on_from_the_at_it_was_given(here: Here) -> None:
    opens = NOW + timedelta(days=30)
    here.wanted = [Thing(PLACE, "post", opens=opens, closes=opens + timedelta(hours=1))]

    ahead = here.runs_job(at=NOW)
    within = here.runs_job(at=opens)
    past = here.runs_job(at=opens + timedelta(days=1))

    assert (ahead.status, within.status) == (Status.NOTHING_TO_DO, Status.DONE)
    assert (past.status, past.at) == (Status.NOTHING_TO_DO, opens + timedelta(days=1))


def test_outside_its_window_nothing_is_sent(here: Here) -> None:
    here.wanted = [Thing(PLACE, "post", opens=NOW - timedelta(hours=2), closes=NOW - timedelta(hours=1))]

    run = here.runs_job()

    assert (run.status, here.exit(run)) == (Status.NOTHING_TO_DO, 0)
    assert here.document(run)["counts"]["withheld"] == 1
    assert here.world.written == {}


def test_o15_a_job_may_be_called_by_the_title_that_tables_show(here: Here) -> None:
    assert [here.office().job(name).name for name in ("期のもの", " もの ", "things")] == [
        "yearly",
        "things",
        "things",
    ]


def test_whatever_is_logged_while_a_run_works_bears_its_id(here: Here) -> None:
    seen: list[object] = []
    here.world.before = lambda method, key: seen.append(structlog.contextvars.get_contextvars().get("run"))

    run = here.runs_job()

    assert seen
    assert set(seen) == {run.id}
    assert structlog.contextvars.get_contextvars() == {}
