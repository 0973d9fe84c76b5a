"""Answers as the reference instance's questionnaires get them, in the books of the desk that is tested."""

from datetime import UTC, datetime

from m365bot.records import AnswersOf
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.console.hall import Sitting
from tests.records.programmes import answer

ASKED = AnswersOf("R7", "after", "powerbi-1")
MADE = datetime(2025, 6, 19, 9, tzinfo=UTC)


def came(sitting: Sitting, *lines: dict[str, object], first: int = 1, asked: AnswersOf = ASKED) -> None:
    """As a run of collect takes them in."""
    cells = [{"研修の満足理由": "", **{name: line[name] for name in line if name != "ID"}} for line in lines]
    items = [Item(f"list/{number}", line, MADE) for number, line in enumerate(cells, first)]
    headers = tuple(dict.fromkeys(header for line in cells for header in line)) or ("メール",)
    reading = SourceReading(
        "R7 powerbi-1", [Column(header) for header in headers], items, link=f"link {first}"
    )
    sitting.desk.records().store(asked, reading)


def wrong(mail: str = "yamada.tarou@exmple.jp", **more: object) -> dict[str, object]:
    return answer(mail, at="2025-06-19 09:03:10", **more)
