"""Regular files, opened so that nothing else can be read in their place: no link, pipe or device, and no more than fits.

Called by the readers of config/, by settings, and by whatever reads a file to send it. Never follows a link below the
folder it is told of, and never waits for a pipe.
"""

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path


class Odd(OSError):
    """What is there, and no regular file: `what` is link, pipe, device, socket or folder."""

    def __init__(self, what: str, path: Path) -> None:
        super().__init__(f"{path.name} is a {what}")
        self.what = what


class TooLarge(OSError):
    """A regular file of more than `most` bytes."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"{size} bytes, more than {most}")
        self.size = size
        self.most = most


def read(path: Path, most: int, *, below: Path | None = None) -> bytes:
    """All bytes. Raises Odd, TooLarge and OSError. `below`: no part of the path under it may be a link either."""
    with opened(path, below=below) as file:
        size = os.fstat(file.fileno()).st_size
        content = b"" if size > most else file.read(most + 1)
        if max(size, len(content)) > most:
            raise TooLarge(max(size, len(content)), most)
        return content


def read_own(path: Path, most: int) -> bytes:
    """All bytes of a file that an operator names: links to it are theirs to make, pipes are never waited for."""
    return read(path.resolve(), most)


def digest(path: Path, most: int, *, below: Path | None = None) -> tuple[str, int]:
    """sha256 in hex, and how many bytes there are, a megabyte of it in memory at a time. Raises as `read` does."""
    with opened(path, below=below) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise TooLarge(size, most)
        found = hashlib.file_digest(file, "sha256")
        return found.hexdigest(), file.tell()


def opened(path: Path, *, below: Path | None = None) -> BufferedReader:
    """The file, open; what is opened is what was looked at, whatever anybody puts there meanwhile."""
    folder = None if below is None else _folder(path, below)
    try:
        return _opened(path, folder)
    finally:
        if folder is not None:
            os.close(folder)


def oddity(path: Path) -> str:
    """What stands there where it is neither a file nor a folder: link, pipe, device, socket; else nothing."""
    try:
        found = what(os.lstat(path).st_mode)
    except OSError:
        return ""
    return "" if found in ("file", "folder") else found


def what(mode: int) -> str:
    tests = {
        "file": stat.S_ISREG,
        "folder": stat.S_ISDIR,
        "link": stat.S_ISLNK,
        "pipe": stat.S_ISFIFO,
        "socket": stat.S_ISSOCK,
    }
    return next((name for name, is_one in tests.items() if is_one(mode)), "device")


def _folder(path: Path, below: Path) -> int:
    """The file's folder, come to step by step so that no step is a link."""
    here = os.open(below, os.O_RDONLY | os.O_DIRECTORY)
    for part in path.relative_to(below).parts[:-1]:
        try:
            _refuse(os.stat(part, dir_fd=here, follow_symlinks=False).st_mode, path, "folder")
            step = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
        finally:
            os.close(here)
        here = step
    return here


def _opened(path: Path, folder: int | None) -> BufferedReader:
    name = path if folder is None else path.name
    # Looked at first, since opening a device may already do something to it.
    _refuse(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode, path, "file")
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        _refuse(os.fstat(handle).st_mode, path, "file")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _refuse(mode: int, path: Path, right: str) -> None:
    found = what(mode)
    if found != right:
        raise Odd(found, path)
