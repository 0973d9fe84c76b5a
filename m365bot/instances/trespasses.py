"""What an instance reached for that is another's: told in the log, and kept beside the instances for `instances status`.

Called by the keeper of the instance, which hears of it from the worker. The file is out of every instance's reach.
"""

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from m365bot.instances.folder import Instance
from m365bot.instances.ports import Reached

log = structlog.get_logger()

FILE = "trespasses.jsonl"
MOST = 256 * 1024  # bytes, of which the older half then goes


@dataclass(frozen=True)
class Trespass:
    at: datetime
    instance: str
    what: str
    where: str


def told(instance: Instance, reached: Reached, now: datetime) -> None:
    log.error("instance.reached_out", instance=instance.name, what=reached.what, where=reached.where)
    line = {"at": now.isoformat(), "instance": instance.name, "what": reached.what, "where": reached.where}
    with contextlib.suppress(OSError):  # it stands in the log
        _put(instance.folder.parent / FILE, json.dumps(line, ensure_ascii=False) + "\n")


def since(folder: Path, moment: datetime) -> Sequence[Trespass]:
    """The oldest first; a line that is none is left out."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except OSError:
        return []
    return [one for line in lines if (one := _read(line)) and one.at >= moment]


def _read(line: str) -> Trespass | None:
    try:
        told = json.loads(line)
        return Trespass(datetime.fromisoformat(told["at"]), told["instance"], told["what"], told["where"])
    except (ValueError, KeyError, TypeError):
        return None


def _put(file: Path, line: str) -> None:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as kept:
        if os.fstat(handle).st_size > MOST:
            kept.seek(0)
            lines = kept.readlines()
            kept.truncate(0)
            kept.writelines(lines[len(lines) // 2 :])
        kept.write(line)
