"""The folder as it would be with other contents in some places, for whoever reads config/ by paths.

Called by the cabinet. Files that have versions are written anew; the others (materials, pictures) stand there as what the
purpose needs. The folder itself is left alone.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from m365bot import regular
from m365bot.editing.folder import has_versions

SETTINGS = "config/settings.toml"
KEPT = 24 * 3600  # seconds
Stood = Callable[[Path, Path], None]
"""How a file without versions comes to stand there."""


def lay_out(instance: Path, where: Path, contents: Mapping[str, bytes], others: Stood) -> Path:
    """`where`, made anew, in which config/ says this. Raises OSError."""
    shutil.rmtree(where, ignore_errors=True)
    (where / "config").mkdir(mode=0o700, parents=True)
    for path in _others(instance):
        here = where / path.relative_to(instance)
        here.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copyfile if path == instance / SETTINGS else others)(path, here)
    for name, content in contents.items():
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_bytes(content)
    return where


def kept(instance: Path, where: Path, contents: Mapping[str, bytes]) -> Path:
    """The folder below `where` in which config/ says this, made once for as long as it says so. Raises OSError."""
    found = where / _name_of(instance, contents)
    if not found.is_dir():
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        drop_old(where)
        made = lay_out(instance, where / "new", contents, linked)
        made.rename(found)
    return found


def _name_of(instance: Path, contents: Mapping[str, bytes]) -> str:
    said = hashlib.sha256()
    for name in sorted(contents):
        said.update(f"{name}\0{len(contents[name])}\0".encode() + contents[name])
    for path in _others(instance):
        stat = path.stat()
        said.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return said.hexdigest()[:16]


def drop_old(where: Path) -> None:
    """Runs that may still read there have ended long ago; rosters of then lie there no longer than that."""
    for path in where.iterdir() if where.is_dir() else ():
        if path.stat().st_mtime < time.time() - KEPT:
            shutil.rmtree(path, ignore_errors=True)


def sized(path: Path, here: Path) -> None:
    """Empty, and as large: whoever reads config/ asks no more of materials. Pictures of issues are looked into."""
    if "newsletter" in path.parts:
        linked(path, here)
        return
    with here.open("wb") as out:
        out.truncate(path.stat().st_size)


def linked(path: Path, here: Path) -> None:
    """The same file under another name; copied where it lies on another disk or is somebody else's."""
    try:
        os.link(path, here)
    except OSError:
        shutil.copy2(path, here)


def _others(instance: Path) -> list[Path]:
    found = []
    for folder, folders, files in os.walk(instance / "config"):
        folders[:] = sorted(name for name in folders if not (Path(folder) / name).is_symlink())
        paths = (Path(folder) / name for name in sorted(files))
        found += [
            path
            for path in paths
            if not has_versions(path.relative_to(instance).as_posix()) and not regular.oddity(path)
        ]
    return found
