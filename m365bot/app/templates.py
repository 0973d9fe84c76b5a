"""The officers' sheets as Excel workbooks to fill in, with what config/ offers to choose from.

Called by the console. Never asks the database.
"""

from pathlib import PurePosixPath

from m365bot.programme import Programme
from m365bot.reading import plain
from m365bot.setup import workbooks

SHEETS = ("people", "sessions", "attendance", "hours")


def of(file: str, content: bytes | None, known: Programme | None) -> bytes | None:
    """With the rows that are there; None for what is no sheet of ours."""
    path = PurePosixPath(file)
    rows = plain.cells_of(file, content)
    return workbooks.of_sheet(path.stem, rows, _known(path.parent.name, known))


def is_sheet(file: str) -> bool:
    path = PurePosixPath(file)
    return path.parent.parent.name == "cohorts" and path.stem in SHEETS


def _known(key: str, known: Programme | None) -> workbooks.Known:
    cohort = known.cohort(key) if known else None
    if known is None or cohort is None:
        return workbooks.Known()
    return workbooks.Known(
        departments=tuple(one.name for one in known.departments),
        groups=tuple(sorted({line.group for line in cohort.lines if line.group})),
        courses=tuple(dict.fromkeys(one.title for one in (*known.curriculum, *cohort.courses))),
        sessions=tuple(one.key for one in cohort.sessions),
    )
