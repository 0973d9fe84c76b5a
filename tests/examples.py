"""How a property is tried with values drawn at random.

Called by the tests that try one many times. All of it in `make test`; in `make fast`, which says FAST, a quarter, but ten at
least.
"""

import os

from hypothesis import HealthCheck, settings

SHARE = 4 if "FAST" in os.environ else 1


def drawn(times: int = 100, *unchecked: HealthCheck) -> settings:
    """So many examples, each for as long as a busy machine takes; unchecked: what else Hypothesis need not mind."""
    checks = [HealthCheck.too_slow, *unchecked]
    return settings(
        max_examples=max(times // SHARE, min(times, 10)), deadline=None, suppress_health_check=checks
    )
