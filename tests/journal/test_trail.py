"""What a link of the audit chain speaks of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from m365bot.journal.trail import Link


@pytest.mark.parametrize(
    ("says", "run_id"),
    [
        ({"run": "r1"}, "r1"),
        ({"approval": {"run_id": "r2", "decision": "approved"}, "run": "r3"}, "r2"),
        ({"approval": "r2", "run": "r3"}, "r3"),
        ({"config": "config/programme.yaml"}, ""),
    ],
)
def test_it_speaks_of_the_run_that_it_or_its_approval_names(says: dict[str, Any], run_id: str) -> None:
    assert Link(1, datetime(2025, 7, 1, tzinfo=UTC), says).run_id == run_id
