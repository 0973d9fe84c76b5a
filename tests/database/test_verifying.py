"""What the audit chain promises: whatever is changed by hand afterwards is named, the first of it first."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from m365bot.database.books import Books
from m365bot.database.tables import approvals, audit, pauses, runs
from m365bot.journal import Approval, Decision, Pause, Run, Status, Trigger

NOW = datetime(2025, 7, 1, tzinfo=UTC)
ASKING = {"digest": "a", "changes": []}


@pytest.fixture
def kept(books: Books) -> Books:
    """A run that asked, was approved and carried out, and a tick that led to none."""
    books.own.keep_person_key(lambda: b"k" * 32)
    asked = begun(books, "asked").carrying({"digest": "d"}, ASKING, NOW)
    books.runs.add(asked)
    waits = asked.finished(good=1, now=NOW)
    books.runs.save(waits)
    word = Approval("asked", "a", Decision.APPROVED, "sato", False, NOW, "総1", "よし")
    applying = waits.to_apply(due=NOW, actor="sato", reason="")
    assert books.runs.claim(waits.approved(), waits.status, followed_by=applying, word=word)
    carried = applying.started_as_approved(ASKING, ["x"], NOW)
    books.runs.save(carried.finished(good=1, now=NOW))
    books.runs.add(Run.skipped(reason="遅れ", now=NOW, **named(books, "skipped")))
    return books


def named(books: Books, name: str) -> dict[str, Any]:
    own = {"id": name, "instance": books.instance, "job": "j", "cohort": None}
    return own | {"trigger": Trigger.MANUAL, "at": NOW}


def begun(books: Books, name: str) -> Run:
    return Run.begun(planned=NOW, **named(books, name))


def changed(books: Books, table: Any, where: Any, **values: Any) -> None:
    with books.engine.begin() as connection:
        mine = (table.c.instance == books.instance) & where
        connection.execute(
            update(table).where(mine).values(**values) if values else delete(table).where(mine)
        )


def test_s14_what_nobody_touched_is_whole(kept: Books) -> None:
    verdict = kept.verdict()

    assert verdict.fault is None
    assert verdict.entries == 4
    assert verdict.last.startswith("hmac:")


TAMPERED: dict[str, tuple[Callable[[Books], None], str]] = {
    "an approval's author": (
        lambda books: changed(books, approvals, approvals.c.run_id == "asked", who="課長"),
        "asked",
    ),
    "an approval taken out": (
        lambda books: changed(books, approvals, approvals.c.run_id == "asked"),
        "asked",
    ),
    "a run's status": (
        lambda books: changed(books, runs, runs.c.id == "asked:apply", status="failed"),
        "asked:apply",
    ),
    "who began a run": (
        lambda books: changed(books, runs, runs.c.id == "asked:apply", actor="x"),
        "asked:apply",
    ),
    "the plan of a run": (
        lambda books: changed(books, runs, runs.c.id == "asked:apply", plan={"digest": "a", "changes": [1]}),
        "asked:apply",
    ),
    "a run taken out": (lambda books: changed(books, runs, runs.c.id == "skipped"), "skipped"),
    "a link's text": (
        lambda books: changed(books, audit, audit.c.entry.contains('"skipped"'), entry='{"run": "skipped"}'),
        "skipped",
    ),
    "a link taken out of the middle": (
        lambda books: changed(books, audit, audit.c.entry.contains('"asked:apply"')),
        "skipped",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_s14_what_somebody_changed_by_hand_is_named(what: str, kept: Books) -> None:
    tamper, run_id = TAMPERED[what]

    tamper(kept)

    fault = kept.verdict().fault
    assert fault is not None
    assert fault.run_id == run_id


def test_s14_rows_made_by_hand_are_named(kept: Books) -> None:
    row = {"instance": kept.instance, "job": "j", "trigger": "approval", "at": NOW.isoformat(), "actor": ""}
    more = {"planned": NOW.isoformat(), "report": {}, "reason": "", "applies": "other"}
    with kept.engine.begin() as connection:
        connection.execute(insert(runs).values(id="by-hand", status="requested", **row, **more))

    fault = kept.verdict().fault

    assert fault is not None
    assert (fault.run_id, fault.number) == ("by-hand", 0)


def test_s14_who_does_not_know_the_key_makes_no_link_that_fits(kept: Books) -> None:
    """A plain hash over the link before, as the chain of earlier versions had."""
    entry, at = json.dumps({"run": "by-hand"}), NOW.isoformat()
    plain = hashlib.sha256(f"{kept.verdict().last}\n{at}\n{entry}".encode()).hexdigest()
    with kept.engine.begin() as connection:
        connection.execute(insert(audit).values(instance=kept.instance, at=at, entry=entry, hash=plain))

    fault = kept.verdict().fault

    assert fault is not None
    assert fault.run_id == "by-hand"


def test_a_chain_that_an_earlier_version_began_goes_on_keyed(books: Books) -> None:
    books.runs.add(begun(books, "old"))
    books.runs.save(begun(books, "old").cancelled(NOW))
    plain = books.verdict()
    books.own.keep_person_key(lambda: b"k" * 32)
    books.runs.add(begun(books, "new"))
    books.runs.save(begun(books, "new").cancelled(NOW))

    assert not plain.last.startswith("hmac:")
    assert plain.fault is None
    assert books.verdict().fault is None
    assert books.verdict().last.startswith("hmac:")


def test_an_approval_is_vouched_for_by_its_link_alone(kept: Books) -> None:
    word = kept.approvals.of("asked")
    assert word is not None
    assert kept.approvals.is_vouched_for(word)

    changed(kept, approvals, approvals.c.run_id == "asked", who="課長")
    forged = kept.approvals.of("asked")

    assert forged is not None
    assert not kept.approvals.is_vouched_for(forged)
    assert kept.runs.get("asked:apply").status is Status.DONE  # type: ignore[union-attr]  # it is there


# pauses


@pytest.fixture
def paused(kept: Books) -> Books:
    """A job is paused; another was, and is not any more."""
    for job in ("j", "k"):
        assert kept.pauses.begin(Pause(job, "sato", NOW, "事故"))
    assert kept.pauses.end("k", "suzuki", NOW)
    assert kept.verdict().fault is None
    return kept


def test_what_is_paused_already_and_what_is_not_stand_in_no_link(paused: Books) -> None:
    before = paused.verdict().entries

    assert not paused.pauses.begin(Pause("j", "suzuki", NOW))
    assert not paused.pauses.end("k", "sato", NOW)

    assert paused.verdict().entries == before
    assert paused.pauses.all() == [Pause("j", "sato", NOW, "事故")]


def by_hand(books: Books) -> None:
    with books.engine.begin() as connection:
        row = {"instance": books.instance, "job": "l", "who": "x", "at": NOW.isoformat(), "reason": ""}
        connection.execute(insert(pauses).values(**row))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda books: changed(books, pauses, pauses.c.job == "j"),
        lambda books: changed(books, pauses, pauses.c.job == "j", who="x"),
        by_hand,
    ],
)
def test_a_pause_that_is_lifted_changed_or_made_by_hand_is_named(
    tamper: Callable[[Books], None], paused: Books
) -> None:
    tamper(paused)

    fault = paused.verdict().fault
    assert fault is not None
    assert "一時停止" in fault.words
