"""quickXorHash, against the sandbox's own, which was written apart from it."""

import random

import pytest

from m365bot.resources.shared import quickxor
from m365bot.sandbox.sharepoint.drives.quickxor import quick_xor_hash


def test_of_nothing_it_is_nothing() -> None:
    assert quickxor.of(b"") == "AAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize("size", [1, 7, 14, 15, 20, 159, 160, 161, 320, 5000])
def test_both_agree(size: int) -> None:
    content = random.Random(size).randbytes(size)

    assert quickxor.of(content) == quick_xor_hash(content)
