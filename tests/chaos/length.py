"""How long chaos lasts: a sample in `make test`, all of it in `make soak`.

Called by the tests of this folder.
"""

import os
from typing import TypeVar

T = TypeVar("T")


def of(sample: T, whole: T) -> T:
    return whole if "SOAK" in os.environ else sample
