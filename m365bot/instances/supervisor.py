"""All instances below a folder: each has a process of its own while it has something to do, and none while it has not.

Called by `m365bot daemon --instances`. Does no work of any instance: it starts, watches and ends their workers. What one
does, or fails to do, costs no other anything but its share of the machine.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.instances import allowed, stamp
from m365bot.instances import folder as folders
from m365bot.instances.folder import Instance
from m365bot.instances.keeper import Keeper
from m365bot.instances.ports import Workers

log = structlog.get_logger()

LOOK = 1.0  # seconds between looks
FOLDER = timedelta(seconds=10)  # between looks for instances that came or went
CORES = os.cpu_count() or 1
AT_ONCE = 2 * CORES  # that begin at one moment: all want the processor
COST = 1.5  # seconds of a core that beginning takes, reckoned high
EARLIEST = timedelta(
    minutes=4
)  # before they are due: a worker that is up waits for what is due within five minutes
STOPPING = 8.0  # seconds that workers get to end, of the ten that are promised
EARLY = datetime.min.replace(tzinfo=clock.now().tzinfo)


Judge = Callable[[Sequence[Instance]], Mapping[str, str]]


@dataclass
class Supervisor:
    """judge: of instances, which may not be beside which, and why."""

    folder: Path
    workers: Workers
    judge: Judge = lambda instances: {}
    keepers: dict[str, Keeper] = field(default_factory=dict)
    _leaving: list[Keeper] = field(default_factory=list)
    _settings: frozenset[tuple[str, stamp.Stamp]] | None = None
    _refused: Mapping[str, str] = field(default_factory=dict)
    _looked: datetime | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        """Until SIGTERM or SIGINT. Raises ConfigError where there is no such folder, GuardStopped where it is another's."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        folders.found_in(self.folder)
        with folders.kept_alone(self.folder):
            allowed.made_in(self.folder)
            log.info("supervisor.started", folder=str(self.folder))
            while not self._stop.is_set():
                self.look(clock.now())
                await self._pause(LOOK)
            await self._come_to_rest()
        log.info("supervisor.stopped")

    def look(self, now: datetime) -> None:
        for keeper in [*self.keepers.values(), *self._leaving]:
            try:
                keeper.look(now)
            except Exception as error:  # whatever is odd about one, the others are looked after
                log.error("instance.odd", instance=keeper.instance.name, error=type(error).__name__)
        self._leaving = [keeper for keeper in self._leaving if keeper.worker]
        if self._looked is None or now - self._looked >= FOLDER:
            self._looked = now
            self._follow_folder()
        self._begin_what_is_due(now)

    def _begin_what_is_due(self, now: datetime) -> None:
        """A few at once, whoever is due longest first; and where many are due together, so early that all are up in time."""
        soon = sum(keeper.is_due(now + EARLIEST) for keeper in self.keepers.values())
        until = now + min(EARLIEST, timedelta(seconds=soon * COST / CORES))
        due = [keeper for keeper in self.keepers.values() if keeper.is_due(until)]
        starting = sum(keeper.is_starting(now) for keeper in self.keepers.values())
        due.sort(key=lambda keeper: keeper.wakes or EARLY)
        for keeper in due[: max(0, AT_ONCE - starting)]:
            keeper.begin(now)

    def _follow_folder(self) -> None:
        try:
            found = {one.name: one for one in folders.found_in(self.folder) if not one.is_stopped}
            allowed.made_in(self.folder)  # without it, everything would be allowed
        except ConfigError as error:  # away for a moment: those that are at work go on
            log.error("supervisor.folder_unreadable", error=type(error).__name__)
            return
        refused = self._refused_of(found)
        found = {name: one for name, one in found.items() if name not in refused}
        for name in self.keepers.keys() - found.keys():
            self._let_go(self.keepers.pop(name))
        still_there = {keeper.instance.name for keeper in self._leaving}
        for name in sorted(found.keys() - self.keepers.keys() - still_there):
            self._take_up(found[name])

    def _refused_of(self, found: Mapping[str, Instance]) -> Mapping[str, str]:
        """Asked anew only where settings were saved, or somebody came or went."""
        now = frozenset((name, stamp.of_settings(one.folder)) for name, one in found.items())
        if now != self._settings:
            self._settings = now
            self._refused = self.judge(sorted(found.values()))
            for name, why in self._refused.items():
                log.error("instance.refused", instance=name, shares=why)
        return self._refused

    def _take_up(self, instance: Instance) -> None:
        log.info("instance.taken_up", instance=instance.name)
        self.keepers[instance.name] = Keeper(instance, self.workers)

    def _let_go(self, keeper: Keeper) -> None:
        log.info("instance.let_go", instance=keeper.instance.name)
        keeper.end()
        if keeper.worker:
            self._leaving.append(keeper)

    async def _come_to_rest(self) -> None:
        keepers = [*self.keepers.values(), *self._leaving]
        for keeper in keepers:
            keeper.end()
        loop = asyncio.get_running_loop()
        until = loop.time() + STOPPING
        while (left := _alive(keepers)) and loop.time() < until:  # noqa: ASYNC110 - processes set no event
            await asyncio.sleep(0.05)
        for keeper in left:
            assert keeper.worker
            log.warning("instance.killed", instance=keeper.instance.name)
            keeper.worker.kill()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return


def _alive(keepers: list[Keeper]) -> list[Keeper]:
    return [keeper for keeper in keepers if keeper.worker and keeper.worker.exit is None]
