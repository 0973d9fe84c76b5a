"""Takes the contents of old versions away with whom they name, or with the cohort they are of.

Called by erasure, and after each new version. The row of a version stays, without its content and reason; what lies in
the folder now is the officers', and stays until they change it: then that goes as well.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from m365bot.database.damage import memo_of
from m365bot.database.tables import config_contents, config_mentions, config_versions, memory, results
from m365bot.journal import naming
from m365bot.journal.version import How, State

PERSON, COHORT = "keptofperson:", "keptofcohort:"
"""How the journal calls what was forgotten (resources/kinds/kept)."""


def forget(connection: Connection, instance: str, person_id: str) -> None:
    """Before the memory of what they are called is gone. Also where only a name stands: who was not in config/ then
    was not known to be named.
    """
    _drop(connection, instance, [*_of_person(connection, instance, [person_id])])
    called = _called(connection, instance, person_id)
    _drop(connection, instance, list(_naming(connection, instance, called)) if called else ())
    reasons = select(config_versions).where(
        config_versions.c.instance == instance, config_versions.c.reason != ""
    )
    for row in connection.execute(reasons).all():
        if any(name in naming.letters(row.reason.encode()) for name in called):
            same = and_(
                _mine(instance), config_versions.c.file == row.file, config_versions.c.number == row.number
            )
            connection.execute(update(config_versions).where(same).values(reason=""))


def expire(connection: Connection, instance: str, cohort: str) -> None:
    _drop(connection, instance, _of_cohorts(connection, instance, [cohort]))


def sweep(connection: Connection, instance: str) -> None:
    """What lay in the folder when somebody was forgotten, and lies there no more."""
    gone = _forgotten(connection, instance)
    people = [key.removeprefix(PERSON) for key in gone if key.startswith(PERSON)]
    cohorts = [key.removeprefix(COHORT) for key in gone if key.startswith(COHORT)]
    _drop(connection, instance, _of_person(connection, instance, people) if people else ())
    _drop(connection, instance, _of_cohorts(connection, instance, cohorts) if cohorts else ())


def _forgotten(connection: Connection, instance: str) -> Sequence[str]:
    kinds = or_(results.c.key.startswith(PERSON), results.c.key.startswith(COHORT))
    query = select(results.c.key).where(results.c.instance == instance, kinds, results.c.outcome == "made")
    return connection.execute(query.distinct()).scalars().all()


def _of_person(connection: Connection, instance: str, people: Iterable[str]) -> Sequence[str]:
    table = config_mentions
    mine = and_(table.c.instance == instance, table.c.person_id.in_(list(people)))
    return connection.execute(select(table.c.digest).where(mine).distinct()).scalars().all()


def _of_cohorts(connection: Connection, instance: str, cohorts: Iterable[str]) -> Sequence[str]:
    table = config_versions
    below = or_(*(table.c.file.startswith(f"config/cohorts/{one}/", autoescape=True) for one in cohorts))
    query = select(table.c.digest).where(_mine(instance), below).distinct()
    return connection.execute(query).scalars().all()


def _called(connection: Connection, instance: str, person_id: str) -> frozenset[str]:
    """By what is remembered of them."""
    query = select(memory.c.memo).where(memory.c.instance == instance, memory.c.key == f"person:{person_id}")
    memo = connection.execute(query).scalar()
    told = memo_of(memo, dict) if memo else {}
    return naming.folded(str(told.get(name, "")) for name in ("upn", "name"))


def _naming(connection: Connection, instance: str, called: frozenset[str]) -> Iterable[str]:
    query = select(config_contents).where(config_contents.c.instance == instance)
    for row in connection.execute(query).all():
        read = naming.letters(bytes(row.content))
        if any(name in read for name in called):
            yield row.digest


def _drop(connection: Connection, instance: str, digests: Iterable[str]) -> None:
    """But for what lies in the folder."""
    gone = set(digests) - {""} - _lying(connection, instance)
    if not gone:
        return
    listed = sorted(gone)
    for table in (config_contents, config_mentions):
        connection.execute(delete(table).where(table.c.instance == instance, table.c.digest.in_(listed)))
    mine = and_(_mine(instance), config_versions.c.digest.in_(listed))
    connection.execute(update(config_versions).where(mine).values(erased=True, reason=""))


def _lying(connection: Connection, instance: str) -> set[str]:
    """Digests of what is in force of each file, and of what stands there broken."""
    table, lying = config_versions, set()
    in_force = table.c.state == State.IN_FORCE
    broken = table.c.state != State.COLLIDED
    for wanted in (in_force, broken):
        last = select(table.c.file, func.max(table.c.number).label("number")).where(_mine(instance), wanted)
        newest = last.group_by(table.c.file).subquery()
        same = and_(table.c.file == newest.c.file, table.c.number == newest.c.number)
        for row in connection.execute(select(table).join(newest, same).where(_mine(instance))):
            if row.state in (State.IN_FORCE, State.WAITING) or row.how == How.FOUND:
                lying.add(row.digest)
    return lying


def _mine(instance: str) -> ColumnElement[bool]:
    return config_versions.c.instance == instance
