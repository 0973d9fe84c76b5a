"""What the doctor's tests share: where the reference instance is, and what an examination blames."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from m365bot.doctor.findings import Check, Examination, Verdict

REPOSITORY = Path(__file__).parents[2]
Examined = Callable[..., Awaitable[Examination]]


def blamed(found: Examination) -> dict[str, Check]:
    """What is said to be wrong; what is unknown or was not looked at is not."""
    return {check.name: check for check in found.checks if check.verdict in (Verdict.WARN, Verdict.FAIL)}
