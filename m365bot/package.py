"""Zipped packages (docx, xlsx), known by their table of contents before anything is unpacked.

Called by the reader of workbooks and by files in the tenant. Never unpacks: a few kilobytes may say that they are
gigabytes, and what the table says is what the library holds itself to when it unpacks.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

MOST_PARTS = 10_000


class Part(NamedTuple):
    """One part's size unpacked, and its checksum."""

    size: int
    crc: int


class NoPackage(ValueError):
    """The bytes are no package that anybody could use."""


def parts_of(content: bytes) -> Mapping[str, Part]:
    """Each part by its name. Raises NoPackage: no zip, damaged, one name twice, or more parts than any document has."""
    return parts_in(io.BytesIO(content))


def parts_in(file: BinaryIO) -> Mapping[str, Part]:
    """The same of a file, of which only its table is read."""
    file.seek(0)
    if file.read(2) != b"PK":
        raise NoPackage
    try:
        with zipfile.ZipFile(file) as archive:
            listed = archive.infolist()
    except Exception as error:  # whatever the library makes of bytes that were made to confuse it
        raise NoPackage from error
    found = {part.filename: Part(part.file_size, part.CRC) for part in listed}
    if len(found) != len(listed) or len(found) > MOST_PARTS:
        raise NoPackage
    return found
