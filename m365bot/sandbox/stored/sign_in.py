"""What lies between a person at a sign-in page and a token: codes for browsers, codes for devices.

Held by the tenant, made and redeemed by Entra. Times are the clock's seconds. Never written to the state file: who was
signing in when a sandbox ended begins anew.
"""

from dataclasses import dataclass, field
from enum import Enum


@dataclass(slots=True)
class Code:
    """An authorization code: for whom, for what, and by what it may be redeemed, once."""

    app_id: str
    user_id: str
    scopes: list[str]
    redirect: str
    public: bool  # the redirect address is a public client's, which proves itself by nothing
    challenge: str
    method: str
    nonce: str
    ends_at: float
    used: bool = False


class Answer(Enum):
    """What a person said to a device."""

    PENDING = "pending"
    GRANTED = "granted"
    DECLINED = "declined"


@dataclass(slots=True)
class Device:
    """A device that waits for a person to type its code."""

    app_id: str
    scopes: list[str]
    user_code: str
    ends_at: float
    answer: Answer = Answer.PENDING
    user_id: str = ""
    polled_at: float = 0.0
    used: bool = False


@dataclass(slots=True)
class SignIns:
    """By code; `asked` holds who has typed a right password and has yet to consent."""

    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    def device(self, user_code: str) -> Device | None:
        wanted = user_code.strip().upper().replace("-", "")
        return next((each for each in self.devices.values() if each.user_code == wanted), None)
