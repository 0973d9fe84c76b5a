"""Which runs are done, how often, and beside which others."""

import asyncio
import base64
import json
import os
import pickle
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from dbos import DBOS

from m365bot.errors import M365BotError
from m365bot.runs.engine.place import File, Place
from m365bot.runs.engine.queue import OVER, Queue
from tests.runs.engine.conftest import INSTANCE, KINDS, Engine, by_hand, place_in


def test_a_run_that_is_asked_for_twice_is_done_once_under_its_own_name(engine: Engine) -> None:
    engine.does = lambda run_id: asyncio.sleep(0.2)

    async def twice() -> None:
        await asyncio.gather(*(engine.nodes.done("twice", "job") for _ in range(2)))
        await engine.is_noted("twice")

    engine.sees(twice())

    assert engine.ended == ["twice"]


def test_one_that_is_asked_for_again_once_it_is_over_is_done_again(engine: Engine) -> None:
    """The journal says that there is something left: it was put off, or its process died elsewhere."""

    async def again() -> None:
        await engine.nodes.done("again", "job")
        await engine.is_noted("again")
        await engine.nodes.done("again", "job")

    engine.sees(again())

    assert engine.ended == ["again", "again"]


def test_those_of_one_job_follow_each_other_and_others_go_beside_them(engine: Engine) -> None:
    others = asyncio.Event()

    async def waits(run_id: str) -> None:
        others.set() if run_id == "beside" else await others.wait()

    async def three() -> None:
        first = asyncio.ensure_future(engine.nodes.done("first", "job"))
        while not engine.began:
            await asyncio.sleep(0.02)
        rest = [("second", "job"), ("beside", "other")]
        await asyncio.gather(first, *(engine.nodes.done(*one) for one in rest))

    engine.does = waits
    engine.sees(three())

    assert engine.ended.index("first") < engine.began.index("second") + 1
    assert engine.began.index("beside") < engine.began.index("second")


def test_what_raises_is_over_and_ends_no_other(engine: Engine) -> None:
    async def breaks(run_id: str) -> None:
        if run_id == "bad":
            raise ZeroDivisionError("山田")

    async def both() -> None:
        await engine.nodes.done("bad", "a")
        await engine.nodes.done("good", "b")

    engine.does = breaks
    engine.sees(both())

    assert engine.ended == ["good"]


def test_what_has_been_over_for_a_week_is_forgotten(engine: Engine) -> None:
    async def prunes() -> None:
        await engine.nodes.done("old", "job")
        await engine.is_noted("old")
        now = datetime.now(UTC)
        await engine.nodes.look(now + timedelta(days=6))
        assert engine.state(f"{INSTANCE}/old")
        await engine.nodes.look(now + timedelta(days=8))
        assert not engine.state(f"{INSTANCE}/old")

    engine.sees(prunes())


def test_its_file_is_its_owners_and_writes_ahead(engine: Engine) -> None:
    if isinstance(engine.place, File):
        assert engine.place.path.stat().st_mode & 0o777 == 0o600
        assert engine.asks("PRAGMA journal_mode") == [("wal",)]


# rows that somebody puts there by hand


