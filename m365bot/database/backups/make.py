"""Makes a backup: a moment of one instance's rows, while others go on writing.

Called by app, for a command and for a daemon's nights. Holds answers, names and the key of persons' ids, without which
nobody could tell whose they are; no token and no secret of the tenant, for the database has none (ADR 50).
"""

from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine, create_engine

from m365bot import clock
from m365bot.database import engine as engines
from m365bot.database import tables
from m365bot.database.backups import nights, package, rows
from m365bot.database.backups.manifest import Manifest

log = structlog.get_logger()

PRAGMAS = ("journal_mode = OFF", "synchronous = OFF")  # whoever dies over it leaves nothing


def into(file: Path, engine: Engine, instance: str) -> Manifest:
    """Raises M365BotError where something stands there, and what the machine raises; then nothing of it remains."""
    package.refuse_to_overwrite(file)
    with package.workshop(file.parent) as folder:
        data, made = folder / package.DATA, clock.now()
        counts = _rows_into(data, engine, instance)
        manifest = _manifest(data, instance, made, counts)
        package.pack(data, manifest, file)
    return manifest


def of_the_night(folder: Path, engine: Engine, instance: str, now: datetime) -> None:
    """Where tonight's is not there yet; `now` in the zone whose nights are meant. Raises as `into` does."""
    if nights.is_due(folder, now):
        manifest = into(nights.next_in(folder, now), engine, instance)
        nights.thin(folder, now)
        log.info("backup.made", bytes=manifest.size, rows=sum(manifest.rows.values()))


def _rows_into(data: Path, engine: Engine, instance: str) -> dict[str, int]:
    copy = create_engine(f"sqlite:///{data}", hide_parameters=True)
    try:
        with engines.snapshot(engine) as source, copy.connect() as target:
            for pragma in PRAGMAS:
                target.exec_driver_sql(f"PRAGMA {pragma}")
            tables.metadata.create_all(target)
            target.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            target.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (engines.NEWEST,))
            counts = rows.copied(source, target, instance)
            target.commit()
            return counts
    finally:
        copy.dispose()


def _manifest(data: Path, instance: str, made: datetime, counts: dict[str, int]) -> Manifest:
    from importlib.metadata import version

    return Manifest(
        instance=instance,
        made=made,
        schema=engines.NEWEST,
        software=version("m365bot"),
        sha256=package.sum_of(data),
        size=data.stat().st_size,
        rows=counts,
    )
