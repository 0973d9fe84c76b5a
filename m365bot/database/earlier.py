"""What earlier runs made of a thing, out of their results and the plans they carried out.

Called by the journals. Reads only, and only the plans of runs that made something of what is asked about.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, desc, select

from m365bot.database.damage import moment_of
from m365bot.database.tables import results, runs
from m365bot.journal import Earlier, Outcome

EACH = 2  # of one key
AT_ONCE = 500  # keys in one question


def of(engine: Engine, instance: str, keys: Iterable[str]) -> dict[str, list[Earlier]]:
    """Key → what was made of it, the newest first."""
    rest, found = iter(keys), dict[str, list[Earlier]]()
    with engine.connect() as connection:
        while some := list(islice(rest, AT_ONCE)):
            made = _made(connection, instance, some)
            plans = _plans(connection, instance, {run for each in made.values() for run, _ in each})
            found |= {key: _told(key, each, plans) for key, each in made.items()}
    return found


def _made(connection: Connection, instance: str, keys: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Key → the newest runs that made something of it, and when."""
    mine = (results.c.instance == instance) & results.c.key.in_(keys)
    query = select(results.c.key, results.c.run_id, results.c.at).where(
        mine, results.c.outcome == Outcome.MADE.value
    )
    newest: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(query.order_by(desc(results.c.at))):
        if len(each := newest.setdefault(row.key, [])) < EACH:
            each.append((row.run_id, row.at))
    return newest


def _plans(connection: Connection, instance: str, run_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Run → its changes by key."""
    query = select(runs.c.id, runs.c.plan).where(runs.c.instance == instance, runs.c.id.in_(list(run_ids)))
    return {
        row.id: {change["key"]: change for change in (row.plan or {}).get("changes", ())}
        for row in connection.execute(query)
    }


def _told(key: str, made: list[tuple[str, str]], plans: Mapping[str, Mapping[str, Any]]) -> list[Earlier]:
    changes = ((plans.get(run, {}).get(key), at) for run, at in made)
    return [Earlier(change["action"], change["diff"], moment_of(at)) for change, at in changes if change]
