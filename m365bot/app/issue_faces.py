"""The faces of an issue, and what became of each: how many were planned, sent, failed, or are not known.

Called by whoever shows how an issue stands. From what is remembered and what runs noted; asks nothing of Microsoft 365.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from m365bot.journal import Outcome, Result
from m365bot.journal.posted import Posted
from m365bot.programme import Issue
from m365bot.programme.issues import EXPORT, MAIL, PAGE, TEAMS
from m365bot.words import later, say

KINDS: Mapping[str, str] = {TEAMS: "post", PAGE: "newspage", MAIL: "mailing", EXPORT: "issuefile"}
"""Face → the kind of what it is in the tenant, as its key names it."""
MADE = frozenset({TEAMS, PAGE, MAIL, EXPORT})
CALLED: Mapping[str, str] = {
    TEAMS: later("Teams への投稿"),
    PAGE: later("ニュースのページ"),
    MAIL: later("メール"),
    EXPORT: later("書き出し"),
}


@dataclass(frozen=True)
class Face:
    """planned, sent, failed, unknown: of places, pages and files; of a mail, of those to whom it goes. at: when it last
    went out. why: of what did not. where: its address, where there is one. keys: of what it is in the tenant.
    readers: what they did, as far as Microsoft 365 told it last; empty: it tells nothing.
    """

    name: str
    to: str
    planned: int
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    at: datetime | None = None
    why: tuple[str, ...] = ()
    where: str = ""
    keys: tuple[str, ...] = ()
    memos: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False)
    readers: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return say(CALLED.get(self.name, self.name))

    @property
    def is_out(self) -> bool:
        return self.planned > 0 and self.sent >= self.planned


def of(
    issue: Issue,
    posted: Mapping[str, Posted],
    settled: Mapping[str, Result],
    readers: Mapping[str, Mapping[str, Any]],
) -> list[Face]:
    """Each of `to` that the job makes, in its order. readers: by the issue's key."""
    told = readers.get(issue.key, {})
    found = (_face(name, issue, posted, settled) for name in issue.to if name in MADE)
    return [replace(one, readers=_read_by(told.get(_TOLD_AS.get(one.name, "")))) for one in found]


_TOLD_AS = {TEAMS: "posts", PAGE: "page"}


def _read_by(told: Mapping[str, Any] | None) -> Mapping[str, int]:
    return {name: count for name, count in (told or {}).items() if isinstance(count, int)}


def key_is_of(key: str, issue: Issue, face: str) -> bool:
    """Is it this issue's, and no other's whose number begins alike?"""
    kind, _, name = key.rpartition("/")[2].partition(":")
    return kind == KINDS[face] and (name == issue.key or name.startswith((f"{issue.key}.", f"{issue.key}-")))


def _face(name: str, issue: Issue, posted: Mapping[str, Posted], settled: Mapping[str, Result]) -> Face:
    mine = {key: one for key, one in posted.items() if key_is_of(key, issue, name) and _is_out(one)}
    others = [one for key, one in settled.items() if key_is_of(key, issue, name) and key not in mine]
    failed = [one for one in others if one.outcome in (Outcome.FAILED, Outcome.WITHHELD)]
    unknown = [one for one in others if one.outcome is Outcome.UNKNOWN]
    counted = _readers(mine)
    return Face(
        name,
        _to(name, issue),
        planned=counted.get("planned", max(_expected(name, issue), len(mine))),
        sent=counted.get("sent", len(mine)),
        failed=counted.get("failed", len(failed)),
        unknown=counted.get("unknown", len(unknown)),
        at=max((one.at for one in mine.values() if one.at), default=None),
        why=tuple(dict.fromkeys(one.words for one in (*failed, *unknown) if one.words)),
        where=next((str(one.memo["web_url"]) for one in mine.values() if one.memo.get("web_url")), ""),
        keys=tuple(mine),
        memos={key: one.memo for key, one in mine.items()},
    )


def _is_out(one: Posted) -> bool:
    """A page may be remembered before readers see it."""
    return bool(one.memo.get("out", True))


_COUNTED_AS = {"planned": "planned", "sent": "accepted", "failed": "failed", "unknown": "unclear"}


def _readers(mine: Mapping[str, Posted]) -> Mapping[str, int]:
    """What a mail counts by itself: those it goes to (`resources.shared.delivery`)."""
    counts = [one.memo for one in mine.values() if "accepted" in one.memo]
    return {
        name: sum(int(each.get(counted, 0)) for each in counts)
        for name, counted in _COUNTED_AS.items()
        if counts
    }


def _expected(name: str, issue: Issue) -> int:
    return len(issue.channels) if name == TEAMS else 1


def _to(name: str, issue: Issue) -> str:
    if name == TEAMS:
        return say("、").join(f"{each.team.name}/{each.channel}" for each in issue.channels)
    return issue.group if name == MAIL else ""


def to_json(face: Face) -> Iterator[tuple[str, Any]]:
    """As `newsletter status --json` has it; `readers` is null where nothing is told."""
    yield "face", face.name
    yield "to", face.to
    yield from ((name, getattr(face, name)) for name in ("planned", "sent", "failed", "unknown"))
    yield "at", face.at.isoformat() if face.at else None
    yield "why", list(face.why)
    yield "url", face.where or None
    yield "readers", dict(face.readers) or None
