"""When the files of an instance were last saved, as far as they may have a part in its schedule.

Called by the daemon, and by what looks after many instances. Reads no file.
"""

from pathlib import Path

PATTERNS = (
    "config/**/*.yaml",
    "config/**/*.csv",
    "config/**/*.xlsx",
    "config/**/*.md",
    "config/*.toml",
    "jobs/*.py",
)


def of(instance: Path) -> frozenset[tuple[Path, int]]:
    """Every file whose mending may let the schedule be read, and when each was last saved."""
    found = (file for pattern in PATTERNS for file in instance.glob(pattern))
    return frozenset((file, file.stat().st_mtime_ns) for file in found)
