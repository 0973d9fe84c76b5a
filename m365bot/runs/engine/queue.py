"""The queue of an instance's runs: each is one workflow of one step, done by one node at a time.

Called by the daemon. The workflow's id is the run's own name, so that two nodes that ask for the same run ask for one
workflow; a job's runs for one cohort stand in one partition, which does one at a time, on whatever node. Only the
library's public names are used. What a run does is not its affair: it calls whoever carries out.
"""

import asyncio
import os
import secrets
import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from dbos import DBOS, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatus, error

from m365bot import machine
from m365bot.errors import M365BotError
from m365bot.runs.engine import pickles
from m365bot.runs.engine.place import Place
from m365bot.runs.hands import Carry
from m365bot.words import say

log = structlog.get_logger()

NAME = VERSION = "m365bot"  # a version made of our source would strand what waits at each upgrade
RUN = "run"  # the workflow's name in the tables
POLL = 0.5  # seconds between looks for what is queued
AT_ONCE = 12  # runs that one node has in hand
LIMIT = (
    8 * 3600.0
)  # seconds; a run's own deadline and its patience come first, a mailing's to each of many too
LOOK = 2.0  # seconds between looks at a run that another node has
MANY = 1000  # that are forgotten at once
LOST = 45.0  # seconds after which what this node took and does not have is lost; a busy file is waited for 30
KEPT = timedelta(days=7)  # for which what is over is kept
OVER = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def node_name() -> str:
    """Of this process alone: it never comes again, so that nobody takes its runs for a later one's."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class Queue:
    """The runs of one instance. node: who this is, to other nodes."""

    place: Place
    instance: str
    node: str = field(default_factory=node_name)
    patience: float = LOST
    _at_work: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _ended: dict[str, asyncio.Event] = field(default_factory=dict)
    _missing: dict[str, float] = field(default_factory=dict)
    _stopping: bool = False

    async def begin(self, carry: Carry) -> None:
        """carry: does a run, by its id; what it raises is its own affair. Raises M365BotError."""
        self._loop, self._carry = asyncio.get_running_loop(), carry
        try:
            await asyncio.to_thread(self._launch)
        except Exception as error:  # its own words may hold the password
            raise M365BotError(
                say(
                    "実行の待ち行列を用意できません({why})。PostgreSQL では利用者がスキーマ {schema} を作れること、"
                    "SQLite では {place} に書き込めることを確かめてください。",
                    why=machine.of_database(error),
                    schema=self.place.schema,
                    place="engine.db",
                )
            ) from error

    def _launch(self) -> None:
        pickles.refused()
        self.place.made_ready()
        DBOS.migrate(self.place.url, schema=self.place.schema)
        self.place.refuse_pickles()
        DBOS(
            config={
                "name": NAME,
                "system_database_url": self.place.url,
                "dbos_system_schema": self.place.schema,
                "application_version": VERSION,
                "executor_id": self.node,
                "serializer": DBOSPortableJSONSerializer(),
                "log_level": "ERROR",
                "sys_db_pool_size": 3,
            }
        )
        _register(self)
        DBOS.listen_queues([self.name])
        DBOS.launch()
        DBOS.register_queue(
            self.name,
            worker_concurrency=AT_ONCE,
            partition_concurrency=1,
            polling_interval_sec=POLL,
            on_conflict="always_update",
        )

    @property
    def name(self) -> str:
        return f"runs of {self.instance}"

    # what is to be done

    async def done(self, run_id: str, partition: str) -> None:
        """Queue it, unless it stands there, and wait until it is over, here or on another node, or we end."""
        ended = self._ended.setdefault(run_id, asyncio.Event())
        ended.clear()
        await asyncio.to_thread(self._queued, run_id, partition)
        while not self._stopping or run_id in self._at_work:
            try:
                await asyncio.wait_for(ended.wait(), LOOK)
                break
            except TimeoutError:
                if await asyncio.to_thread(self._is_over, run_id):
                    break
        self._ended.pop(run_id, None)

    def _queued(self, run_id: str, partition: str) -> None:
        found = self._found(run_id)
        if found and not _is_ours(found) and not self._another_has(found):
            self._forget([found])
            found = None
        if found is None:
            DBOS.enqueue_workflow_with_options(self._options(run_id, partition), self.instance, run_id)
        elif found.status in OVER:  # the journal knows better: there is something left to do
            try:
                DBOS.rewind_workflow(self._id(run_id), queue_name=self.name, queue_partition_key=partition)
            except error.DBOSException:
                log.info("engine.another_was_quicker", run=run_id)

    def _another_has(self, found: WorkflowStatus) -> bool:
        """It is that node's until that is gone. What this one has taken from the queue and does not know, it never does."""
        return found.status == "PENDING" and found.executor_id != self.node

    def _options(self, run_id: str, partition: str) -> EnqueueOptions:
        return {
            "workflow_name": RUN,
            "queue_name": self.name,
            "workflow_id": self._id(run_id),
            "queue_partition_key": partition,
            "workflow_timeout": LIMIT,
            "app_version": VERSION,
        }

    def _id(self, run_id: str) -> str:
        return f"{self.instance}/{run_id}"

    def _is_over(self, run_id: str) -> bool:
        return self._state(run_id) in (None, *OVER)

    def _state(self, run_id: str) -> str | None:
        found = self._found(run_id)
        return found.status if found else None

    def _found(self, run_id: str) -> WorkflowStatus | None:
        return next(iter(self._listed(workflow_ids=[self._id(run_id)])), None)

    # what this node has in hand

    @property
    def has_anything_in_hand(self) -> bool:
        return bool(self._at_work)

    def carried_out(self, instance: str, run_id: str) -> None:
        """In a thread of the library's, for as long as the run takes."""
        if instance != self.instance:
            log.warning("engine.of_another_instance", run=run_id)
            return
        asyncio.run_coroutine_threadsafe(self._carried(run_id), self._loop).result()

    async def _carried(self, run_id: str) -> None:
        """Where this process ends, its workflow stays as it is: the next node goes on with it."""
        if self._stopping:
            await asyncio.Event().wait()
        task = self._at_work[run_id] = asyncio.ensure_future(self._carry(run_id))
        try:
            await asyncio.wait([task])
        finally:
            self._at_work.pop(run_id, None)
            if run_id in self._ended:
                self._ended[run_id].set()
        if self._stopping:
            await asyncio.Event().wait()
        if not task.cancelled() and (broke := task.exception()):
            log.error("engine.run_broke", run=run_id, error=type(broke).__name__)

    async def rest(self, patience: float) -> None:
        """Begin nothing more; what is in hand gets so many seconds, and is then told to end."""
        self._stopping = True
        left = set(self._at_work.values())
        if left:
            await asyncio.wait(left, timeout=patience)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # what others had in hand

    def pending(self) -> dict[str, list[WorkflowStatus]]:
        """Node → workflows that it has in hand, as far as the tables know."""
        found: dict[str, list[WorkflowStatus]] = {}
        for one in self._listed(status="PENDING"):
            if one.executor_id:
                found.setdefault(one.executor_id, []).append(one)
        return found

    def let_go_of_lost(self, own: list[WorkflowStatus]) -> None:
        """Own ones that nobody has in hand: their end could not be noted, on a full drive say. Each would keep its partition
        shut for ever; the journal knows what is left of it.
        """
        now, in_hand = time.monotonic(), {self._id(run_id) for run_id in self._at_work.copy()}
        missing = [one for one in own if one.workflow_id not in in_hand]
        self._missing = {one.workflow_id: self._missing.get(one.workflow_id, now) for one in missing}
        lost = [one for one in missing if now - self._missing[one.workflow_id] >= self.patience]
        if lost:
            DBOS.delete_workflows([one.workflow_id for one in lost])
            log.warning("engine.lost_and_asked_anew", runs=len(lost))

    def take_over(self, node: str) -> None:
        """Of a node that is gone: its caller holds that node's lease, for resuming is guarded by nothing else."""
        found = self.pending().get(node, [])
        ours = [one.workflow_id for one in found if _is_ours(one)]
        if ours:
            DBOS.resume_workflows(ours, queue_name=self.name)
            log.info("engine.taken_over", node=node, runs=len(ours))
        self._forget([one for one in found if not _is_ours(one)])

    def _forget(self, found: list[WorkflowStatus]) -> None:
        """Of another version, which nobody does any more: the journal knows what is left, and it is asked for anew."""
        if found:
            DBOS.delete_workflows([one.workflow_id for one in found])
            log.info("engine.of_another_version", runs=len(found))

    def prune(self, now: datetime) -> None:
        """What has been over for long is forgotten; the journal keeps it."""
        before = (now - KEPT).astimezone(UTC).isoformat()
        if old := self._listed(status=list(OVER), completed_before=before, limit=MANY):
            DBOS.delete_workflows([one.workflow_id for one in old])

    def _listed(self, **which: Any) -> list[WorkflowStatus]:
        """Without what they were given and gave: nobody need read that."""
        return DBOS.list_workflows(queue_name=self.name, load_input=False, load_output=False, **which)


def _is_ours(found: WorkflowStatus) -> bool:
    """Whether a node of this version would take it: the library asks for both, and waits for ever where either differs."""
    return (found.app_version, found.name) == (VERSION, RUN)


_queues: list[Queue] = []  # the one of this process: the library knows one as well


@DBOS.step(name="carry_out")
def _carry_out(instance: str, run_id: str) -> None:
    _queues[-1].carried_out(instance, run_id)


@DBOS.workflow(name=RUN, max_recovery_attempts=None)
def _run(instance: str, run_id: str) -> None:
    _carry_out(instance, run_id)


def _register(queue: Queue) -> None:
    _queues[:] = [queue]


def closed() -> None:
    """Its threads end; it may begin again. A daemon that ends needs not wait for them."""
    DBOS.destroy()
