"""Whatever people do to a source: each line that was ever read is kept, quarantined, superseded or told as gone."""

import itertools
import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from m365bot.database import rows, tables
from m365bot.database.books import Books
from m365bot.records import Row, State
from m365bot.records.sources.table import Unfit
from tests.database.edited.grid import Said, of_row
from tests.database.edited.sources import Book, Edited, Folder, List
from tests.database.test_records import House
from tests.records.programmes import ASKED, Office

EXAMPLES = 1000 if "SOAK" in os.environ else 15

PLACE = st.integers(0, 7)
CELLS = st.sampled_from(
    [None, "", "　", 1, 4, 9, "4", "よい", "anonymous", "t1@example.jp", "2025-06-19 09:03:00"]
)
LINES = st.tuples(
    st.sampled_from(["2025-06-19 09:03:00", "2025-06-19 09:04:00", "きのう", None]),
    st.sampled_from(["t1@example.jp", "t2@example.jp", "nobody@example.jp", "anonymous", None]),
    st.sampled_from([1, 4, 9, None]),
    st.sampled_from(["橋", "川", None]),
)
NAMES = st.sampled_from(["満足度", "改善点", "ID", "完了時刻", "研修の満足度", "部署", ""])
EDITS = st.one_of(
    st.tuples(st.just("add"), LINES),
    st.tuples(st.just("twice"), PLACE),
    st.tuples(st.just("edit"), PLACE, PLACE, CELLS),
    st.tuples(st.just("blank"), PLACE),
    st.tuples(st.just("remove"), PLACE),
    st.tuples(st.just("move"), PLACE, PLACE),
    st.tuples(st.just("reverse")),
    st.tuples(st.just("rename"), PLACE, NAMES),
    st.tuples(st.just("column"), PLACE, NAMES, CELLS),
    st.tuples(st.just("drop"), PLACE),
    st.tuples(st.just("swap"), PLACE, PLACE),
    st.tuples(st.just("replace")),
    st.tuples(st.just("collect")),
)
_instances = itertools.count()


@pytest.mark.timeout(1800)  # in a soak
@pytest.mark.parametrize("source", [Book, Folder, List])
def test_rows_in_are_stored_quarantined_superseded_and_deleted_whatever_people_do(
    memory: Engine, source: Callable[[], Edited]
) -> None:
    @settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(st.lists(LINES, max_size=4), st.lists(EDITS, max_size=10))
    def look(lines: list[Any], edits: list[Any]) -> None:
        made = Collected(memory, source())
        for line in lines:
            made.source.grid.add(line)
        made.collect()
        for act, *how in edits:
            made.act(act, *how)
        made.collect()

    look()


def test_what_cannot_be_told_apart_stays_in_both_files_where_one_cannot_be_read(memory: Engine) -> None:
    made = Collected(memory, Folder())
    made.source.grid.add(("2025-06-19 09:03:00", "anonymous", 1, "橋"))
    made.act("drop", 0)  # the number, by which they could be told apart
    made.collect()
    made.act("replace")
    made.collect()
    made.source.grid.header = ["ほかの表"] * len(made.source.grid.header)

    made.collect()

    assert sum(not row.gone for row in made.rows()) == 2


class Collected:
    """A source, and the records of it in a database of their own; each look is held against what was counted."""

    def __init__(self, memory: Engine, source: Edited) -> None:
        self.source = source
        self.house = House(Books(memory, f"every/{next(_instances)}"), Office(trainees=2))
        self.ever: set[Said] = set()

    def act(self, act: str, *how: Any) -> None:
        if act == "collect":
            self.collect()
        elif act == "replace":
            self.source.replace()
        else:
            getattr(self.source.grid, act)(*how)

    def collect(self) -> None:
        before = self.rows()
        try:
            reading = self.source.read()
        except Unfit:
            return
        self.house.store(reading)
        self.nothing_is_lost(before)
        assert self.house.records().compare(ASKED, reading).rows == 0

    def nothing_is_lost(self, before: list[Row]) -> None:
        rows, expected = self.rows(), self.source.expects()
        there = [row for row in rows if not row.gone]
        assert Counter(of_row(row.raw) for row in there) == expected
        self.ever |= set(expected)
        history = {of_row(one["raw"]) for one in self.house.table(tables.versions)}
        assert self.ever <= {of_row(row.raw) for row in rows} | history
        assert {row.number for row in before} <= {row.number for row in rows}
        for row in rows:
            assert is_sound(row, rows), row

    def rows(self) -> list[Row]:
        with self.house.engine.connect() as connection:
            return rows.whole(connection, self.house.instance, ASKED)


def is_sound(row: Row, every: list[Row]) -> bool:
    """Is it worth what the rule of the form, "last", says?"""
    same = [one for one in every if one.who == row.who and one.state == State.KEPT]
    if row.gone:
        return row.state == State.SUPERSEDED and bool(row.reason)
    if row.state == State.REPEATED:
        return any(one.response == row.response and one.number < row.number and not one.gone for one in every)
    if row.state == State.QUARANTINED:
        return bool(row.reason)
    if row.state == State.SUPERSEDED:
        return len(same) == 1 and not row.reason
    return same == [row] and not row.reason
