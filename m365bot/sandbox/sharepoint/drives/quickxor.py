"""quickXorHash, the one hash SharePoint promises for work accounts.

Called when content is stored. The algorithm is Microsoft's own public one (resources/hashes): 160 bits,
each byte XORed in 11 bits further on, the length XORed into the last eight bytes.
"""

import base64

_WIDTH = 160
_SHIFT = 11
_MASK = (1 << _WIDTH) - 1


def quick_xor_hash(data: bytes) -> str:
    """The hash of data in base64, 28 characters."""
    state = 0
    for index, byte in enumerate(_folded(data)):
        state ^= _rotated(byte, index * _SHIFT % _WIDTH)
    state ^= len(data) << (_WIDTH - 64)
    return base64.b64encode((state & _MASK).to_bytes(_WIDTH // 8, "little")).decode()


def _folded(data: bytes) -> bytes:
    """Bytes 160 apart meet at the same bit, so they can be XORed before anything is rotated."""
    total = int.from_bytes(data, "little")
    rows = max(1, -(-len(data) // _WIDTH))
    while rows > 1:
        low = (rows + 1) // 2
        bits = low * _WIDTH * 8
        total = (total & ((1 << bits) - 1)) ^ (total >> bits)
        rows = low
    return total.to_bytes(_WIDTH, "little")


def _rotated(byte: int, by: int) -> int:
    moved = byte << by
    return (moved & _MASK) | (moved >> _WIDTH)
