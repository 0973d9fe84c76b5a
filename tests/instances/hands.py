"""Workers that cost no process, and a folder of instances."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from m365bot.instances.folder import Instance
from m365bot.instances.ports import Resting, Word
from m365bot.instances.stamp import Stamp

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Hand:
    """A worker as a test has it. said: what the supervisor has yet to hear."""

    exit: int | None = None
    said: list[Word] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def heard(self) -> Sequence[Word]:
        said, self.said = self.said, []
        return said

    def end(self) -> None:
        self.told.append("end")

    def kill(self) -> None:
        self.told.append("kill")
        self.exit = -9

    def lives(self) -> None:
        self.said.append(None)

    def rests(self, until: datetime, database: Stamp) -> None:
        self.said.append(Resting(until, database))
        self.exit = 0


@dataclass
class Hands:
    """Every worker that was begun, by its instance, the oldest first."""

    all: dict[str, list[Hand]] = field(default_factory=dict)

    def begun(self, instance: Instance) -> Hand:
        made = Hand()
        self.all.setdefault(instance.name, []).append(made)
        return made

    def of(self, name: str) -> Hand:
        return self.all[name][-1]

    def count(self, name: str) -> int:
        return len(self.all.get(name, ()))


def made_in(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name / "config").mkdir(parents=True)
        (folder / name / "jobs").mkdir()
