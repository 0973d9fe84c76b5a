"""The audit chain as people read it: a page at a time, the newest first, narrowed down by what its links say.

Called by books for the desk, which notes here what is taken away. Proves nothing: `verifying` does. What a link says of a
run is looked up in the run's row.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from m365bot import clock
from m365bot.database.audit import append
from m365bot.database.damage import json_of, memo_of
from m365bot.database.engine import snapshot
from m365bot.database.memory import upsert
from m365bot.database.moments import moment_or_none, text
from m365bot.database.tables import audit, memory, runs
from m365bot.database.verifying import Verdict
from m365bot.journal.trail import Link, OfRun, Proof, Stretch, Wanted

LOOKED_AT = 20_000  # links of one look: whoever looks for what is rare goes on from there
VERIFIED = "verified:"  # where it is remembered when the chain was proved last


@dataclass(frozen=True)
class StoredTrail:
    """Of one instance."""

    engine: Engine
    instance: str

    def page(self, wanted: Wanted, below: int | None, limit: int) -> Stretch:
        with snapshot(self.engine) as connection:
            is_wanted = self._filter(connection, wanted)
            found, last = self._walk(connection, wanted, below, limit, is_wanted)
            known = self._runs(connection, {link.run_id for link in found[:limit]} - {""})
        links = [Link(one.number, one.at, one.says, known.get(one.run_id)) for one in found[:limit]]
        return Stretch(links, links[-1].number if len(found) > limit else last)

    def proved(self, verdict: Verdict, who: str) -> Proof:
        """To be shown to whoever looks later."""
        fault = verdict.fault
        told = (fault.words, fault.run_id, fault.number) if fault else ("", "", 0)
        made = Proof(text(clock.now()), who, verdict.entries, verdict.last, *told)
        with self.engine.begin() as connection:
            upsert(connection, instance=self.instance, key=VERIFIED, memo=json.dumps(asdict(made)))
        return made

    def note_signed_in(self, who: str, account: str, how: str) -> None:
        """who: signed the service account in; account: its id in the directory; how: "same" as before, "met" for the first
        time, or "replaced".
        """
        with self.engine.begin() as connection:
            append(connection, self.instance, {"account": {"who": who, "id": account, "how": how}})

    def handed_out(self, who: str, what: Mapping[str, Any]) -> None:
        """Somebody took a copy of one of the officers' files away."""
        with self.engine.begin() as connection:
            append(connection, self.instance, {"downloaded": {**what, "who": who}})

    def proof(self) -> Proof | None:
        with self.engine.connect() as connection:
            mine = (memory.c.instance == self.instance) & (memory.c.key == VERIFIED)
            found = connection.execute(select(memory.c.memo).where(mine)).scalar()
        return memo_of(found, lambda memo: Proof(**memo)) if found else None

    def _walk(
        self,
        connection: Connection,
        wanted: Wanted,
        below: int | None,
        limit: int,
        is_wanted: Callable[[Link], bool],
    ) -> tuple[list[Link], int | None]:
        """One more than asked for where there is one; and where a look came to its end before the chain did."""
        query = select(audit.c.number, audit.c.at, audit.c.entry).where(audit.c.instance == self.instance)
        if below is not None:
            query = query.where(audit.c.number < below)
        if wanted.since:
            query = query.where(audit.c.at >= text(wanted.since))
        if wanted.until:
            query = query.where(audit.c.at < text(wanted.until))
        found: list[Link] = []
        seen, number = 0, None
        for number, at, entry in connection.execute(query.order_by(audit.c.number.desc()).limit(LOOKED_AT)):
            seen += 1
            link = Link(number, moment_or_none(at) or clock.now(), json_of(entry))
            if is_wanted(link):
                found.append(link)
                if len(found) > limit:
                    return found, None
        return found, number if seen == LOOKED_AT else None

    def _filter(self, connection: Connection, wanted: Wanted) -> Callable[[Link], bool]:
        ids = self._ids(connection, wanted)
        who = wanted.who.casefold()

        def is_wanted(link: Link) -> bool:
            if wanted.kind and wanted.kind not in link.says:
                return False
            if wanted.job and link.run_id not in ids["job"] and link.says.get("pause") != wanted.job:
                return False
            return not who or (link.run_id in ids["who"] and "run" in link.says) or _is_by(link.says, who)

        return is_wanted

    def _ids(self, connection: Connection, wanted: Wanted) -> Mapping[str, Collection[str]]:
        """Runs of the job that is meant, and those that whoever is meant asked for."""
        query, found = select(runs.c.id).where(runs.c.instance == self.instance), {}
        for name, said, column in (("job", wanted.job, runs.c.job), ("who", wanted.who, runs.c.actor)):
            found[name] = frozenset(connection.execute(query.where(column == said)).scalars() if said else ())
        return found

    def _runs(self, connection: Connection, ids: Collection[str]) -> Mapping[str, OfRun]:
        columns = (runs.c.id, runs.c.job, runs.c.cohort, runs.c.actor, runs.c.reason)
        query = select(*columns).where(runs.c.instance == self.instance, runs.c.id.in_(list(ids)))
        return {
            one.id: OfRun(one.job, one.cohort or "", one.actor, one.reason)
            for one in connection.execute(query)
        }


def _is_by(says: Any, who: str) -> bool:
    """Does it name them, however deep?"""
    if isinstance(says, dict):
        return any(
            _is_by(said, who) if name != "who" else who in str(said).casefold() for name, said in says.items()
        )
    return isinstance(says, list) and any(_is_by(one, who) for one in says)
