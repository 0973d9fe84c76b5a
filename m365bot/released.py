"""The job files that m365bot brings: where they lie, and by which bytes they are known.

Called by whoever makes an instance, and by whoever asks whether an instance's are these. Loads none of them.
"""

import hashlib
from functools import cache
from pathlib import Path

_PACKED = Path(__file__).parent / "setup" / "jobs"  # in a wheel; a checkout has them beside the package
JOBS = _PACKED if _PACKED.is_dir() else Path(__file__).parents[1] / "jobs"


def files() -> list[Path]:
    return sorted(JOBS.glob("[!_]*.py"))


@cache
def digests() -> frozenset[str]:
    """sha256 in hex of each."""
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files())
