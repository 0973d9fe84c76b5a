"""Whether every machine that works on one database has the same config/, materials and jobs/.

Called by a daemon's hours and by the examination, where the database is on a server. Each machine notes what its files
are like among what is remembered; none reads another's. Of a file its path, its size and its beginning count.
"""

import hashlib
import os
import socket
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from m365bot.doctor.findings import Check, Verdict
from m365bot.words import say

log = structlog.get_logger()

FOLDERS = ("config", "jobs")
BEGINNING = 256 * 1024  # bytes: all of what people write by hand
HOUR = timedelta(hours=1)
ALIVE = timedelta(hours=3)  # who has noted nothing for longer is off
KEY = "node:"


def digest_of(instance: Path) -> str:
    """Of all that jobs are made from. Raises OSError."""
    whole = hashlib.sha256()
    for file in _files(instance):
        whole.update(
            f"{file.relative_to(instance)}\0{file.stat().st_size}\0".encode(errors="surrogateescape")
        )
        with file.open("rb") as beginning:
            whole.update(beginning.read(BEGINNING))
    return whole.hexdigest()[:16]


def _files(instance: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        found = (Path(place, name) for place, _, names in os.walk(instance / folder) for name in names)
        yield from sorted(file for file in found if file.is_file() and file.suffix != ".pyc")


@dataclass
class Nodes:
    """memory: what is remembered by all of them. signed_in: is the service account, on this one?"""

    instance: Path
    memory: Callable[[], MutableMapping[str, dict[str, Any]]]
    signed_in: Callable[[], bool]
    _told: datetime | None = None

    @property
    def name(self) -> str:
        return f"{socket.gethostname()}:{self.instance}"

    def tell(self, now: datetime) -> None:
        """Once an hour, to whoever reads the log; the others are told what this one has."""
        if self._told and now - self._told < HOUR:
            return
        self._told = now
        memory = self.memory()
        digest = digest_of(self.instance)
        memory[f"{KEY}{self.name}"] = {"digest": digest, "at": now.isoformat()}
        if others := self._unlike(memory, digest, now):
            log.warning(
                "node.files_differ", others=others, todo="the same config/ and jobs/ on every machine"
            )
        if not self.signed_in():
            log.warning("node.service_account_signed_out", todo="m365bot login, on this machine")

    def check(self, now: datetime) -> Check:
        """Writes nothing."""
        try:
            others = self._unlike(self.memory(), digest_of(self.instance), now)
        except OSError as error:
            why = error.strerror or type(error).__name__
            return Check(
                "nodes", Verdict.UNKNOWN, say("設定と資料のフォルダーを読めません({why})。", why=why)
            )
        if not others:
            return Check(
                "nodes", Verdict.OK, say("ほかの端末と、設定・資料・手順のファイルは食い違っていません。")
            )
        words = say(
            "設定・資料・手順のファイルが、この端末と {others} とで違います。どちらの端末が実行するかで結果が変わります。",
            others=say("、").join(others),
        )
        todo = say("config/ と jobs/ を、すべての端末で同じにしてください(1時間以内に確かめ直します)。")
        return Check("nodes", Verdict.WARN, words, todo)

    def _unlike(self, memory: Mapping[str, Mapping[str, Any]], digest: str, now: datetime) -> Sequence[str]:
        """The machines that are at work with other files."""
        told = {key.removeprefix(KEY): memory[key] for key in memory if key.startswith(KEY)}
        return sorted(
            name
            for name, memo in told.items()
            if name != self.name
            and memo.get("digest") != digest
            and now - datetime.fromisoformat(str(memo.get("at"))) < ALIVE
        )
