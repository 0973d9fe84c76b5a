"""All that one instance keeps of what the bot did, over one connection.

Made by app; hands out what serves the ports of journal/.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from m365bot.database import verifying
from m365bot.database.approvals import StoredApprovals
from m365bot.database.config_versions import StoredVersions
from m365bot.database.engine import LOOKS
from m365bot.database.instances import StoredInstance
from m365bot.database.journal import StoredJournals
from m365bot.database.notes import StoredNotes
from m365bot.database.pauses import StoredPauses
from m365bot.database.posted import StoredPosts
from m365bot.database.runs import StoredRuns
from m365bot.database.ticks import StoredTicks
from m365bot.database.trail import StoredTrail
from m365bot.database.trials import StoredTrials
from m365bot.journal.version import Version


class Books:
    """`born` is told where nothing is to be noted: who only looks writes nothing.

    need_leases: called just before each write, and before what became of it is noted; raises LeaseLost.
    """

    def __init__(
        self,
        engine: Engine,
        instance: str,
        *,
        born: datetime | None = None,
        need_leases: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine, self.instance = engine, instance
        self.own = StoredInstance(engine, instance, born=born)
        self.runs = StoredRuns(engine, instance)
        self.approvals = StoredApprovals(engine, instance)
        self.pauses = StoredPauses(engine, instance)
        self.ticks = StoredTicks(engine, instance)
        self.trials = StoredTrials(engine, instance)
        self.notes = StoredNotes(engine, instance)
        self.trail = StoredTrail(engine, instance)
        self.posted = StoredPosts(engine, instance)
        self.journals = StoredJournals(engine, instance, self.own, need_leases)

    @property
    def looking(self) -> Engine:
        """The same connections for whoever only reads: what begins there takes no lock of writers."""
        return self.engine.execution_options(**{LOOKS: True})

    def held_config(self) -> Sequence[Version]:
        """Changes to config/ that are kept and not in force."""
        return StoredVersions(self.engine, self.instance, b"").held()

    def saved_config(self, files: str, since: datetime | None) -> Sequence[Version]:
        """Versions of files of config/ whose names begin so, noted after a moment; the oldest first."""
        return StoredVersions(self.engine, self.instance, b"").saved(files, since)

    def verdict(self) -> verifying.Verdict:
        """Is it as it was kept?"""
        return verifying.of(self.engine, self.instance)
