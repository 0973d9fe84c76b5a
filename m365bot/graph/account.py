"""The service account's sign-in: its refresh token in a file that only its owner can read, and how it stands.

`Store` is used by auth and login; `standing` is for those who only want to know (status, doctor, the daemon). The file
wins until the setting that seeded it changes. A token that was refused is kept: a person decides what to do. What
became of the last try lies in a file of its own, so that a refusal never rewrites a token. Never talks to anybody.
"""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = "service-account.json"
REFUSED = "service-account-refused.json"


@dataclass(frozen=True)
class Who:
    """Whom a token is of: the sign-in name and the directory's id, each "" where the tokens do not tell."""

    name: str = ""
    id: str = ""


NOBODY = Who()


@dataclass(frozen=True)
class Refusal:
    """The first one since a sign-in last worked: `error` is the OAuth name, `number` the AADSTS number if any."""

    at: datetime
    error: str
    number: int | None

    @property
    def why(self) -> str:
        return f"AADSTS{self.number}" if self.number else self.error or "-"


@dataclass(frozen=True)
class Standing:
    """How the account's sign-in stands; no token is in it.

    signed_in: when a person last signed in by `m365bot login`; refreshed: when a token was last had.
    refusal: the first since then. others_may_read, unreadable: what is wrong with the file, if anything.
    """

    who: Who
    signed_in: datetime | None = None
    refreshed: datetime | None = None
    refusal: Refusal | None = None
    others_may_read: bool = False
    unreadable: bool = False

    @property
    def is_known(self) -> bool:
        """Did anybody ever sign in here?"""
        return self.refreshed is not None or self.refusal is not None


def standing(state_dir: Path) -> Standing:
    """Read from the state folder; whoever never signed in has all of it empty."""
    file = state_dir / FILE
    kept = read(file)
    return Standing(
        who=Who(str(kept.get("account") or ""), str(kept.get("account_id") or "")),
        signed_in=_moment(kept.get("signed_in")),
        refreshed=_moment(kept.get("last_success")),
        refusal=_refusal(read(state_dir / REFUSED)),
        others_may_read=_others_may_read(file),
        unreadable=_is_unreadable(file),
    )


@dataclass(frozen=True)
class Store:
    """`seed` is the refresh token that the settings give, if any; without `keeps` nothing is written."""

    state_dir: Path
    seed: str | None
    keeps: bool = True

    @property
    def path(self) -> Path:
        return self.state_dir / FILE

    def refresh_tokens(self) -> tuple[str, ...]:
        """Those to try, the best first: the newest stored, which another process may have stored meanwhile.

        The one that the setting gives stays good beside it, for use revokes none (docs/facts.md 111).
        """
        kept = read(self.path)
        is_new = bool(self.seed) and kept.get("seed_sha256") != _digest(self.seed or "")
        both = (self.seed,) if is_new else (kept.get("refresh_token"), self.seed)
        return tuple(dict.fromkeys(token for token in both if token))

    def is_public(self, refresh_token: str) -> bool:
        """Was it had without the app's credential, by a device's code say?"""
        kept = read(self.path)
        return bool(kept.get("public")) and kept.get("refresh_token") == refresh_token

    def try_out(self) -> None:
        """Raises OSError where nothing could be kept, before a person has signed in for nothing."""
        self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.state_dir):
            pass

    def last_success(self) -> datetime | None:
        return _moment(read(self.path).get("last_success"))

    def keep(
        self,
        refresh_token: str,
        *,
        at: datetime,
        who: Who = NOBODY,
        signed_in: datetime | None = None,
        public: bool = False,
    ) -> None:
        """Store the token that came with a sign-in; every use gives a new one (docs/facts.md 111).

        `signed_in` where a person has just signed in, `public` where without the app's credential.
        Raises OSError where the state folder cannot be written.
        """
        if not self.keeps:
            return
        before = read(self.path)
        told = {
            "account": who.name or before.get("account"),
            "account_id": who.id or before.get("account_id"),
            "signed_in": signed_in.isoformat(timespec="seconds") if signed_in else before.get("signed_in"),
            "public": public,
        }
        kept = {
            "refresh_token": refresh_token,
            "seed_sha256": _digest(self.seed) if self.seed else before.get("seed_sha256"),
            "last_success": at.isoformat(timespec="seconds"),
            **{name: value for name, value in told.items() if value},
        }
        replace(self.path, kept)
        (self.state_dir / REFUSED).unlink(missing_ok=True)

    def refused(self, *, at: datetime, error: str, number: int | None) -> bool:
        """Note that no token was to be had; true for the first time since one was. Raises OSError."""
        file = self.state_dir / REFUSED
        if not self.keeps or _refusal(read(file)):
            return False
        replace(file, {"at": at.isoformat(timespec="seconds"), "error": error, "number": number})
        return True

    def forget(self) -> bool:
        """Take the token away from this machine; false where none was kept."""
        was_kept = self.path.exists()
        for file in (self.path, self.state_dir / REFUSED):
            file.unlink(missing_ok=True)
        return was_kept


def _refusal(kept: dict[str, Any]) -> Refusal | None:
    at, number = _moment(kept.get("at")), kept.get("number")
    return (
        Refusal(at, str(kept.get("error") or ""), number if isinstance(number, int) else None) if at else None
    )


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def _is_unreadable(file: Path) -> bool:
    """There, and not for us: another user signed in, say."""
    try:
        file.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _others_may_read(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & 0o077)
    except OSError:
        return False


def read(file: Path) -> dict[str, Any]:
    """Empty where there is none that can be read."""
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def replace(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all, and never readable by others (mkstemp makes it 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(json.dumps(content))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
