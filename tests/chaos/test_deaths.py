"""A daemon is killed at any moment of any job, again and again: the end is as if it never had been."""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos import hurried, length, mortal
from tests.chaos.hurried import Mother
from tests.chaos.mortal import World

pytestmark = pytest.mark.slow

DEATHS = length.of(1, int(os.environ.get("DEATHS", "10")))  # of each case; docs/operator.md tells of 30
DATABASES = ("sqlite", "postgresql")
NEVER_KILLED = random.Random(0)
CASES = [
    (job, database, weather)
    for job in mortal.CALENDAR
    for database in DATABASES
    for weather in length.WEATHERS
]
SAMPLE = [("distribute", "postgresql", "documented")]


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    with hurried.mother() as one:
        yield one


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[..., World]:
    """Each job's on each kind of database, made when first asked for."""
    made: dict[tuple[str, str], World] = {}

    def of(job: str, database: str) -> World:
        if (job, database) not in made:
            server = request.getfixturevalue("postgresql") if database == "postgresql" else None
            made[job, database] = mortal.prepared(job, tmp_path_factory.mktemp(f"{job}-{database}"), server)
        return made[job, database]

    return of


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, dict[str, tuple[int, Any]]]:
    """Of each job and weather, how much a daemon sends that nobody kills, and what it leaves."""
    return {}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("job", "database", "weather"), length.of(SAMPLE, CASES))
def test_a_daemon_killed_at_any_moment_of_a_job_leaves_what_one_leaves_that_lives(
    job: str,
    database: str,
    weather: str,
    mother: Mother,
    worlds: Callable[..., World],
    undisturbed: dict[str, Any],
    tmp_path: Path,
) -> None:
    world = worlds(job, database)
    for each in {"documented", weather} - undisturbed.get(job, {}).keys():
        with world.copied(tmp_path / each, each) as life, mortal.surroundings(life.env):
            life.goes_on(mother, NEVER_KILLED, 0, 0)
            undisturbed.setdefault(job, {})[each] = (life.sent, life.looks())
    sent, expected = undisturbed[job][weather][0], undisturbed[job]["documented"][1]
    draw, died, lives, moments = random.Random(f"{job} {database} {weather}"), 0, 0, Counter[str]()
    while died < DEATHS:
        lives += 1
        with world.copied(tmp_path / str(lives), weather) as life, mortal.surroundings(life.env):
            died += life.goes_on(mother, draw, sent, DEATHS - died)
            for _ in range(4):
                if not mortal.tomorrow(life):
                    break
                life.asks(job)
                life.goes_on(mother, draw, 0, 0)
            assert life.looks() == expected
            life.sandbox.advance(120)
            assert mortal.comes_again(life, job) == []
            moments += life.killed

    sys.stdout.write(f"\n{job} {database} {weather}: {died} deaths in {lives} runs; {dict(moments)}\n")
