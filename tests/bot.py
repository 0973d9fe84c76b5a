"""m365bot as an officer drives it: commands in, documents and exit statuses out.

Called by journeys. Goes through the command line's own code in this process; only kill tests start others.
"""

import io
import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from m365bot.cli import entry
from m365bot.database.tables import metadata
from m365bot.sandbox.server import Sandbox
from tests import patience
from tests.begun import Begun


@dataclass(frozen=True)
class Said:
    """What one command said."""

    exit: int
    out: str
    err: str
    raw: bytes = b""

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Bot:
    """The command line with one state folder, and one database: None where that is a file in it.

    `late` is a tenant in which things may come a day late: there a run that is to end well is run until it does.
    """

    state: Path
    late: Sandbox | None = None
    database: str | None = None
    begun: Begun | None = None

    def says(self, *words: str) -> Said:
        if self.begun and words[0] == "run":
            return self.begun.once(words, lambda: self._says(*words))
        return self._says(*words)

    def _says(self, *words: str) -> Said:
        raw, err = io.BytesIO(), io.StringIO()
        out = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
        with redirect_stdout(out), redirect_stderr(err):
            code = entry.main(list(words))
        return Said(code, raw.getvalue().decode(errors="replace"), err.getvalue(), raw.getvalue())

    def run(self, job: str, *words: str, at: str, exits: int = 0) -> Mapping[str, Any]:
        """The document of `run JOB --at … --json`; per-cohort jobs look at R7."""
        cohort = () if job in ("newsletter",) else ("--cohort", "R7")
        command = ("run", job, *cohort, "--at", at, "--json", *words)
        said = self.says(*command)
        if self.late and not exits:
            said = patience.until_done(said, lambda: self.says(*command), self.late)
        assert said.exit == exits, f"exit {said.exit}: {said.err}\n{said.out[:3000]}"
        return said.document

    def plan(self, job: str, *words: str, at: str) -> Mapping[str, Any]:
        cohort = () if job in ("newsletter",) else ("--cohort", "R7")
        return self.says("plan", job, *cohort, "--at", at, "--json", *words).document

    def approve(self, run_id: str, *words: str, exits: int = 0) -> Mapping[str, Any]:
        said = self.says("runs", "approve", run_id, "--json", *words)
        if self.late:
            patience.landed(self.late)
        assert said.exit == exits, f"exit {said.exit}: {said.err}\n{said.out[:3000]}"
        return said.document

    def runs(self) -> list[dict[str, Any]]:
        return self.says("runs", "list", "--json").document

    def runs_if_any(self) -> list[dict[str, Any]]:
        """The runs on record; none where nothing was ever kept."""
        return self.runs() if self.state.exists() else []

    def forgets_everything(self) -> None:
        """The state folder is gone, and the database: a machine that died."""
        shutil.rmtree(self.state)
        if self.database:
            self.asks("DROP SCHEMA m365bot CASCADE")

    def moves_to_its_server(self, data: Path) -> None:
        """From the file of the state folder, by a backup, as an operator would."""
        assert self.database
        del os.environ["M365BOT_DATABASE_URL"]
        made = self.says("backup", str(data))
        os.environ["M365BOT_DATABASE_URL"] = self.database
        restored = self.says("restore", str(data))
        assert (made.exit, restored.exit) == (0, 0), made.err + restored.err
        (self.state / "m365bot.db").unlink()

    def everything(self) -> str:
        """All that the database holds, as text."""
        return "\n".join(str(row) for name in metadata.tables for row in self.asks(f'SELECT * FROM "{name}"'))

    def asks(self, query: str) -> list[Any]:
        """What the database itself says, past m365bot."""
        if self.database:
            with psycopg.connect(self.database, options="-c search_path=m365bot") as server:
                found = server.execute(query.encode())
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.state / "m365bot.db")) as file, file:
            return file.execute(query).fetchall()


def writes(log: list[dict[str, Any]]) -> list[str]:
    """What changed the tenant, of a sandbox's log: no reads, no $batch itself, no tokens."""
    return [
        f"{row['method']} {row['path']}"
        for row in log
        if row["method"] not in ("GET", "HEAD", "OPTIONS")
        and not row["path"].endswith(("/$batch", "getByIds"))
        and "/oauth2/" not in row["path"]
    ]
