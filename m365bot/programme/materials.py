"""Materials: files to be put where a session's channel keeps its files, each on its day.

Called by cohorts and the distributing job. Pure; `source` is where the file lies in config/.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from m365bot.programme.sessions import Session

LARGEST = 250 * 1024**3  # bytes: the largest file that SharePoint takes (docs/facts.md files.largest)
IN_ONE_REQUEST = (
    250 * 1024**2
)  # bytes: what is larger goes in pieces or not at all (docs/facts.md files.fragment)


@dataclass(frozen=True, slots=True)
class Material:
    """One file. `relative` is its path below the channel's folder, as written; times are aware.

    `below`: the folder of config/ that it has to lie in, no link between.
    """

    session: Session
    channel: str
    source: Path
    relative: str
    release: datetime
    withdraw: datetime | None = None
    size: int = 0
    below: Path | None = None
