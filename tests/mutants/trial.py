"""One mutation tried: a copy of the repository, the mistake in it, the nearest fast tests, then all fast ones.

Called by __main__. The repository itself is never touched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutants.drawing import Mutation

REPOSITORY = Path(__file__).parent.parent.parent
COPIED = ("m365bot", "jobs", "config", "docs", "tests", "pyproject.toml", "Makefile", "LICENSE")
FAST = "not slow and not browser and not journey"
NEAR, WHOLE = 120.0, 600.0  # seconds after which a mutant that does not end is taken for seen


def copied(folder: Path) -> Path:
    """A copy of what tests need; what it keeps of the machine is the environment alone."""
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
        else:
            shutil.copy(source, folder / name)
    for page in REPOSITORY.glob("*.md"):
        shutil.copy(page, folder / page.name)
    return folder


def is_sound(copy: Path) -> bool:
    """Do the fast tests pass without any mistake? Else every mutant would seem to be seen."""
    return not _fails(copy, ["tests"], WHOLE)


def is_seen(mutation: Mutation, copy: Path, *, whole: bool) -> bool:
    """Does a fast test fail on it? The nearest first; the whole fast layer only where these pass and it is asked for."""
    target = copy / mutation.file
    source = target.read_text("utf-8")
    target.write_text(mutation.applied(source), "utf-8")
    try:
        return _fails(copy, nearest(mutation.file, copy), NEAR) or (whole and _fails(copy, ["tests"], WHOLE))
    finally:
        target.write_text(source, "utf-8")


def nearest(file: Path, copy: Path) -> list[str]:
    """The tests that mirror a module's package, its namesake first."""
    package = file.parts[1] if len(file.parts) > 2 else ""
    folder = Path("tests") / package
    if not package or not (copy / folder).is_dir():
        return ["tests"]
    namesake = sorted((copy / folder).rglob(f"test_{file.stem}.py"))
    return [*(str(one.relative_to(copy)) for one in namesake), str(folder)]


def _fails(copy: Path, tests: list[str], seconds: float) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", FAST, *tests]
    try:
        ended = subprocess.run(
            command, cwd=copy, env=_environment(copy), capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode not in (0, 5)  # 5: no test there


def _environment(copy: Path) -> dict[str, str]:
    """The copy before what is installed; bytecode of a mutant must not outlive it."""
    return os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
