"""Draws mistakes, tries each on the fast tests, prints those that nobody saw.

    python -m tests.mutants [--seed N] [--count N] [--seconds N] [--near] [PLACE …]

PLACE is a package or a file below m365bot/, or jobs; by default the engine's packages. Exit status 1 where more than
15 % live.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from tests.mutants import drawing, trial
from tests.mutants.drawing import Mutation

ENGINE = ("journal", "reconcile", "runs", "resources", "records", "database")
SHARE = 0.85  # of the mutants that fast tests must see
HANDS = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("places", nargs="*", default=ENGINE, help="packages or files below m365bot/, or jobs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=1800.0, help="no mutant is begun after so long")
    parser.add_argument(
        "--near", action="store_true", help="the nearest tests only, not the whole fast layer"
    )
    asked = parser.parse_args()
    mutations = drawing.drawn(list(_files(asked.places)), seed=asked.seed, count=asked.count)
    with _copies() as copies:
        if not trial.is_sound(copies[0], {one.file for one in mutations}, whole=not asked.near):
            _say("the fast tests fail as it is")
            return 2
        tried, alive = 0, 0
        until = time.monotonic() + asked.seconds
        for mutation, is_seen in _tried(mutations, copies, until=until, whole=not asked.near):
            tried, alive = tried + 1, alive + (not is_seen)
            if not is_seen:
                _say(f"lives  {mutation}")
    share = 1 - alive / max(tried, 1)
    _say(f"{tried} of {len(mutations)} tried, {alive} live: {share:.0%} seen (seed {asked.seed})")
    return 0 if share >= SHARE else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _files(places: Sequence[str]) -> Iterator[Path]:
    """Source files below these places, as paths from the repository's root."""
    for place in places:
        above = (
            trial.REPOSITORY if Path(place).parts[0] in ("jobs", "m365bot") else trial.REPOSITORY / "m365bot"
        )
        found = above / place
        files = found.rglob("*.py") if found.is_dir() else [found]
        yield from (file.relative_to(trial.REPOSITORY) for file in files if "migrations" not in file.parts)


@contextmanager
def _copies() -> Iterator[list[Path]]:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        yield [trial.copied(Path(folder) / str(number)) for number in range(HANDS)]


def _tried(
    mutations: Sequence[Mutation], copies: Sequence[Path], *, until: float, whole: bool
) -> Iterator[tuple[Mutation, bool]]:
    """Each with whether it was seen, in order, as soon as it is known; fewer where time ran out."""
    free: Queue[Path] = Queue()
    for copy in copies:
        free.put(copy)

    def tried(mutation: Mutation) -> tuple[Mutation, bool] | None:
        if time.monotonic() > until:
            return None
        copy = free.get()
        try:
            return mutation, trial.is_seen(mutation, copy, whole=whole)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(HANDS) as hands:
        yield from filter(None, hands.map(tried, mutations))


if __name__ == "__main__":
    sys.exit(main())
