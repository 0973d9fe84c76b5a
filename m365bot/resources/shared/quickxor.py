"""quickXorHash, the one hash that SharePoint promises for work accounts.

Called by `File` to recognise a file without memory of it. Holds a piece of the file at a time.
Source: learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash (the algorithm as described there).
"""

import base64
import io
from typing import BinaryIO

BITS, SHIFT = 160, 11
PIECE = BITS * 4096  # bytes read at once; a multiple of BITS, so that pieces can be laid upon each other


def of(content: bytes) -> str:
    """The hash as Graph writes it: base64 of 20 bytes."""
    return of_file(io.BytesIO(content))


def of_file(file: BinaryIO) -> str:
    """The same of a file, from where it stands to its end."""
    folded, length = 0, 0
    while piece := file.read(PIECE):
        folded ^= _folded(piece)
        length += len(piece)
    return _written(folded.to_bytes(BITS, "little"), length)


def _folded(piece: bytes) -> int:
    """Every 160th byte lands on the same bit position, so they are laid upon each other first."""
    total, rows = int.from_bytes(piece, "little"), -(-len(piece) // BITS)
    while rows > 1:
        low = (rows + 1) // 2
        bits = low * BITS * 8
        total = (total & ((1 << bits) - 1)) ^ (total >> bits)
        rows = low
    return total


def _written(folded: bytes, length: int) -> str:
    mask, state = (1 << BITS) - 1, 0
    for offset, byte in enumerate(folded):
        value = byte << (offset * SHIFT) % BITS
        state ^= (value & mask) ^ (value >> BITS)
    digest = bytearray(state.to_bytes(BITS // 8, "little"))
    for index, byte in enumerate(length.to_bytes(8, "little")):
        digest[BITS // 8 - 8 + index] ^= byte
    return base64.b64encode(bytes(digest)).decode()
