"""What was published of a cohort, bound into the audit chain: a seal of its rows after each change of them.

Called by publications and erasure, in their own transaction, and by whoever asks whether the rows are as they were
kept. Without that, emptied rows would let finer figures out than people may see.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection, select

from m365bot.database import audit
from m365bot.database.damage import json_of
from m365bot.database.tables import editions, releases

WORD = "published"


@dataclass(frozen=True)
class Altered:
    """A cohort of which something else stands there than was kept. number: of the link, where there is one."""

    cohort: str
    number: int


def note(
    connection: Connection, instance: str, cohort: str, more: Mapping[str, str] = MappingProxyType({})
) -> None:
    """It has changed, and rightly so. more: what else the link says."""
    audit.append(connection, instance, {WORD: cohort, "seal": _seal(connection, instance, cohort), **more})


def words(connection: Connection, instance: str, cohort: str) -> Mapping[str, str]:
    """Edition → a digest of what it says, as far as links tell; links of earlier versions do not."""
    links = (json_of(one.entry) for one in audit.all_of(connection, instance))
    told = (link for link in links if isinstance(link, dict) and link.get(WORD) == cohort)
    return {link["edition"]: link["words"] for link in told if link.get("words")}


def is_as_kept(connection: Connection, instance: str, cohort: str) -> bool:
    """Also that the chain is whole: with a link taken out, an older state would pass for the newest."""
    chain, key = audit.all_of(connection, instance), audit.key_of(connection, instance)
    if not all(one.fits(key) for one in chain):
        return False
    said = {one.number: json_of(one.entry) for one in chain}
    return cohort not in {one.cohort for one in altered(connection, instance, said)}


def altered(connection: Connection, instance: str, said: Mapping[int, object]) -> Iterator[Altered]:
    """said: number → what each link says, from the first on."""
    last = {
        told[WORD]: (number, told) for number, told in said.items() if isinstance(told, dict) and WORD in told
    }
    nothing = _digest([])
    for cohort in sorted({*last, *_cohorts(connection, instance)}):
        number, told = last.get(cohort, (0, {"seal": nothing}))
        if told["seal"] != _seal(connection, instance, cohort):
            yield Altered(cohort, number)


def _cohorts(connection: Connection, instance: str) -> set[str]:
    queries = (
        select(table.c.cohort).where(table.c.instance == instance).distinct()
        for table in (releases, editions)
    )
    return {cohort for query in queries for cohort in connection.execute(query).scalars()}


def _seal(connection: Connection, instance: str, cohort: str) -> str:
    rows: list[str] = []
    for table in (releases, editions):
        mine = (table.c.instance == instance) & (table.c.cohort == cohort)
        found = connection.execute(select(table).where(mine)).mappings()
        rows += sorted(audit.as_text({"table": table.name, **row}) for row in found)
    return _digest(rows)


def _digest(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
