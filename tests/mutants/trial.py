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
FAST = "not slow and not browser and not journey"
NEAR, WHOLE = 120.0, 600.0  # seconds after which a mutant that does not end is taken for seen


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
