"""What is remembered of posts, pages and mails that were made, when that was, and what became of each at last: for whoever
shows what went out.

Called by books for the desk and the command line. Three looks, however much was published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from m365bot.database.damage import memo_of
from m365bot.database.engine import snapshot
from m365bot.database.moments import moment_or_none
from m365bot.database.tables import memory, results
from m365bot.journal import Outcome, Result
from m365bot.journal.posted import Posted

READERS = "readers:"  # how the keys of what readers did begin
CAME_ABOUT = (Outcome.MADE.value, Outcome.ADOPTED.value)


@dataclass(frozen=True)
class StoredPosts:
    """Of one instance."""

    engine: Engine
    instance: str

    def of(self, job: str, beginning: str) -> Mapping[str, Posted]:
        """Of things whose own names begin so and that a job makes, by their whole keys."""
        mark = f":{beginning}"
        mine = (memory.c.instance == self.instance) & memory.c.key.contains(mark, autoescape=True)
        with snapshot(self.engine) as connection:
            memos = {
                one.key: one.memo
                for one in connection.execute(select(memory.c.key, memory.c.memo).where(mine))
            }
            made = self._made(connection, job, mark)
        known = {key: memo_of(memo, lambda told: dict(told)) for key, memo in memos.items()}
        return {
            key: Posted(str(memo.get("digest", "")), moment_or_none(made.get(key)), memo)
            for key, memo in known.items()
            if memo.get("id")
            or memo.get("sent")
            or "accepted" in memo  # a mailing is many messages, without one id
        }

    def readers(self, beginning: str) -> Mapping[str, Mapping[str, Any]]:
        """What is remembered of who read what, by the key of the issue."""
        begins = memory.c.key.startswith(f"{READERS}{beginning}", autoescape=True)
        with snapshot(self.engine) as connection:
            found = connection.execute(
                select(memory.c.key, memory.c.memo).where(memory.c.instance == self.instance, begins)
            )
            return {
                one.key.removeprefix(READERS): memo_of(one.memo, lambda told: dict(told)) for one in found
            }

    def settled(self, job: str, beginning: str) -> Mapping[str, Result]:
        """What became of each at last, good or not."""
        where = self._of_job(job) & results.c.key.contains(f":{beginning}", autoescape=True)
        columns = (results.c.key, results.c.outcome, results.c.words, results.c.error, results.c.at)
        with snapshot(self.engine) as connection:
            found = connection.execute(select(*columns).where(where).order_by(results.c.at))
            return {
                one.key: Result(
                    one.key, Outcome(one.outcome), one.words, one.error, at=moment_or_none(one.at)
                )
                for one in found
            }

    def _made(self, connection: Connection, job: str, mark: str) -> Mapping[str, str]:
        """Key → when it was last made or edited."""
        where = self._of_job(job) & results.c.outcome.in_(CAME_ABOUT)
        where = where & results.c.key.contains(mark, autoescape=True)
        query = select(results.c.key, func.max(results.c.at)).where(where).group_by(results.c.key)
        return {one[0]: one[1] for one in connection.execute(query)}

    def _of_job(self, job: str) -> ColumnElement[bool]:
        """Runs of a job begin with its name."""
        of_job = (results.c.run_id >= f"{job}-") & (results.c.run_id < f"{job}.")
        return (results.c.instance == self.instance) & of_job
