"""The files of config/ that have versions: which they are, and what stands in them.

Called by the cabinet. Materials and pictures have none (they are large, and the tenant keeps theirs), nor has settings.toml,
which is the operator's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

MOST = 10 * 1024 * 1024  # bytes of one file; the readers' own caps are told by them
PROGRAMME = "config/programme.yaml"
_KEPT = re.compile(r"config/(?:(?:forms|messages|newsletter|cohorts/[^/]+)/)?[^/]+\.(?:yaml|csv|xlsx|md)")
_BESIDE = re.compile(
    r"config/(?:(?:cohorts/[^/]+/)?materials/.+|newsletter/.+\.(?:png|jpe?g|gif|webp|svg))", re.IGNORECASE
)
_FOLDERS = ("", "forms", "messages", "newsletter", "cohorts/*")


@dataclass(frozen=True)
class Seen:
    """contents: by the file's name as officers know it. unread: what is there and cannot be read now."""

    contents: Mapping[str, bytes]
    unread: frozenset[str]

    @property
    def is_lost(self) -> bool:
        """No instance is without it: the folder is away, not emptied."""
        return PROGRAMME not in self.contents and PROGRAMME not in self.unread


def has_versions(name: str) -> bool:
    """Also what somebody wrote into an address: no way out of config/, nothing hidden, no lock of Office's."""
    return _is_plain(name) and _KEPT.fullmatch(name) is not None


def lies_beside(name: str) -> bool:
    """Materials, and pictures of issues: they come and go with the files that have versions."""
    return _is_plain(name) and _BESIDE.fullmatch(name) is not None


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    plain = all(part and not part.startswith((".", "~", "__")) and "\\" not in part for part in parts)
    return plain and name.isprintable()


def needs_versions(name: str) -> None:
    """Raises ConfigError."""
    if not has_versions(name):
        raise ConfigError(
            say(
                "『{name}』に版はありません。版があるのは、config/ の yaml・csv・xlsx・md です"
                "(settings.toml と配布する資料を除きます)。",
                name=name,
            )
        )


def seen(instance: Path) -> Seen:
    contents: dict[str, bytes] = {}
    unread: set[str] = set()
    for name in _names(instance):
        try:
            contents[name] = regular.read(instance / name, MOST, below=instance / "config")
        except FileNotFoundError:
            continue  # taken away just now
        except OSError:
            unread.add(name)
    return Seen(contents, frozenset(unread))


def _names(instance: Path) -> Iterator[str]:
    base = instance / "config"
    for folder in _FOLDERS:
        for path in sorted(base.glob(f"{folder}/*" if folder else "*")):
            name = path.relative_to(instance).as_posix()
            if has_versions(name):
                yield name
