"""Takes an instance's rows off a server for good, and the schemas where nobody else is in them.

Called by app when an instance leaves, while nobody is at work on it. A file is not looked at: it goes with its folder.
"""

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.schema import DropSchema

from m365bot.database import tables
from m365bot.database.address import Address
from m365bot.database.backups import rows


def erased(engine: Engine, instance: str, url: str) -> dict[str, int]:
    """How many rows of each table there were."""
    with engine.begin() as connection:
        counts = {table.name: _count(connection, table, instance) for table in tables.metadata.sorted_tables}
        rows.deleted(connection, instance)
        if not connection.execute(select(tables.instances.c.instance).limit(1)).first():
            schema = Address(url).schema
            for name in (f"{schema}_engine", schema):
                connection.execute(DropSchema(name, cascade=True, if_exists=True))
    return counts


def _count(connection: Connection, table: Table, instance: str) -> int:
    if "instance" not in table.c:
        return 0
    found = connection.execute(select(func.count()).select_from(table).where(table.c.instance == instance))
    return int(found.scalar_one())
