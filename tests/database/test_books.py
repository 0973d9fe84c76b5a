"""What is kept of runs, approvals, ticks, writes and the instance: comes back as it was, and only to its instance."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from m365bot import clock
from m365bot.database.books import Books
from m365bot.database.memory import Standing
from m365bot.database.tables import audit, instances, intents
from m365bot.journal import Approval, Decision, Outcome, Result, Run, Spent, Status, Stored, Trigger, Trouble

NOW = datetime(2025, 7, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
MINUTE = timedelta(minutes=1)


def run(books: Books, run_id: str = "r", **others: Any) -> Run:
    fields = {"id": run_id, "instance": books.instance, "job": "j", "cohort": "R7", "at": NOW}
    return Run.begun(**(fields | {"trigger": Trigger.SCHEDULE, "planned": NOW} | others))


def entries(books: Books) -> list[Any]:
    with books.engine.connect() as connection:
        mine = audit.c.instance == books.instance
        return list(connection.execute(select(audit).where(mine).order_by(audit.c.number)))


# runs


def test_a_run_comes_back_as_it_was(books: Books) -> None:
    kept = run(books, due=NOW, actor="sato", reason="理由", applies="other").holding(["a"])
    kept = kept.carrying({"digest": "d", "changes": []}, {"digest": "a"}, NOW)
    kept = kept.came_to({**kept.report.counts, "create": 1}, [Trouble("k", "語", "E")], Spent(1, 2, 3, 0.5))

    assert books.runs.add(kept)
    assert books.runs.get("r") == kept
    kept = kept.finished(good=1, now=NOW)
    books.runs.save(kept)
    assert books.runs.get("r") == kept
    assert books.runs.status_of("r") is Status.AWAITING_APPROVAL


def test_an_id_is_given_once(books: Books) -> None:
    assert books.runs.add(run(books, reason="first"))
    assert not books.runs.add(run(books, reason="second"))
    assert (books.runs.get("r") or run(books)).reason == "first"


def test_nobody_sees_the_runs_of_another_instance(books: Books, others: Books) -> None:
    books.runs.add(run(books))

    assert others.runs.get("r") is None
    assert others.runs.status_of("r") is None
    assert others.runs.newest() == others.runs.of_status(Status.RUNNING) == []
    assert others.runs.add(run(others))
    others.runs.save(run(others).cancelled(NOW))
    assert not others.runs.claim(run(others).cancelled(NOW), Status.RUNNING)
    assert books.runs.status_of("r") is Status.RUNNING


def test_only_the_quickest_claims_a_run(books: Books) -> None:
    waits = run(books).put_back()
    books.runs.add(waits)

    assert books.runs.claim(waits.begun_anew(NOW + MINUTE), Status.REQUESTED)
    assert not books.runs.claim(waits.cancelled(NOW), Status.REQUESTED)
    assert books.runs.status_of("r") is Status.RUNNING
    assert entries(books) == []


def test_what_follows_is_kept_by_whoever_claims_and_by_nobody_else(books: Books) -> None:
    books.runs.add(run(books).put_back())
    mine = run(books).put_back().begun_anew(NOW)

    assert books.runs.claim(mine, Status.REQUESTED, followed_by=run(books, "mine"))
    assert not books.runs.claim(mine, Status.REQUESTED, followed_by=run(books, "late"))
    assert books.runs.claim(mine, Status.RUNNING, followed_by=run(books, "mine", reason="again"))

    assert {one.id: one.reason for one in books.runs.newest()} == {"r": "", "mine": ""}


def test_the_newest_come_first_and_those_of_a_status_alone(books: Books) -> None:
    for number, name in enumerate("abc"):
        books.runs.add(run(books, name, planned=NOW + number * MINUTE))
    books.runs.save(run(books, "b", planned=NOW + MINUTE).cancelled(NOW))

    assert [one.id for one in books.runs.newest()] == ["c", "b", "a"]
    assert [one.id for one in books.runs.newest(2)] == ["c", "b"]
    assert [one.id for one in books.runs.of_status(Status.RUNNING)] == ["c", "a"]


def test_lately_tells_all_of_a_run_but_what_was_planned(books: Books) -> None:
    books.runs.add(run(books, "a", planned=NOW))
    books.runs.add(
        replace(run(books, "b", planned=NOW + MINUTE), plan={"changes": [1]}, asking={"changes": [2]})
    )

    newest = books.runs.newest()
    assert books.runs.lately(9) == [replace(newest[0], plan={}), newest[1]]
    assert newest[0].asking == {"changes": [2]}
    assert [one.id for one in books.runs.lately(1)] == ["b"]


def test_what_is_over_stands_in_the_audit_chain(books: Books) -> None:
    books.runs.add(run(books))
    books.runs.save(run(books).holding(["a"]))
    assert entries(books) == []

    books.runs.save(run(books).carrying({"digest": "d"}, None, NOW).finished(good=1, now=NOW))

    (entry,) = entries(books)
    told = json.loads(entry.entry)
    assert len(told.pop("row")) == 64
    assert told == {"run": "r", "status": "done", "digest": "d"}


def test_each_entry_covers_the_one_before(books: Books, others: Books) -> None:
    for one in (books, others, books):
        one.runs.add(run(one, "x"))
        one.runs.save(run(one, "x").cancelled(NOW))

    first, second = entries(books)
    for before, entry in (("", first), (first.hash, second)):
        expected = hashlib.sha256(f"{before}\n{entry.at}\n{entry.entry}".encode()).hexdigest()
        assert entry.hash == expected
    assert entries(others)[0].hash != first.hash


# approvals and ticks


def test_the_last_word_on_a_run_is_what_counts_and_each_is_in_the_chain(books: Books, others: Books) -> None:
    word = Approval("r", "d", Decision.REJECTED, "sato", False, NOW, "総1", "理由")
    better = Approval("r", "d", Decision.APPROVED, "suzuki", True, NOW)
    for number, one in enumerate((word, better)):
        books.runs.add(run(books, f"{number}"))
        assert books.runs.claim(run(books, f"{number}").holding([]), Status.RUNNING, word=one)

    assert books.approvals.of("r") == better
    assert books.approvals.of("other") is others.approvals.of("r") is None
    told = [json.loads(entry.entry)["approval"] for entry in entries(books)]
    assert [one["who"] for one in told] == ["sato", "suzuki"]
    assert (told[0]["kessai"], told[0]["decision"]) == ("総1", "rejected")


def test_a_tick_is_noted_and_never_taken_back(books: Books, others: Books) -> None:
    assert books.ticks.last("j") is None
    books.ticks.note("j", NOW)
    books.ticks.note("j", NOW - MINUTE)
    assert books.ticks.last("j") == NOW
    books.ticks.note("j", NOW + MINUTE)

    assert books.ticks.last("j") == NOW + MINUTE
    assert books.ticks.last("other") is others.ticks.last("j") is None


# writes


def test_an_intent_is_open_until_its_outcome_is_known(books: Books) -> None:
    journal = books.journals.of("r")
    journal.intend(["a", "b", "c"], NOW)
    journal.settle(Result("a", Outcome.MADE))
    journal.settle(Result("b", Outcome.UNKNOWN, "分からない", "OutcomeUnknown"))

    for one in (journal, books.journals.of("another")):
        assert one.open_intent("a") is None
        assert (intent := one.open_intent("b")) is not None
        assert (intent.key, intent.service_at) == ("b", NOW)
        assert abs(clock.now() - intent.at) < MINUTE
        assert one.open_intent("c") is not None


def test_the_newest_intent_of_a_key_counts_and_all_are_closed_together(books: Books) -> None:
    first, second = books.journals.of("r1"), books.journals.of("r2")
    first.intend(["a"], NOW)
    second.intend(["a"], NOW + MINUTE)

    third = books.journals.of("r3")
    found = third.open_intent("a")
    assert found is not None
    assert found.service_at == NOW + MINUTE
    third.settle(Result("a", Outcome.ADOPTED))
    assert books.journals.of("r4").open_intent("a") is None


def test_when_bytes_last_left_is_known_for_an_hour(books: Books, others: Books) -> None:
    journal = books.journals.of("r")
    journal.intend(["new", "old"], NOW)
    with books.engine.begin() as connection:
        old = (clock.now() - timedelta(minutes=61)).astimezone(UTC).isoformat()
        mine = (intents.c.instance == books.instance) & (intents.c.key == "old")
        connection.execute(intents.update().where(mine).values(at=old))

    assert abs(clock.now() - (journal.last_write("new") or NOW)) < MINUTE
    assert list(books.journals.recent_writes()) == ["new"]
    assert books.journals.of("next").last_write("old") is None
    assert others.journals.recent_writes() == {}


def test_results_come_back_with_what_was_stored(books: Books, others: Books) -> None:
    settled = [
        Result("a", Outcome.MADE, stored=Stored(3, 1)),
        Result("b", Outcome.FAILED, "だめ", "Permanent"),
        Result("c", Outcome.MADE, stored=Stored(0, 0)),
    ]
    journal = books.journals.of("r")
    for result in settled:
        journal.settle(result)

    assert books.journals.of("r").results() == {result.key: result for result in settled}
    assert books.journals.of("other").results() == others.journals.of("r").results() == {}


def test_what_is_learned_is_added_to_what_is_known(books: Books, others: Books) -> None:
    journal = books.journals.of("r")
    journal.remember({"a": {"id": "1"}, "b": {"id": "2"}})
    journal.remember({"a": {"etag": "x"}})

    assert dict(journal.memory) == {"a": {"id": "1", "etag": "x"}, "b": {"id": "2"}}
    assert dict(books.journals.memory()) == dict(journal.memory)
    assert dict(others.journals.memory()) == {}
    memory = books.journals.memory()
    del memory["a"]
    memory["b"] = {"id": "3"}
    assert (dict(memory), len(memory)) == ({"b": {"id": "3"}}, 1)
    assert dict(books.journals.memory()) == {"b": {"id": "3"}}


# the instance


def test_an_instance_is_born_once(books: Books, memory: Engine) -> None:
    born = books.journals.born

    assert abs(clock.now() - born) < MINUTE
    assert Books(memory, books.instance).journals.born == born
    assert books.journals.of("r").born == born


def test_who_only_looks_notes_nothing(books: Books, memory: Engine) -> None:
    told = datetime(1970, 1, 1, tzinfo=UTC)
    looking = Books(memory, books.instance, born=told)

    assert looking.journals.born == told
    assert looking.own.person_key() == b""
    with memory.connect() as connection:
        mine = instances.c.instance == books.instance
        assert connection.execute(select(instances).where(mine)).first() is None


def test_the_key_of_persons_ids_is_made_once(books: Books, others: Books, memory: Engine) -> None:
    first = books.own.keep_person_key(lambda: b"1" * 32)
    second = Books(memory, books.instance).own.keep_person_key(lambda: b"2" * 32)

    assert first == second == books.own.person_key() == b"1" * 32
    assert others.own.person_key() == b""


def test_of_two_that_make_a_key_at_once_one_is_kept(books: Books, memory: Engine) -> None:
    quicker = b"2" * 32

    def slow() -> bytes:
        Books(memory, books.instance).own.keep_person_key(lambda: quicker)
        return b"1" * 32

    assert books.own.keep_person_key(slow) == quicker


def test_of_what_is_remembered_only_that_is_read_which_is_asked_for_by_a_part_of_its_key(
    books: Books, others: Books
) -> None:
    memory = {"team:a/notice:1": {"id": "1"}, "team:a/notice%2": {"id": "2"}, "away": {"id": "3"}, "b": {}}
    books.journals.memory().write(memory)  # type: ignore[attr-defined]  # several at once
    others.journals.remember({"team:a/notice:9": {"id": "9"}})

    assert books.journals.noted("/notice:", "away", "nowhere") == {
        "away": {"id": "3"},
        "team:a/notice:1": {"id": "1"},
    }


def test_what_stands_under_a_beginning_is_all_of_that_and_nothing_else(
    memory: Engine, books: Books, others: Books
) -> None:
    keys = ["a_:", "a_:1", "a_:\U00020bb7", "a_:~", "a_;", "a_", "ab:1", "A_:1", "b:1"]
    books.journals.remember({key: {"of": key} for key in keys})
    others.journals.remember({"a_:2": {}})

    with memory.connect() as connection:
        standing = Standing(connection, books.instance, "a_:", "b:")

    assert list(standing.under("a_:")) == ["", "1", "~", "\U00020bb7"]
    assert standing.under("b:") == {"1": '{"of": "b:1"}'}
