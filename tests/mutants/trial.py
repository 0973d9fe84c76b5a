"""One mutation tried: a copy of the repository, the mistake in it, the nearest fast tests, then all fast ones.

Called by __main__. The repository itself is never touched.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.mutants.drawing import Mutation

REPOSITORY = Path(__file__).parent.parent.parent
FAST = "not slow and not browser and not journey"
SLOW = frozenset({"journeys", "browser", "chaos", "foreign"})  # folders of tests none of which is fast
ONE, ALL = 30, 1200  # seconds for one test, and for all: a mutant may never end, and is taken for seen
LATER = count(1)  # seconds


def copied(folder: Path) -> Path:
    """A copy of what is kept in the repository, as it lies there now; of the machine it keeps the environment alone."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for name in filter(_is_copied, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def _is_copied(name: str) -> bool:
    return (REPOSITORY / name).is_file() and not name.startswith("tests/mutants/")


def is_sound(copy: Path, files: Iterable[Path], *, whole: bool) -> bool:
    """Do the tests pass without any mistake? Else every mutant would seem to be seen."""
    if whole:
        return not _fails(copy, ["tests"])
    near = {test for file in files for ring in nearest(file, copy) for test in ring}
    return not _fails(copy, sorted(near))


def is_seen(mutation: Mutation, copy: Path, *, whole: bool) -> bool:
    """Does a fast test fail on it? The nearest first; the whole fast layer only where these pass and it is asked for."""
    rings = [*nearest(mutation.file, copy), *([["tests"]] if whole else [])]
    with made(mutation, copy):
        return any(_fails(copy, ring) for ring in rings)


@contextmanager
def made(mutation: Mutation, copy: Path) -> Iterator[None]:
    """The copy with the mistake in it, and as it was afterwards.

    Bytecode is kept, and told from its source's size and second: no mutant may pass for another, nor for what it was.
    """
    target = copy / mutation.file
    source, when = target.read_text("utf-8"), int(target.stat().st_mtime)
    target.write_text(mutation.applied(source), "utf-8")
    os.utime(target, (when, when + next(LATER)))
    try:
        yield
    finally:
        target.write_text(source, "utf-8")
        os.utime(target, (when, when))


def nearest(file: Path, copy: Path) -> list[list[str]]:
    """Ring after ring: its namesakes and what names it in the tests of its package, all these, what names it elsewhere."""
    tests = copy / "tests"
    package = file.parts[:1] if file.parts[0] == "jobs" else file.parts[1:-1][:1]
    own = set(tests.joinpath(*package).rglob("test_*.py") if package else tests.glob("test_*.py"))
    every = (one for one in tests.rglob("test_*.py") if SLOW.isdisjoint(one.parts))
    named = {one for one in every if _names(one, file)}
    rings = (named & own, own - named, named - own)
    return [[str(one.relative_to(copy)) for one in sorted(ring)] for ring in rings if ring]


def _names(test: Path, file: Path) -> bool:
    """Is it a module's namesake, or does it import it? A job is loaded by its name."""
    if test.stem == f"test_{file.stem}":
        return True
    package, name = ".".join(file.parts[:-1]), file.stem
    imported = rf"{package}\.{name}\b|from {package} import (\([^)]*|[^\n]*)\b{name}\b"
    return bool(re.search(rf'\["{name}"\]' if package == "jobs" else imported, test.read_text("utf-8")))


def _fails(copy: Path, tests: Sequence[str]) -> bool:
    marked = ["-m", FAST, "--timeout", str(ONE), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", *marked, *tests]
    try:
        ended = subprocess.run(command, cwd=copy, env=_environment(copy), capture_output=True, timeout=ALL)
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode not in (0, 5)  # 5: no test there


def _environment(copy: Path) -> dict[str, str]:
    """The copy before what is installed; bytecode is kept, and what is drawn at random is drawn as by `make fast`."""
    return os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "", "FAST": "1"}
