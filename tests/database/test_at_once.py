"""Several processes on one database at once, as threads with connections of their own: nothing is lost or done twice."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from m365bot.database import engine
from m365bot.database.books import Books
from m365bot.journal import Run, Status, Trigger

T = TypeVar("T")
AT = datetime(2025, 7, 1, tzinfo=UTC)
NODES = 4
_instances = itertools.count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql").fresh())
    return f"sqlite:///{tmp_path_factory.mktemp('shared') / 'm365bot.db'}"


@pytest.fixture
def nodes(url: str) -> Iterator[list[Books]]:
    """Of one instance, each with connections of its own."""
    instance = f"tenant/{next(_instances)}"
    made = [Books(engine.connected(url), instance) for _ in range(NODES)]
    yield made
    for one in made:
        one.engine.dispose()


def at_once(nodes: list[Books], does: Callable[[Books], T]) -> list[T]:
    with ThreadPoolExecutor(len(nodes)) as pool:
        return list(pool.map(does, nodes))


def run(books: Books, run_id: str) -> Run:
    others = {"job": "j", "cohort": None, "trigger": Trigger.MANUAL, "at": AT, "planned": AT}
    return Run.begun(id=run_id, instance=books.instance, **others)


def test_one_of_them_adds_a_run(nodes: list[Books]) -> None:
    for number in range(5):
        added = at_once(nodes, lambda books: books.runs.add(run(books, f"r{number}")))  # noqa: B023  # done at once

        assert sorted(added) == [False] * (NODES - 1) + [True]


def test_one_of_them_claims_it(nodes: list[Books]) -> None:
    nodes[0].runs.add(run(nodes[0], "r"))

    claimed = at_once(nodes, lambda books: books.runs.claim(run(books, "r").cancelled(AT), Status.RUNNING))

    assert sum(claimed) == 1


def test_they_are_born_together_and_have_one_key(nodes: list[Books]) -> None:
    keys = iter([bytes([number]) * 32 for number in range(NODES)])
    born = at_once(nodes, lambda books: books.own.born)
    kept = at_once(nodes, lambda books: books.own.keep_person_key(lambda: next(keys)))

    assert len(set(born)) == len(set(kept)) == 1


def test_the_audit_chain_stays_one_chain_and_is_whole_whenever_it_is_looked_at(nodes: list[Books]) -> None:
    nodes[0].own.keep_person_key(lambda: b"k" * 32)
    writing, (looking,) = nodes[:-1], nodes[-1:]

    def works(books: Books) -> list[str]:
        if books is looking:
            return [str(books.verdict().fault) for _ in range(10)]
        for number in range(10):
            mine = run(books, f"{writing.index(books)}-{number}")
            books.runs.add(mine)
            books.runs.save(mine.cancelled(AT))
        return []

    found = at_once(nodes, works)

    assert set(found[-1]) == {"None"}
    verdict = looking.verdict()
    assert (verdict.entries, verdict.fault) == (10 * len(writing), None)
