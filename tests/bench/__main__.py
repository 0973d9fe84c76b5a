"""Measures and prints each figure beside what it should be."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    beside_o365,
    check,
    collect,
    desk,
    distribute,
    engine,
    faces,
    mailing,
    many,
    provision,
    start,
    upload,
    workbook,
    year,
)

FIGURES: dict[str, Callable[[Path], None]] = {
    "start": start.measure,
    "check": check.measure,
    "provision": provision.measure,
    "distribute": distribute.measure,
    "upload": upload.measure,
    "o365": beside_o365.measure,
    "collect": collect.measure,
    "workbook": workbook.measure,
    "engine": engine.measure,
    "mailing": mailing.measure,
    "many": many.measure,
    "desk": desk.measure,
    "faces": faces.measure,
    "year": year.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("which", nargs="*", help=f"of {', '.join(FIGURES)}; all by default")
    for name in parser.parse_args().which or FIGURES:
        folder = Path(tempfile.mkdtemp(prefix="m365bot-bench-"))
        sys.stdout.write(f"\n{name}\n")
        FIGURES[name](folder)
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
