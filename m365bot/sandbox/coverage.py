"""Which operations are simulated: for the control API and for COVERAGE.md.

`python -m m365bot.sandbox.coverage` prints the document; a test holds the file against it.
"""

from typing import Any

from m365bot.sandbox import operations
from m365bot.sandbox.evidence import EVIDENCE

_HEAD = """# What the sandbox simulates

Made by `python -m m365bot.sandbox.coverage`; a test holds this file against the code. Every answer in the
tests is checked against the contract (properties, types, status codes). *Example replayed*: numbers of
the contract kit's examples. *Foreign clients*: unmodified programs that used the operation in the tests. *Seen on a
real tenant*: blank until somebody does and says when. What is not listed is answered 501 with its name;
DIFFERENCES.md tells how what is listed differs from the service.

| operation | contract | example replayed | foreign clients | seen on a real tenant |
|---|---|---|---|---|
"""


def rows() -> list[dict[str, Any]]:
    """One a registered operation."""
    known = operations.every()
    return [{"operation": each.name, "slice": each.slice, **EVIDENCE.get(each.name, {})} for each in known]


def document() -> str:
    return _HEAD + "".join(_line(row) for row in rows())


def _line(row: dict[str, Any]) -> str:
    cells = (
        f"`{row['operation']}`",
        row["slice"],
        ", ".join(row.get("examples", ())),
        ", ".join(row.get("clients", ())),
        row.get("seen", ""),
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201  # its output is the document
