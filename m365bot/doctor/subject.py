"""What is examined: one instance, with its connection, its jobs and its place on this machine.

Put together by app. Holds the connection, so it is never printed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from m365bot.doctor.findings import Check
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.job import Job
from m365bot.programme import Programme


@dataclass(frozen=True)
class Here:
    """This machine's part.

    opened: opens the database and closes it again, or raises. last_backup: looks when the newest one was made.
    complaints: None where config/ could not be read at all. others: holds this machine against the others on its
    database, where there may be any.
    """

    state: Path
    now: datetime
    opened: Callable[[], None]
    last_backup: Callable[[], datetime | None]
    a_daemon_is_at_work: Callable[[], bool]
    complaints: int
    keeps_anything: bool
    others: Callable[[], Check] | None = None


@dataclass(frozen=True)
class Subject:
    """service_account: its sign-in name, empty where config names none. has_outsiders: guests are to be invited.
    programme: what config wants, where it could be read.
    """

    connection: Connection = field(repr=False)
    graph: Graph = field(repr=False)
    jobs: Mapping[str, Job]
    service_account: str
    has_outsiders: bool
    here: Here
    programme: Programme | None = None
