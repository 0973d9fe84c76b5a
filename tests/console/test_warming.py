"""Whoever asks first finds what whoever asks next would find: counted, judged, put together."""

import threading

import pytest
from sqlalchemy import select

from m365bot.console import warming
from m365bot.database.tables import bookmarks
from m365bot.database.tables import rows as stored_rows
from tests.chaos.node import until
from tests.console.hall import Sitting
from tests.console.test_cohort_queries import answered


@pytest.mark.slow
def test_the_first_visitor_waits_for_nothing_to_be_counted(officer: Sitting, queries: list[str]) -> None:
    answered(officer, 40)

    with warming.kept(officer.desk):
        queries.clear()
        page = officer.reads("/cohorts/R7/charts")

    assert "これまでに 40件の回答が届いています。" in page
    assert not any("GROUP BY" in one for one in queries if "FROM rows" in one)


def test_rows_that_config_judges_otherwise_by_now_are_judged_before_anybody_asks(officer: Sitting) -> None:
    answered(officer, 1)
    engine = officer.desk.books.engine
    with engine.begin() as connection:
        judged = connection.execute(select(bookmarks.c.judged_by)).scalar()
        connection.execute(bookmarks.update().values(judged_by="by config as it was"))
        connection.execute(stored_rows.update().values(state="quarantined"))

    with warming.kept(officer.desk), engine.connect() as connection:
        assert connection.execute(select(bookmarks.c.judged_by)).scalar() == judged
        assert connection.execute(select(stored_rows.c.reason)).scalar() != ""


@pytest.mark.slow
def test_what_comes_while_nobody_looks_is_counted_too(officer: Sitting, queries: list[str]) -> None:
    with warming.kept(officer.desk, every=0.01):
        answered(officer, 40)
        mark = officer.desk.cohorts._held["R7"].mark
        until(lambda: officer.desk.cohorts._held["R7"].mark != mark, within=60)
        queries.clear()
        page = officer.reads("/cohorts/R7/charts")

    assert "これまでに 40件の回答が届いています。" in page
    assert not any("GROUP BY" in one for one in queries if "FROM rows" in one)


def test_its_thread_ends_with_it(officer: Sitting) -> None:
    with warming.kept(officer.desk):
        assert "warming" in [one.name for one in threading.enumerate()]

    assert "warming" not in [one.name for one in threading.enumerate()]