class Payload:
    """What unpickling it calls."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return os.open, (str(self.file), os.O_CREAT)


def pickled(what: object) -> str:
    return base64.b64encode(pickle.dumps(what)).decode()


def put(place: Place, called: Path) -> None:
    """A queued workflow as the library would unpickle it."""
    inputs = pickled({"args": (Payload(called), "x"), "kwargs": {}})
    columns = {
        "workflow_uuid": "by-hand",
        "status": "ENQUEUED",
        "name": "run",
        "queue_name": f"runs of {INSTANCE}",
        "queue_partition_key": "by-hand",
        "application_version": "m365bot",
        "application_name": "m365bot",
        "inputs": inputs,
        "serialization": "py_pickle",
        "priority": 0,
        "created_at": 1,
        "updated_at": 1,
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    by_hand(place, f"INSERT INTO workflow_status ({names}) VALUES ({marks})", *columns.values())


def let_them_in(place: Place) -> None:
    if isinstance(place, File):
        for name in ("no_pickles_put", "no_pickles_made"):
            by_hand(place, f"DROP TRIGGER {name}")
    else:
        by_hand(place, "ALTER TABLE workflow_status DROP CONSTRAINT no_pickles")


def test_a_pickled_row_is_not_taken_in(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.CheckViolation), match="pickle"):
        put(engine.place, tmp_path / "called")


def test_nor_is_one_that_is_there_made_one(engine: Engine) -> None:
    left_by_another_version(engine.place, "made", "SUCCESS")

    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.CheckViolation), match="pickle"):
        changed(engine, f"{INSTANCE}/made", "serialization", "py_pickle")


def test_what_a_step_gave_is_not_unpickled(engine: Engine, tmp_path: Path) -> None:
    """Those rows lie in a table of their own, and are read where a run is gone on with."""

    async def gone_on_with() -> None:
        given = {
            "workflow_uuid": f"{INSTANCE}/step",
            "function_id": 1,
            "function_name": "carry_out",
            "output": pickled(Payload(tmp_path / "called")),
            "serialization": "py_pickle",
        }
        left_by_another_version(engine.place, "step", "DELAYED")
        names, marks = ", ".join(given), ", ".join("?" * len(given))
        engine.asks(f"INSERT INTO operation_outputs ({names}) VALUES ({marks})", *given.values())
        changed(engine, f"{INSTANCE}/step", "status", "ENQUEUED")
        await is_over(engine, f"{INSTANCE}/step")

    engine.sees(gone_on_with())

    assert not (tmp_path / "called").exists()
    assert engine.state(f"{INSTANCE}/step") == "ERROR"


def test_one_that_comes_in_past_that_is_not_executed(engine: Engine, tmp_path: Path) -> None:
    async def meanwhile() -> None:
        let_them_in(engine.place)
        put(engine.place, tmp_path / "called")
        await is_over(engine, "by-hand")
        await engine.nodes.done("after", "job")

    engine.sees(meanwhile())

    assert not (tmp_path / "called").exists()
    assert engine.state("by-hand") == "ERROR"
    assert engine.began == ["after"]


def changed(engine: Engine, name: str, column: str, to: str) -> None:
    engine.asks(f"UPDATE workflow_status SET {column} = ? WHERE workflow_uuid = ?", to, name)


async def is_over(engine: Engine, name: str) -> None:
    """However it ended."""
    while engine.state(name) not in OVER:
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_came_in_while_nobody_was_there_goes(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = place_in(tmp_path, kind, request)
    place.made_ready()
    DBOS.migrate(place.url, schema=place.schema)
    put(place, tmp_path / "called")

    place.refuse_pickles()
    place.refuse_pickles()

    assert by_hand(place, "SELECT count(*) FROM workflow_status") == [(0,)]


# rows of an earlier version of m365bot


def left_by_another_version(place: Place, run_id: str, status: str, **otherwise: str) -> None:
    """As it stood in the queue when the version was changed."""
    columns = {
        "workflow_uuid": f"{INSTANCE}/{run_id}",
        "status": status,
        "name": "run",
        "queue_name": f"runs of {INSTANCE}",
        "queue_partition_key": "job",
        "application_version": "m365bot",
        "application_name": "m365bot",
        "inputs": json.dumps({"positionalArgs": [INSTANCE, run_id], "namedArgs": {}}),
        "serialization": "portable_json",
        "priority": 0,
        "created_at": 1,
        "updated_at": 1,
    } | otherwise
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    by_hand(place, f"INSERT INTO workflow_status ({names}) VALUES ({marks})", *columns.values())


@pytest.mark.parametrize(
    "otherwise",
    [{"application_version": "a hash of its source"}, {"name": "carry_out_v0"}],
    ids=["version", "name"],
)
@pytest.mark.parametrize("status", ["ENQUEUED", "SUCCESS", "PENDING"])
def test_what_an_earlier_version_left_is_asked_for_anew_and_done(
    status: str, otherwise: dict[str, str], engine: Engine
) -> None:
    run_id = f"old-{status}-{'-'.join(otherwise)}"
    dead = {"executor_id": "a-node-that-is-gone"} if status == "PENDING" else {}

    async def upgraded() -> None:
        left_by_another_version(engine.place, run_id, status, **otherwise, **dead)
        await engine.nodes.look_after_others()
        await engine.nodes.done(run_id, "job")

    engine.sees(upgraded())

    assert engine.ended == [run_id]


def test_what_this_node_took_and_does_not_know_is_asked_for_anew_too(engine: Engine) -> None:
    """The library takes it before anybody looks, says that it knows no such workflow, and leaves it."""
    mine = {"executor_id": engine.nodes.queue.node, "name": "carry_out_v0"}
    left_by_another_version(engine.place, "taken", "PENDING", **mine)

    engine.sees(engine.nodes.done("taken", "job"))

    assert engine.ended == ["taken"]


def test_what_this_node_took_and_lost_keeps_its_partition_shut_no_longer_than_its_patience(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a drive is full, the end of a run is noted nowhere."""
    queue = engine.nodes.queue
    left_by_another_version(engine.place, "lost", "PENDING", executor_id=queue.node)

    async def looks() -> None:
        await engine.nodes.look(datetime.now(UTC))
        assert engine.state(f"{INSTANCE}/lost") == "PENDING"
        monkeypatch.setattr(queue, "patience", 0.0)
        await engine.nodes.look(datetime.now(UTC))
        await engine.nodes.done("next", "job")
        await engine.nodes.done("lost", "job")

    engine.sees(looks())

    assert engine.ended == ["next", "lost"]


def test_what_it_has_in_hand_is_not_lost(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.nodes.queue, "patience", 0.0)
    looked = asyncio.Event()
    engine.does = lambda run_id: looked.wait()

    async def looks() -> None:
        working = asyncio.ensure_future(engine.nodes.done("held", "job"))
        await engine.is_noted("held", "PENDING")
        while not engine.began:
            await asyncio.sleep(0.02)
        await engine.nodes.look(datetime.now(UTC))
        assert engine.state(f"{INSTANCE}/held") == "PENDING"
        looked.set()
        await working

    engine.sees(looks())

    assert engine.ended == ["held"]


# a file that is nothing any more


@pytest.mark.parametrize("content", [b"", b"damaged " * 2000])
def test_a_damaged_file_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    place = File(tmp_path / "engine.db")
    place.path.write_bytes(content)

    place.made_ready()

    assert by_hand(place, "PRAGMA journal_mode") == [("wal",)]


def test_a_place_that_cannot_be_had_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "engine.db").mkdir()

    with pytest.raises(M365BotError, match=r"待ち行列を用意できません.*engine\.db"):
        asyncio.run(Queue(File(tmp_path / "engine.db"), INSTANCE).begin(_never))


async def _never(run_id: str) -> None:
    raise AssertionError("it has nothing in hand")
