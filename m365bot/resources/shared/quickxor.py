"""quickXorHash, the one hash that SharePoint promises for work accounts.

Called by `File` to recognise a file without memory of it. Pure.
Source: learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash (the algorithm as described there).
"""

import base64

BITS, SHIFT = 160, 11


def of(content: bytes) -> str:
    """The hash as Graph writes it: base64 of 20 bytes."""
    mask, state = (1 << BITS) - 1, 0
    for offset in range(min(BITS, len(content))):
        folded = 0
        for byte in content[offset::BITS]:  # every 160th byte lands on the same bit position
            folded ^= byte
        position = (offset * SHIFT) % BITS
        value = folded << position
        state ^= (value & mask) ^ (value >> BITS)
    length = len(content).to_bytes(8, "little")
    digest = bytearray(state.to_bytes(BITS // 8, "little"))
    for index, byte in enumerate(length):
        digest[BITS // 8 - 8 + index] ^= byte
    return base64.b64encode(bytes(digest)).decode()
