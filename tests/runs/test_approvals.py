"""What waits for a person: split off, decided once, carried out as it was approved or not at all."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from m365bot.database import tables
from m365bot.errors import (
    ConfigError,
    FaultyConfig,
    GuardStopped,
    NotFound,
    Permanent,
    SignInNeeded,
    Temporary,
)
from m365bot.journal import Decision, Report, Run, Status, Trigger
from m365bot.runs import deciding, taking
from tests.runs.here import ISSUE, NOW, ONE, PLACE, TWO, Here
from tests.runs.world import Died, Thing

MORNING = NOW + timedelta(hours=24)


def issue(text: str = "第13号", *, label: str = "issue") -> Thing:
    """Something to be sent the next morning, once it is approved."""
    return Thing(PLACE, label, text, "公開には承認が必要です。", MORNING, MORNING + timedelta(hours=2))


@pytest.fixture
def asking(here: Here) -> Here:
    here.wanted = [ONE, ISSUE]
    return here


# asking


def test_what_asks_waits_and_what_does_not_is_done(asking: Here) -> None:
    run = asking.runs_job()

    assert (run.status, asking.exit(run)) == (Status.AWAITING_APPROVAL, 4)
    assert asking.world.written == {ONE.key: 1}
    assert run.asking is not None
    assert [change["key"] for change in run.asking["changes"]] == [ISSUE.key]
    assert asking.document(run)["plan_digest"] == run.asking["digest"]
    assert asking.approval_of(run) is None


def test_a_part_that_failed_tells_more_than_what_waits(asking: Here) -> None:
    asking.world.writes = {ONE.key: [Permanent("だめ")]}

    run = asking.runs_job()

    assert (run.status, asking.exit(run)) == (Status.AWAITING_APPROVAL, 3)


# deciding


def test_approved_it_is_carried_out_by_a_run_of_its_own(asking: Here) -> None:
    run = asking.runs_job()

    done = asking.approves(run, kessai="総123", reason="よし")

    assert (done.id, done.status, asking.exit(done)) == (f"{run.id}:apply", Status.DONE, 0)
    assert (done.trigger, done.actor, done.reason) == (Trigger.APPROVAL, "sato", "よし")
    assert (done.job, done.cohort, done.at, done.planned) == (run.job, run.cohort, run.at, run.planned)
    assert asking.world.written == {ONE.key: 1, ISSUE.key: 1}
    assert asking.statuses() == {run.id: "done", done.id: "done"}
    assert asking.document(done)["plan_digest"] == (run.asking or {})["digest"]


def test_who_approved_and_on_what_authority_is_kept(asking: Here) -> None:
    run = asking.runs_job()

    done = asking.approves(run, kessai="総123", reason="よし")

    kept = asking.approval_of(run)
    assert kept is not None
    assert (kept.who, kept.verified, kept.kessai, kept.reason) == ("sato", False, "総123", "よし")
    assert (kept.decision, kept.run_id) == (Decision.APPROVED, run.id)
    assert kept.digest == (run.asking or {})["digest"]
    assert asking.approval_of(done) == kept


@pytest.mark.parametrize(
    ("word", "allowed", "counts"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"kessai": "総123"}, False, True),
        ({"verified": True}, False, True),
    ],
)
def test_only_a_word_that_counts_is_an_approval(
    word: dict[str, object], allowed: bool, counts: bool, asking: Here
) -> None:
    run = asking.runs_job()
    asking.unverified = allowed

    if counts:
        assert asking.approves(run, **word).status is Status.DONE
    else:
        with pytest.raises(GuardStopped, match="--kessai"):
            asking.approves(run, **word)

    assert asking.row(run).status is (Status.DONE if counts else Status.AWAITING_APPROVAL)
    assert (ISSUE.key in asking.world.there) == counts
    assert (f"{run.id}:apply" in asking.statuses()) == counts


def test_s10_an_approval_that_does_not_count_is_not_kept_and_a_better_one_may_follow(asking: Here) -> None:
    run = asking.runs_job()
    asking.unverified = False
    with pytest.raises(GuardStopped):
        asking.approves(run)

    assert asking.approval_of(run) is None
    assert asking.approves(run, kessai="総1").status is Status.DONE


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "-"])
def test_s10_a_number_that_says_nothing_is_refused(blank: str, asking: Here) -> None:
    run = asking.runs_job()
    asking.unverified = False

    with pytest.raises(ConfigError, match="--kessai"):
        asking.approves(run, kessai=blank)

    assert asking.row(run).status is Status.AWAITING_APPROVAL


# a word that was never said (S14)


def test_s14_a_requested_run_without_an_approval_is_not_carried_out_and_asks_anew(asking: Here) -> None:
    run = asking.runs_job()
    by_hand = run.to_apply(due=NOW, actor="nobody", reason="")
    asking.runs.claim(run.approved(), run.status, followed_by=by_hand)

    asking.daemon_looks()

    row = asking.row(by_hand)
    assert (row.status, row.report.errors[0].words[:8]) == (Status.REJECTED, "承認の記録がない")
    assert ISSUE.key not in asking.world.there
    assert len(asking.runs.of_status(Status.AWAITING_APPROVAL)) == 1


def test_s14_an_approval_that_somebody_wrote_into_the_table_is_none(asking: Here) -> None:
    run = asking.runs_job()
    by_hand = run.to_apply(due=NOW, actor="nobody", reason="")
    asking.runs.claim(run.approved(), run.status, followed_by=by_hand)
    digest = asking.office().plan(run.asking or {}).digest
    row = {"run_id": run.id, "digest": digest, "decision": "approved", "who": "課長", "verified": True}
    more = {"kessai": "", "reason": "", "at": NOW.isoformat(), "instance": asking.instance}
    with asking.engine.begin() as connection:
        connection.execute(insert(tables.approvals).values(**row, **more))

    asking.daemon_looks()

    assert asking.row(by_hand).status is Status.REJECTED
    assert ISSUE.key not in asking.world.there


def test_s14_an_approval_of_another_text_does_not_carry_this_one(asking: Here) -> None:
    """Somebody changed both rows after the word was said."""
    asking.wanted = [ISSUE]
    run = asking.runs_job()
    other = Thing(PLACE, "issue", "別の文", "公開には承認が必要です。")
    office = asking.office()
    applying = deciding.approve(office, run.id, deciding.Word("sato"))
    asking.wanted = [other]
    another = asking.runs_job()
    asking.runs.save(replace(applying, plan=another.asking))
    asking.runs.save(replace(asking.row(another), status=Status.CANCELLED))

    asking.daemon_looks()

    assert asking.row(applying).status is Status.REJECTED
    assert ISSUE.key not in asking.world.there


def test_s14_a_running_row_by_hand_does_nothing_that_asks(asking: Here) -> None:
    run = asking.runs_job()
    asking.runs.save(
        replace(
            asking.row(run), status=Status.RUNNING, plan=run.asking, asking=None, report=Report(leases=())
        )
    )

    asking.daemon_looks()

    assert ISSUE.key not in asking.world.there
    assert [one.error for one in asking.row(run).report.errors] == ["Unapproved"]


def test_s14_what_died_while_it_carried_out_less_than_was_approved_goes_on(asking: Here) -> None:
    two = Thing(PLACE, "other", "x", ask="承認")
    asking.wanted = [ISSUE, two]
    run = asking.runs_job()
    asking.world.there[two.key] = dict(two.facts)  # somebody did it by hand
    asking.world.lost = {ISSUE.key: [Died()]}
    with pytest.raises(Died):
        asking.approves(run)

    asking.daemon_looks()

    assert asking.row(f"{run.id}:apply").status is Status.DONE
    assert asking.world.written == {ISSUE.key: 1}


def test_rejected_it_is_over(asking: Here) -> None:
    run = asking.runs_job()

    rejected = asking.rejects(run, reason="見出し")

    assert (rejected.status, rejected.reason) == (Status.REJECTED, "見出し")
    assert rejected.ended
    assert asking.row(run) == rejected
    assert ISSUE.key not in asking.world.there
    kept = asking.approval_of(run)
    assert kept
    assert kept.decision is Decision.REJECTED


@pytest.mark.parametrize("first", ["approves", "rejects"])
@pytest.mark.parametrize("second", ["approves", "rejects"])
def test_a_second_word_is_told_that_it_does_not_wait_any_more(first: str, second: str, asking: Here) -> None:
    run = asking.runs_job()
    getattr(asking, first)(run)

    with pytest.raises(ConfigError, match="承認待ちではありません"):
        getattr(asking, second)(run)

    assert asking.world.written[ISSUE.key] == (1 if first == "approves" else 0)


@pytest.mark.parametrize("second", ["approves", "rejects"])
def test_who_decides_at_the_same_moment_is_told_that_it_is_decided(second: str, asking: Here) -> None:
    """Both have read the row while it waited."""
    run = asking.runs_job()

    with pytest.raises(ConfigError, match="ほかの人がいま決めた"):
        asking.decides_late(run, second)

    assert asking.statuses() == {run.id: "rejected"}
    assert ISSUE.key not in asking.world.there


@pytest.mark.parametrize("second", ["approves", "rejects"])
def test_a_word_that_comes_too_late_takes_no_approval_back(second: str, asking: Here) -> None:
    run = asking.runs_job()

    with pytest.raises(ConfigError, match="ほかの人がいま決めた"):
        asking.decides_late(run, second, after="approves")

    assert asking.statuses() == {run.id: "done", f"{run.id}:apply": "requested"}
    asking.daemon_looks()
    assert asking.world.written[ISSUE.key] == 1


def test_who_approves_while_a_daemon_is_quicker_is_shown_what_it_did(asking: Here) -> None:
    run = asking.runs_job()
    office = asking.office()
    applying = deciding.approve(office, run.id, deciding.Word("sato"))
    asking.daemon_looks()

    done = asking.does(taking.at_its_minute(office, applying, taking.By.PERSON))

    assert (done.id, done.status) == (f"{run.id}:apply", Status.DONE)
    assert asking.world.written[ISSUE.key] == 1


def test_a_run_that_never_asked_cannot_be_decided(here: Here) -> None:
    run = here.runs_job()

    with pytest.raises(ConfigError, match="承認待ちではありません"):
        here.approves(run)
    with pytest.raises(ConfigError, match="完了"):
        here.rejects(run)


@pytest.mark.parametrize(("word", "status"), [("approves", "done"), ("rejects", "rejected")])
def test_one_word_decides_what_others_ask_for_alike(word: str, status: str, asking: Here) -> None:
    first = asking.runs_job(at=NOW)
    asking.wanted = [ONE, TWO, ISSUE]
    second = asking.runs_job(at=NOW)
    asking.wanted = [ISSUE, Thing(PLACE, "other", ask="承認")]
    another = asking.runs_job(at=NOW)
    asking.wanted = [ONE, ISSUE]
    of_a_cohort = asking.runs_job("yearly", at=NOW)

    getattr(asking, word)(second)

    assert asking.row(second).status.value == status
    over = asking.row(first)
    assert over.status is Status.CANCELLED
    assert second.id in over.reason
    assert over.ended
    assert asking.row(another).status is Status.AWAITING_APPROVAL
    assert asking.row(of_a_cohort).status is Status.AWAITING_APPROVAL


def test_o2_one_word_decides_what_another_asked_for_as_a_part_of_it(asking: Here) -> None:
    part = asking.runs_job(at=NOW)
    asking.wanted = [ISSUE, Thing(PLACE, "other", ask="承認")]
    whole = asking.runs_job(at=NOW)

    asking.approves(whole)

    over = asking.row(part)
    assert (over.status, whole.id in over.reason) == (Status.CANCELLED, True)


def test_o2_what_waits_already_is_found_by_the_next_run_and_not_asked_for_twice(asking: Here) -> None:
    first = asking.runs_job(at=NOW)

    again = asking.runs_job(at=NOW, reason="朝の分")

    assert (again.id, again.status, asking.exit(again)) == (first.id, Status.AWAITING_APPROVAL, 4)
    assert asking.document(again)["plan_digest"] == (first.asking or {})["digest"]
    assert asking.document(again)["counts"]["none"] == 1
    assert list(asking.statuses().values()) == ["cancelled", "awaiting_approval"]
    (over,) = asking.runs.of_status(Status.CANCELLED)
    assert over.reason == f"朝の分 同じ内容が、実行 {first.id} で承認を待っています。"
    assert asking.approves(again).status is Status.DONE


@pytest.mark.parametrize("meanwhile", ["something else is to do", "the text is another", "more is asked"])
def test_o2_a_run_that_has_more_to_say_asks_for_itself(meanwhile: str, asking: Here) -> None:
    first = asking.runs_job(at=NOW)
    more = {
        "something else is to do": [ONE, TWO, ISSUE],
        "the text is another": [ONE, issue("第13号 改")],
        "more is asked": [ONE, ISSUE, issue(label="other")],
    }
    asking.wanted = more[meanwhile]

    again = asking.runs_job(at=NOW)

    assert again.id != first.id
    assert {run.id for run in asking.runs.of_status(Status.AWAITING_APPROVAL)} == {first.id, again.id}


def test_o2_a_part_that_cannot_be_seen_just_now_is_not_asked_for_by_another_run(asking: Here) -> None:
    asking.wanted = [ISSUE, Thing(PLACE, "other", ask="承認")]
    first = asking.runs_job(at=NOW)
    asking.world.reads = {ISSUE.key: [Permanent("混雑")]}

    again = asking.runs_job(at=NOW)

    assert (again.id, asking.exit(again)) == (first.id, 3)


# carrying out


def test_content_that_changed_since_is_not_sent_and_asked_for_anew(asking: Here) -> None:
    run = asking.runs_job()
    asking.wanted = [ONE, Thing(PLACE, "issue", "第13号 改", ask="承認")]

    done = asking.approves(run)

    assert (done.status, asking.exit(done)) == (Status.REJECTED, 1)
    assert "新しい内容の承認が必要です" in asking.document(done)["errors"][0]["words"]
    assert ISSUE.key not in asking.world.there
    anew = asking.runs.of_status(Status.AWAITING_APPROVAL)
    assert [one.trigger for one in anew] == [Trigger.APPROVAL]
    assert [one.asking and one.asking["digest"] for one in anew] != [(run.asking or {})["digest"]]


def test_what_config_does_not_want_any_more_is_not_done(asking: Here) -> None:
    run = asking.runs_job()
    asking.wanted = [ONE]

    done = asking.approves(run)

    assert done.status is Status.NOTHING_TO_DO
    assert ISSUE.key not in asking.world.there


def test_what_cannot_be_seen_goes_on_waiting(asking: Here) -> None:
    run = asking.runs_job()
    asking.world.reads = {ISSUE.key: [Permanent("混雑")]}

    waits = asking.approves(run)

    assert (waits.status, asking.exit(waits)) == (Status.REQUESTED, 3)
    assert asking.document(waits)["errors"] == [{"key": ISSUE.key, "words": "混雑", "error": "Permanent"}]
    assert asking.document(waits)["counts"]["unknown"] == 1
    assert asking.daemon_looks() == [waits.id]
    assert asking.row(waits).status is Status.DONE


def test_without_a_token_the_approval_stands(asking: Here) -> None:
    run = asking.runs_job()
    asking.world.standing = {ISSUE.key: SignInNeeded("サインイン")}

    with pytest.raises(SignInNeeded):
        asking.approves(run)

    assert asking.row(f"{run.id}:apply").status is Status.REQUESTED


def test_what_belongs_to_others_meanwhile_stays_requested(asking: Here) -> None:
    run = asking.runs_job()
    other = asking.holds(PLACE.key)

    waits = asking.approves(run)
    other.release()
    taken = asking.daemon_looks()

    assert (waits.status, asking.exit(waits)) == (Status.REQUESTED, 0)
    assert taken == [waits.id]
    assert asking.row(waits).status is Status.DONE


def test_a_part_that_fails_while_it_is_carried_out_is_told(asking: Here) -> None:
    run = asking.runs_job()
    asking.world.writes = {ISSUE.key: [Permanent("だめ")]}

    done = asking.approves(run)

    assert (done.status, asking.exit(done)) == (Status.PARTLY_FAILED, 3)


# waiting for a minute


@pytest.mark.parametrize(("wanted", "due"), [([issue()], MORNING), ([ISSUE], NOW)])
def test_deciding_alone_only_says_when_it_may_be_done(wanted: list[Thing], due: object, here: Here) -> None:
    here.wanted = wanted
    run = here.runs_job(at=NOW)

    applying = deciding.approve(here.office(), run.id, deciding.Word("sato"))

    assert (applying.status, applying.due) == (Status.REQUESTED, due)
    assert here.row(applying) == applying
    assert here.world.written == {}


def test_before_its_minute_an_approved_change_waits(here: Here) -> None:
    here.wanted = [issue()]
    run = here.runs_job(at=NOW)

    waits = here.approves(run)

    assert (run.status, run.asking is None) == (Status.AWAITING_APPROVAL, False)
    assert (waits.status, waits.due, here.exit(waits)) == (Status.REQUESTED, MORNING, 0)
    assert here.row(run).status is Status.DONE
    assert here.world.written == {}
    assert here.daemon_looks() == []


def test_at_its_minute_the_daemon_sends_it(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    here.passes(hours=24)

    taken = here.daemon_looks()

    assert taken == [waits.id]
    assert here.row(waits).status is Status.DONE
    assert here.world.written == {issue().key: 1}


def test_its_now_is_the_at_it_was_planned_with_and_the_time_passed_since(here: Here) -> None:
    here.wanted = [issue()]
    run = here.runs_job(at=MORNING - timedelta(minutes=10))
    waits = here.approves(run)
    here.passes(minutes=9)
    early = here.daemon_looks()
    here.passes(minutes=2)

    assert early == []
    assert here.daemon_looks() == [waits.id]


def test_a_run_of_the_job_after_the_minute_sends_it_and_tells_of_it(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))

    run = here.runs_job(at=MORNING)

    assert (run.id, run.status) == (waits.id, Status.DONE)
    assert here.document(run)["counts"]["create"] == 1
    assert here.world.written == {issue().key: 1}


def test_where_that_run_had_work_of_its_own_too_both_are_counted(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    here.wanted = [issue(), ONE]

    run = here.runs_job(at=MORNING)

    assert run.id != waits.id
    assert here.document(run)["counts"]["create"] == 2
    assert here.row(run.id).report != run.report  # each row keeps its own


def test_what_is_approved_and_waits_is_not_asked_for_again(here: Here) -> None:
    here.wanted = [issue()]
    here.approves(here.runs_job(at=NOW))

    run = here.runs_job(at=NOW)

    assert (run.status, run.asking) == (Status.NOTHING_TO_DO, None)
    here.wanted = [issue("改")]
    assert here.runs_job(at=NOW).status is Status.AWAITING_APPROVAL


def test_of_another_job_it_is_asked_for_all_the_same(here: Here) -> None:
    here.wanted = [issue()]
    here.approves(here.runs_job(at=NOW))

    assert here.runs_job("yearly", at=NOW).status is Status.AWAITING_APPROVAL
    assert here.runs_job("yearly", at=MORNING).status is Status.AWAITING_APPROVAL
    assert here.world.written == {}


def test_text_that_changed_before_its_minute_is_asked_for_anew(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    here.wanted = [issue("改")]

    run = here.runs_job(at=MORNING)

    assert here.row(waits).status is Status.REJECTED
    assert (run.status, here.exit(run)) == (Status.AWAITING_APPROVAL, 4)
    assert here.world.written == {}


def test_what_is_edited_in_the_last_seconds_before_its_minute_is_not_sent(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    read_before = replace(here.office(), is_as_read=lambda: False)
    here.passes(seconds=(MORNING - NOW).total_seconds() - 10)

    left = here.does(taking.at_its_minute(read_before, here.row(waits), taking.By.DAEMON))
    here.wanted = [issue("改")]
    here.daemon_looks()

    assert left.status is Status.REQUESTED
    assert here.row(waits).status is Status.REJECTED
    assert here.world.written == {}


def test_o6_a_run_whose_approval_came_to_nothing_does_not_say_that_it_is_done(here: Here) -> None:
    here.wanted = [issue()]
    first = here.runs_job(at=NOW)
    waits = here.approves(first)
    here.wanted = [issue("改")]

    here.runs_job(at=MORNING)

    assert (here.row(waits).status, here.row(first).status) == (Status.REJECTED, Status.REJECTED)
    assert "内容が変わったため" in here.row(first).reason


def test_past_its_window_it_is_rejected_with_the_reason(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    here.passes(hours=27)

    here.daemon_looks()

    row = here.row(waits)
    assert row.status is Status.REJECTED
    assert "送る時間" in here.document(row)["errors"][0]["words"]
    assert here.world.written == {}


def test_what_was_put_off_goes_on_waiting(here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    later = MORNING + timedelta(hours=3)
    here.wanted = [Thing(PLACE, "issue", "第13号", "承認", later, later + timedelta(hours=1))]

    here.runs_job(at=MORNING)

    assert (here.row(waits).status, here.row(waits).due) == (Status.REQUESTED, later)
    here.runs_job(at=later)
    assert here.row(waits).status is Status.DONE


def test_an_approval_that_waits_can_be_taken_back(here: Here) -> None:
    here.wanted = [issue()]
    run = here.runs_job(at=NOW)
    waits = here.approves(run, reason="よし")

    taken_back = here.rejects(waits, reason="誤り")

    assert (taken_back.status, here.row(waits).status) == (Status.REJECTED, Status.REJECTED)
    assert (here.row(run).status, here.row(run).reason) == (Status.REJECTED, "承認は取り消されました。誤り")
    kept = here.approval_of(waits)
    assert kept
    assert (kept.decision, kept.digest) == (Decision.REJECTED, (waits.plan or {})["digest"])
    here.passes(hours=24)
    assert here.daemon_looks() == []
    assert here.world.written == {}


@pytest.mark.parametrize("meanwhile", ["cannot be seen", "is put off"])
def test_an_approval_that_is_taken_back_while_it_is_looked_at_stays_so(meanwhile: str, here: Here) -> None:
    here.wanted = [issue()]
    waits = here.approves(here.runs_job(at=NOW))
    here.passes(hours=24)
    if meanwhile == "is put off":
        here.wanted = [replace(issue(), opens=MORNING + timedelta(hours=1))]
    else:
        here.world.reads = {ISSUE.key: [Permanent("混雑")]}
    here.world.before = lambda method, key: here.takes_back(waits)

    here.daemon_looks()

    assert here.row(waits).status is Status.REJECTED
    assert here.world.written == {}


def test_two_changes_wait_for_the_later_minute(here: Here) -> None:
    late = MORNING + timedelta(minutes=30)
    here.wanted = [issue(), Thing(PLACE, "late", "x", "承認", late, late + timedelta(hours=1))]

    waits = here.approves(here.runs_job(at=NOW))

    assert waits.due == late


def test_a_change_without_approval_that_lies_ahead_is_left_to_a_later_run(here: Here) -> None:
    here.wanted = [TWO, Thing(PLACE, "reminder", opens=MORNING, closes=MORNING + timedelta(hours=1))]

    first = here.runs_job(at=NOW)
    second = here.runs_job(at=MORNING)

    assert (here.document(first)["counts"]["create"], here.document(second)["counts"]["create"]) == (1, 1)
    assert first.status is second.status is Status.DONE


# what one word is about


def of_issue(number: int, face: str, opens: datetime = MORNING) -> Thing:
    return Thing(
        PLACE, f"{number}-{face}", face, "承認", opens, opens + timedelta(hours=2), whole=f"dx-{number}"
    )


def test_each_issue_is_asked_for_by_itself_and_with_all_its_faces(here: Here) -> None:
    here.wanted = [
        of_issue(13, "post"),
        of_issue(13, "mail"),
        of_issue(14, "post", MORNING + timedelta(days=7)),
    ]

    first = here.runs_job(at=NOW)

    second = here.row(f"{first.id}-dx-14")
    assert keys(first) == [of_issue(13, "mail").key, of_issue(13, "post").key]
    assert (keys(second), second.status) == ([of_issue(14, "post").key], Status.AWAITING_APPROVAL)
    assert here.document(first)["also_waiting"] == [second.id]


@pytest.mark.parametrize("fault", [FaultyConfig("グループがありません。"), NotFound("サイトがありません。")])
def test_an_issue_waits_whole_while_one_of_its_faces_cannot_be(fault: Permanent, here: Here) -> None:
    post, mail, other = of_issue(13, "post"), of_issue(13, "mail"), of_issue(14, "post")
    here.wanted, here.world.standing = [post, mail, other], {mail.key: fault}

    first = here.runs_job(at=NOW)
    told = here.office().plan_to_show(first)
    here.world.standing = {}
    second = here.runs_job(at=NOW)

    assert keys(first) == [other.key]
    assert [one.key for one in told.withheld] == [post.key]
    assert mail.title in told.withheld[0].reason and str(fault) in told.withheld[0].reason
    assert here.exit(first) in (2, 3)
    assert keys(second) == [mail.key, post.key]


@pytest.mark.parametrize("fault", [FaultyConfig("グループがありません。"), NotFound("サイトがありません。")])
def test_an_issue_that_nobody_approves_waits_whole_as_well(fault: Permanent, here: Here) -> None:
    post, mail = (Thing(PLACE, f"13-{face}", face, whole="dx-13") for face in ("post", "mail"))
    here.wanted, here.world.standing = [post, mail, ONE], {mail.key: fault}

    first = here.runs_job()
    written = dict(here.world.written)
    told = here.office().plan_to_show(first).withheld
    here.world.standing = {}
    here.runs_job()

    assert written == {ONE.key: 1}
    assert [one.key for one in told] == [post.key]
    assert "全部をそろえて公開します" in told[0].reason and str(fault) in told[0].reason
    assert here.exit(first) in (2, 3)
    assert here.world.written == {ONE.key: 1, post.key: 1, mail.key: 1}


def test_an_issue_does_not_wait_for_a_face_that_is_merely_unseen(here: Here) -> None:
    post, mail = of_issue(13, "post"), of_issue(13, "mail")
    here.wanted, here.world.standing = [post, mail], {mail.key: Temporary("混み合っています。")}

    run = here.runs_job()

    assert keys(run) == [post.key]


def test_an_issue_does_not_wait_for_the_minute_of_another(here: Here) -> None:
    here.wanted = [of_issue(13, "post"), of_issue(14, "post", MORNING + timedelta(days=7))]
    first = here.runs_job(at=NOW)

    waits = here.approves(first)
    here.runs_job(at=MORNING)

    assert waits.due == MORNING
    assert here.world.written == {of_issue(13, "post").key: 1}


def test_a_word_on_one_issue_is_none_on_another(here: Here) -> None:
    here.wanted = [of_issue(13, "post"), of_issue(14, "post")]
    first = here.runs_job(at=NOW)

    here.rejects(first)
    done = here.approves(here.row(f"{first.id}-dx-14"))

    assert here.row(first).status is Status.REJECTED
    assert (done.status, done.due) == (Status.REQUESTED, MORNING)


def test_what_waits_is_not_asked_for_again_when_another_issue_comes(here: Here) -> None:
    here.wanted = [of_issue(13, "post")]
    first = here.runs_job(at=NOW)
    here.wanted = [of_issue(13, "post"), of_issue(14, "post")]

    second = here.runs_job(at=NOW)
    third = here.runs_job(at=NOW)

    assert keys(second) == [of_issue(14, "post").key]
    assert third.id in (first.id, second.id)
    waiting = [name for name, status in here.statuses().items() if status == "awaiting_approval"]
    assert sorted(waiting) == sorted([first.id, second.id])


def test_a_run_that_died_before_it_asked_for_all_is_made_good_by_the_next(here: Here) -> None:
    here.wanted = [of_issue(13, "post"), of_issue(14, "post")]
    first = here.runs_job(at=NOW)
    here.runs.save(here.row(f"{first.id}-dx-14").cancelled(NOW))

    again = here.runs_job(at=NOW)

    assert keys(again) == [of_issue(14, "post").key]


# what has become late


def asks_when_late(text: str = "第13号") -> Thing:
    week = MORNING + timedelta(days=7)
    return Thing(PLACE, "issue", text, "承認", MORNING, MORNING + timedelta(minutes=15), asks_until=week)


def test_what_was_missed_is_asked_about_though_it_had_been_approved(here: Here) -> None:
    here.wanted = [asks_when_late()]
    waits = here.approves(here.runs_job(at=NOW))
    here.passes(hours=26)

    here.daemon_looks()

    (asked,) = here.runs.of_status(Status.AWAITING_APPROVAL)
    assert (here.row(waits).status, here.world.written) == (Status.REJECTED, {})
    assert "公開の時間" in (asked.asking or {})["changes"][0]["asks"]


def test_a_word_on_what_is_late_sends_it_once(here: Here) -> None:
    here.wanted = [asks_when_late()]
    here.passes(hours=26)
    asked = here.runs_job()

    done = here.approves(asked)
    again = here.runs_job()

    assert (asked.status, done.status) == (Status.AWAITING_APPROVAL, Status.DONE)
    assert (again.status, here.world.written) == (Status.NOTHING_TO_DO, {ISSUE.key: 1})


def test_a_word_that_was_asked_for_in_time_does_not_send_what_is_late(here: Here) -> None:
    here.wanted = [asks_when_late()]
    early = here.runs_job()
    here.passes(hours=26)

    late = here.approves(early)
    (asked,) = here.runs.of_status(Status.AWAITING_APPROVAL)

    assert (late.status, here.world.written) == (Status.REJECTED, {})
    assert here.approves(asked).status is Status.DONE


def test_what_is_late_is_asked_for_beside_what_was_asked_for_in_time(here: Here) -> None:
    here.wanted = [asks_when_late()]
    early = here.runs_job()
    here.passes(hours=26)

    late = here.runs_job()
    again = here.runs_job()

    assert late.id != early.id
    assert again.id == late.id


def test_a_week_later_nobody_is_asked_any_more(here: Here) -> None:
    here.wanted = [asks_when_late()]
    here.passes(days=9)

    run = here.runs_job()

    assert run.status is Status.NOTHING_TO_DO
    assert [one["key"] for one in (run.plan or {})["withheld"]] == [ISSUE.key]


def keys(run: Run) -> list[str]:
    return [one["key"] for one in (run.asking or {})["changes"]]


# what was approved and could not be done


def test_a_face_that_failed_is_done_by_the_next_run_and_needs_no_second_word(here: Here) -> None:
    here.wanted = [of_issue(13, "mail", NOW), of_issue(13, "post", NOW)]
    here.world.writes = {of_issue(13, "post").key: [Permanent("だめ")]}

    part = here.approves(here.runs_job())
    rest = here.runs_job()
    again = here.runs_job()

    assert part.status is Status.PARTLY_FAILED
    assert (rest.status, rest.asking) == (Status.DONE, None)
    assert here.world.written == {of_issue(13, "mail").key: 1, of_issue(13, "post").key: 1}
    assert again.status is Status.NOTHING_TO_DO


@pytest.mark.parametrize("changed", ["another text", "late"])
def test_a_face_that_failed_and_is_another_by_now_asks_anew(changed: str, here: Here) -> None:
    here.wanted = [replace(of_issue(13, "post", NOW), asks_until=NOW + timedelta(days=9))]
    here.world.writes = {of_issue(13, "post").key: [Permanent("だめ")]}
    here.approves(here.runs_job())
    if changed == "late":
        here.passes(hours=3)
    else:
        here.wanted = [replace(of_issue(13, "post", NOW), text="改")]

    run = here.runs_job()

    assert (run.status, here.world.written) == (Status.AWAITING_APPROVAL, {})


def test_what_was_approved_and_failed_outside_an_issue_asks_anew(here: Here) -> None:
    here.wanted = [ISSUE]
    here.world.writes = {ISSUE.key: [Permanent("だめ")]}
    here.approves(here.runs_job())

    assert here.runs_job().status is Status.AWAITING_APPROVAL
