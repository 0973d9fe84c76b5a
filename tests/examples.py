"""How often a property is tried with values drawn at random.

Called by the tests that try one many times. All of it in `make test`; in `make fast`, which says FAST, a quarter.
"""

import os

SHARE = 4 if "FAST" in os.environ else 1


def tried(times: int) -> int:
    return times // SHARE
