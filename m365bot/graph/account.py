"""The service account's refresh token, kept in a file that only its owner can read.

Called by auth. The file wins until the setting that seeded it changes. A token that
was refused is kept: a person decides what to do. Never talks to anybody.
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
        kept = self._kept()
        is_new = bool(self.seed) and kept.get("seed_sha256") != _digest(self.seed or "")
        both = (self.seed,) if is_new else (kept.get("refresh_token"), self.seed)
        return tuple(dict.fromkeys(token for token in both if token))

    def last_success(self) -> datetime | None:
        text = self._kept().get("last_success")
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            return None

    def keep(self, refresh_token: str, *, at: datetime) -> None:
        """Store the token that came with a sign-in; every use gives a new one (docs/facts.md 111)."""
        if not self.keeps:
            return
        kept = {
            "refresh_token": refresh_token,
            "seed_sha256": _digest(self.seed) if self.seed else self._kept().get("seed_sha256"),
            "last_success": at.isoformat(timespec="seconds"),
        }
        self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(self.path, json.dumps(kept))

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others (mkstemp makes it 0600)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
