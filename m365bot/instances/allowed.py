"""Which job files may run on a machine of many instances: those that m365bot brings, and those that its operator allows.

Called by app before an instance's jobs are loaded. The list lies beside the instances, out of their reach: a line for
each file, as `sha256sum` writes it. Where it lies there, it is in force, also for a command that an operator types.
"""

import contextlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from m365bot import regular, released
from m365bot.errors import ConfigError
from m365bot.words import say

FILE = "jobs.allowed"
MOST = 1024 * 1024  # bytes
HEAD = """\
# Job files that instances may run beside those that m365bot brings, as `sha256sum` writes them:
#   sha256sum CITY/jobs/NAME.py >> jobs.allowed
"""
_LINE = re.compile(r"([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Allowed:
    """digests: beside the release's. fault: why the list cannot be used; then only the release's are."""

    digests: frozenset[str] = field(default=frozenset())
    fault: str = ""

    def why_not(self, digest: str) -> str:
        """Empty: it may run."""
        if digest in released.digests() or digest in self.digests:
            return ""
        return say(
            "運用事業者が許可していない手順です。m365bot に付属のものではなく、{file} に指紋もありません"
            "(sha256 {digest})。{fault}",
            file=FILE,
            digest=digest,
            fault=self.fault,
        )


def of(instance: Path) -> Allowed | None:
    """The list that holds for an instance; None where it is no one of many."""
    file = instance.parent / FILE
    return _read(file) if os.path.lexists(file) else None


def made_in(folder: Path) -> None:
    """An empty one, where there is none: nothing but the release's. Raises ConfigError."""
    try:
        with contextlib.suppress(FileExistsError):
            handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(HEAD)
    except OSError as error:
        raise ConfigError(
            say(
                "許可する手順の一覧 {file} を作れません({why})。運用の利用者が書けるようにしてください。",
                file=folder / FILE,
                why=error.strerror,
            )
        ) from error


def _read(file: Path) -> Allowed:
    try:
        if file.stat().st_mode & 0o022:
            return Allowed(fault=say("{file} をほかの利用者が書き換えられるため、使いません。", file=FILE))
        lines = regular.read(file, MOST).decode("utf-8", "replace").splitlines()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Allowed(fault=say("{file} を読めません({why})。", file=FILE, why=why))
    return Allowed(frozenset(found[1] for line in lines if (found := _LINE.match(line))))
