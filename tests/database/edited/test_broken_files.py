"""Whatever a file of answers is broken to: it is refused in words and changes nothing, or what it holds is taken in."""

import csv
import io
import itertools
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from m365bot.database import rows, tables
from m365bot.database.books import Books
from m365bot.records import Row
from m365bot.records.sources.dropped import Pile
from m365bot.records.sources.port import SourceReading
from tests.database.test_records import House
from tests.records.programmes import ASKED, Office
from tests.records.sources.sheets import HEADER, SOUGHT, book, line

EXAMPLES = 1000 if "SOAK" in os.environ else 10
LINES = [
    HEADER,
    *(line(n, mail) for n, mail in enumerate(("t1@example.jp", "t2@example.jp", "anonymous"), 1)),
]
CUTS = st.tuples(st.integers(0, 2**16), st.integers(0, 64))
FLIPS = st.lists(st.tuples(st.integers(0, 2**16), st.integers(1, 255)), max_size=3)
_instances = itertools.count()


def as_csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(LINES)
    return out.getvalue().encode()


@pytest.mark.timeout(1800)  # in a soak
@pytest.mark.parametrize("whole", [book(*LINES), as_csv()], ids=["workbook", "CSV"])
def test_it_is_refused_in_words_or_taken_in_and_no_answer_is_lost(memory: Engine, whole: bytes) -> None:
    @settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(CUTS, FLIPS)
    def look(cut: tuple[int, int], flips: list[tuple[int, int]]) -> None:
        house = House(Books(memory, f"broken/{next(_instances)}"), Office(trainees=2))
        house.store(reading(whole)[0])
        before = stored(house)

        found, why = reading(broken(whole, cut, flips))
        house.store(found)

        after = stored(house)
        assert after == before if why else len([row for row in after if not row.gone]) <= len(found.items)
        assert {row.number for row in before} <= {row.number for row in after}
        told = [row.raw for row in after] + [one["raw"] for one in house.table(tables.versions)]
        assert all(row.raw in told for row in before)

    look()


def broken(whole: bytes, cut: tuple[int, int], flips: list[tuple[int, int]]) -> bytes:
    """With some bytes left out and others changed."""
    data = bytearray(whole)
    for place, by in flips:
        data[place % len(data)] ^= by
    start = cut[0] % len(data)
    return bytes(data[:start] + data[start + cut[1] :])


def reading(data: bytes) -> tuple[SourceReading, str]:
    """What a look at the folder brings, and why the file was refused."""
    pile = Pile(SOUGHT)
    pile.add("回答.xlsx", data)
    return SourceReading("回答", pile.columns, pile, parts=pile.parts), "".join(pile.why.values())


def stored(house: House) -> list[Row]:
    with house.engine.connect() as connection:
        return rows.whole(connection, house.instance, ASKED)
