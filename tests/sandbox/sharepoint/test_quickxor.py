"""quickXorHash against published vectors, and against the plain definition."""

import base64
import random

import pytest

from m365bot.sandbox.sharepoint.drives.quickxor import quick_xor_hash

# Published with rclone, which checks them against OneDrive.
VECTORS = [
    ("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("Sg==", "SgAAAAAAAAAAAAAAAQAAAAAAAAA="),
    ("tbQ=", "taAFAAAAAAAAAAAAAgAAAAAAAAA="),
    ("0pZP", "0rDEEwAAAAAAAAAAAwAAAAAAAAA="),
    ("jRRDVA==", "jaDAEKgAAAAAAAAABAAAAAAAAAA="),
    ("qaApEj66lw==", "qQBFCiTgA11cAgAABwAAAAAAAAA="),
    ("J9iPGCbfZSTNyw==", "J8DGIzBggm+UgQTNUgYAAAAAAAA="),
]


@pytest.mark.parametrize(("data", "wanted"), VECTORS)
def test_published_vectors_are_met(data: str, wanted: str) -> None:
    assert quick_xor_hash(base64.b64decode(data)) == wanted


@pytest.mark.parametrize("length", [159, 160, 161, 320, 479, 481, 5000])
def test_long_data_agree_with_the_definition_byte_by_byte(length: int) -> None:
    data = random.Random(length).randbytes(length)

    assert quick_xor_hash(data) == _definition(data)


def _definition(data: bytes) -> str:
    state = 0
    for index, byte in enumerate(data):
        moved = byte << (index * 11 % 160)
        state ^= (moved & (2**160 - 1)) | (moved >> 160)
    state ^= len(data) << 96
    return base64.b64encode(state.to_bytes(20, "little")).decode()
