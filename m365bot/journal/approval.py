"""A person's word on a plan: who, about which digest, and how sure we are that it was them.

Called by runs. Pure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Approval:
    """who: a sign-in name, or the operating system's user where `verified` is False. kessai: an outside 決裁番号.

    tenant, account: the directory's ids of who signed in. single_officer: whoever drafted it or asked for it said so
    themselves, as config allows.
    """

    run_id: str
    digest: str
    decision: Decision
    who: str
    verified: bool
    at: datetime
    kessai: str = ""
    reason: str = ""
    tenant: str = ""
    account: str = ""
    single_officer: bool = False

    def counts(self, *, unverified_allowed: bool) -> bool:
        """Does it count as an approval under config's rule?"""
        return self.verified or says_something(self.kessai) or unverified_allowed


def says_something(kessai: str) -> bool:
    """A number of an outside decision has a letter or a digit in it, of whatever alphabet."""
    return any(letter.isalnum() for letter in kessai)
