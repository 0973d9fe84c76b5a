"""The protocol of an instance that left: who, when and why, what was handed over and erased, what the tenant still holds.

Called by leaving. Kept by the operator beside the instances; names no person but who typed the command.
"""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from m365bot import visible
from m365bot.app.many.handing_over import Package
from m365bot.instances.folder import Instance

FOLDER = "offboarded"


def begun(
    instance: Instance, *, who: str, at: datetime, reason: str, package: Package, tenant: Mapping[str, Any]
) -> Path:
    """Written before anything is erased, so that what is broken off is told too."""
    folder = instance.folder.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{instance.name}-{at:%Y%m%dT%H%M%SZ}.json"
    handed = {
        "file": package.file.name,
        "size": package.size,
        "sha256": package.sha256,
        "contents": package.contents,
        "missing": package.missing,
    }
    document = {
        "instance": instance.name,
        "who": who,
        "at": at.isoformat(timespec="seconds"),
        "reason": reason,
        "software": version("m365bot"),
        "handed_over": handed,
        "erased": None,
        "tenant": tenant,
    }
    _put(file, document)
    return file


def ended(
    file: Path, *, at: datetime, rows: Mapping[str, int], files: Mapping[str, str], still_there: Sequence[str]
) -> dict[str, Any]:
    """What was there, by its digests, and what of it is there still."""
    document: dict[str, Any] = json.loads(file.read_text("utf-8"))
    document["erased"] = {
        "at": at.isoformat(timespec="seconds"),
        "rows": dict(rows),
        "files": dict(files),
        "still_there": list(still_there),
    }
    _put(file, document)
    return document


def _put(file: Path, document: Mapping[str, Any]) -> None:
    """Whole or not at all, and on the disk before anybody goes on."""
    draft = file.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(visible.dumps(document, indent=2) + "\n")
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
