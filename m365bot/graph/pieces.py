"""A file on its way up, piece by piece: read through once before, and each piece held against what was read then.

Called by uploads and by the wire. So what is put in the file's place meanwhile never leaves, and only one piece of
it is ever in memory.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from typing import BinaryIO, Self

from m365bot import regular
from m365bot.errors import Permanent
from m365bot.resources.ports.graph import FileBody
from m365bot.words import say

QUANTUM = 320 * 1024  # bytes; the service takes multiples of it (docs/facts.md files.fragment)
LARGEST = 16 * QUANTUM  # 5 MiB, the least that is advised; beyond, memory grows for nothing
PIECES = 30  # what a broken connection costs is one piece: a thirtieth of the file
SLICE = 64 * 1024  # bytes handed to the network at once


class Pieces:
    """`with` it: the file stays open, so that taking it away meanwhile does no harm."""

    def __init__(self, body: FileBody, file: BinaryIO) -> None:
        self.body = body
        self.length = length(body.size)
        self._file = file
        self._digests: tuple[bytes, ...] = ()

    @classmethod
    async def of(cls, body: FileBody) -> Self:
        """Raises Permanent where the file is gone, no regular file any more, or another than was planned."""
        try:
            pieces = cls(body, regular.opened(body.path))
        except OSError as error:
            raise unreadable(body) from error
        try:
            await asyncio.to_thread(pieces._look)
        except BaseException:
            pieces.__exit__()
            raise
        return pieces

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def size(self) -> int:
        return self.body.size

    def end_of(self, first: int) -> int:
        """Where the piece that begins there ends, that byte not counted."""
        return min(first + self.length, self.size)

    def begins_one(self, first: int) -> bool:
        return first % self.length == 0 and 0 <= first < self.size

    async def at(self, first: int) -> bytes:
        """The piece that begins there. Raises Permanent where it is not what was looked at."""
        found = await asyncio.to_thread(self._read, first)
        if hashlib.sha256(found).digest() != self._digests[first // self.length]:
            raise changed(self.body)
        return found

    async def every_slice(self) -> AsyncIterator[bytes]:
        """All of it, for a request that takes it whole."""
        for first in range(0, self.size, self.length):
            async for part in slices(await self.at(first)):
                yield part

    def _look(self) -> None:
        whole, digests = hashlib.sha256(), []
        for first in range(0, self.size, self.length):
            found = self._read(first)
            whole.update(found)
            digests.append(hashlib.sha256(found).digest())
        if os.fstat(self._file.fileno()).st_size != self.size:
            raise changed(self.body)
        if self.body.sha256 and whole.hexdigest() != self.body.sha256:
            raise changed(self.body)
        self._digests = tuple(digests)

    def _read(self, first: int) -> bytes:
        try:
            self._file.seek(first)
            return self._file.read(self.end_of(first) - first)
        except OSError as error:
            raise unreadable(self.body) from error


def length(size: int) -> int:
    """Bytes of each piece of a file of so many, but for the last."""
    return max(QUANTUM, min(LARGEST, size // PIECES // QUANTUM * QUANTUM))


async def slices(content: bytes) -> AsyncIterator[bytes]:
    """As the network takes them, so that no buffer between grows with the piece."""
    view = memoryview(content)
    for first in range(0, len(content), SLICE):
        yield bytes(view[first : first + SLICE])


def changed(body: FileBody) -> Permanent:
    return Permanent(
        say("ファイル {path} が計画のあとに変わりました。もう一度実行してください。", path=body.path.name)
    )


def unreadable(body: FileBody) -> Permanent:
    return Permanent(say("ファイル {path} を読み込めません。", path=body.path.name))
