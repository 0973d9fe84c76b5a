"""Something to put into each address of the desk, and names and texts that want to be more than letters.

Called by the tests of every way. A new page with another {name} in its path needs a value here: its test says so. Whatever a
page shows that people of elsewhere can write belongs into `planted` or `config`.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert

from m365bot.app.desks import Desk
from m365bot.console.routes import Way
from m365bot.database.tables import metadata
from m365bot.database.tables import rows as stored_rows
from m365bot.journal import Run, Status
from tests.console import rows
from tests.console.door.street import EVIL, Street

ROW = 1
VALUES: Mapping[str, str] = {
    "run": "provision-R7-1",
    "job": "provision",
    "cohort": "R7",
    "session": "powerbi-1",
    "person": "p0000000000aa",
    "row": str(ROW),
    "file": "config/programme.yaml",
    "number": "1",
    "face": "0",
    "trial": "none",
    "thing": "any",
}
"""Name in a path → what stands there. A run that is over: its live page then ends at once."""

FILES = tuple(f"config/{name}" for name in ("programme.yaml", "cohorts/R7/people.csv"))


def path(way: Way, **others: str) -> str:
    """The way's address, every name in it filled in."""

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        assert name in VALUES | others, (
            f"tests/console/door/cases.py: VALUES has nothing for {{{name}}} of {way.path}"
        )
        return (VALUES | others)[name]

    return re.sub(r"\{(\w+)(?::\w+)?\}", filled, way.path)


def config(repository: Path, folder: Path) -> Path:
    """An instance whose names and titles are hostile, as far as its check lets them through."""
    for name in ("config", "jobs"):
        shutil.copytree(repository / name, folder / name)
    quoted = '"' + EVIL.replace("\\", "\\\\").replace('"', '\\"') + '"'
    _put(folder / "config/programme.yaml", {"デジタル行政推進リーダー育成研修": quoted, "金沢市": quoted})
    _put(
        folder / "config/cohorts/R7/cohort.yaml",
        {"Microsoft 365 演習": quoted, "Power BI 演習": quoted, "第二本庁舎 研修室": quoted},
    )
    _put(folder / "config/forms/after.yaml", {"研修の満足度": "'" + EVIL.replace("'", "''") + "'"})
    cell = '"' + EVIL.replace('"', '""') + '"'
    _put(folder / "config/cohorts/R7/people.csv", {"山田 葵": cell, "能登 健": cell, "北川 聡美": cell})
    _put(folder / "config/newsletter/012-power-apps.md", {"title: ": f"title: {quoted} #"})
    return folder


def _put(file: Path, changes: Mapping[str, str]) -> None:
    text = file.read_text("utf-8")
    for before, after in changes.items():
        assert before in text, (file, before)
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


def planted(street: Street) -> Mapping[str, Run]:
    """Runs, an issue that waits, a row in quarantine: each with a name, a reason or an answer of that kind."""
    _empty(street.desk)
    hostile = {"actor": EVIL, "reason": EVIL, "words": EVIL}
    over = rows.run(street, "provision", Status.PARTLY_FAILED, **hostile)
    alone = rows.issue(f"<p>{EVIL}</p><script>alert(1)</script><a href='javascript:alert(1)'>x</a>")
    change = replace(alone, resource=replace(alone.resource, subject=EVIL), reason=EVIL)
    waits = rows.asks(street, change, actor=EVIL, reason=EVIL)
    _row(street.desk)
    return {"over": over, "waits": waits}


def _row(desk: Desk) -> None:
    """An answer that nobody could be told to be whose."""
    row = {
        "number": ROW,
        "instance": desk.books.instance,
        "cohort": "R7",
        "form": "after",
        "session": "powerbi-1",
        "known_by": "=1",
        "digest": "d",
        "response": "1",
        "raw": {"メール": EVIL, "研修の満足理由": EVIL},
        "origin": EVIL,
        "identity": EVIL,
        "answers": {"reason": EVIL},
        "state": "quarantined",
        "reason": EVIL,
        "late": False,
    }
    with desk.books.engine.begin() as connection:
        connection.execute(insert(stored_rows).values(**row))


def _empty(desk: Desk) -> None:
    with desk.books.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "instances" and not table.name.startswith(
                "config_"
            ):  # noted anew, they cost a second
                connection.execute(table.delete())
