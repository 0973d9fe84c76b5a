"""Whose answers stand behind a figure that was published, and which may come to stand behind the next.

Called by summary; the database keeps them. Pure. Answers are published in blocks of FEWEST people and more who do not
all say the same. A block goes, and comes back, as a whole or by FEWEST people at least who leave FEWEST behind: whatever
is added to or taken from whatever was published, no smaller group comes out (ADR 39).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from m365bot.records.asked import AnswersOf

FEWEST = 5
"""No group under 5 (docs/officer.ja.md)."""

SUBMITTED = ""
"""Where a question's key would stand: how many handed something in."""

Block = Mapping[str, Sequence[Any]]
"""Somebody, by a word that tells nobody who it is → this person's answers to one question."""
Alike = Callable[[Sequence[Sequence[Any]]], bool]
"""Would a figure of these people's answers tell what each of them said?"""


@dataclass(frozen=True)
class Release:
    """The answers to one question that are published; `edition`: the post in which they were last shown.

    retired: blocks that were published once, and are no more.
    """

    asked: AnswersOf
    question: str
    blocks: Sequence[Block] = ()
    retired: Sequence[Block] = ()
    edition: str = ""
    is_posted: bool = False

    @property
    def people(self) -> int:
        return sum(len(block) for block in self.blocks)

    @property
    def answers(self) -> list[Any]:
        return [answer for block in self.blocks for each in block.values() for answer in each]


def somebody(who: str) -> str:
    """The same word for the same person, which names nobody to whoever reads it."""
    return sha256(who.encode()).hexdigest()[:16]


def advanced(release: Release, now: Block, is_alike: Alike) -> Release:
    """What may be published now of what people say now, after `release` was."""
    blocks: list[Block] = []
    retired: list[Block] = []
    for block in release.blocks:
        here, away = _parted(block, now, is_alike) or (block, {})
        blocks.append(here)
        retired.append(away)
    for block in release.retired:
        free = {who: answers for who, answers in now.items() if who not in _people(blocks)}
        here, away = _parted(block, free, is_alike) or ({}, block)
        blocks.append(here)
        retired.append(away)
    rest = {who: answers for who, answers in now.items() if not _is_spoken_for(who, answers, blocks, retired)}
    if _may_be_told(rest, is_alike):
        blocks.append(rest)
    return Release(release.asked, release.question, _filled(blocks), _filled(retired))


def _parted(block: Block, now: Block, is_alike: Alike) -> tuple[Block, Block] | None:
    """Those who say what they said, and those who do not; None where either would be told apart."""
    here = {who: answers for who, answers in block.items() if now.get(who) == answers}
    away = {who: answers for who, answers in block.items() if who not in here}
    parts = [part for part in (here, away) if part]
    is_whole = len(parts) == 1
    return (here, away) if is_whole or all(_may_be_told(part, is_alike) for part in parts) else None


def _filled(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block)


def _people(blocks: Iterable[Block]) -> frozenset[str]:
    return frozenset(who for block in blocks for who in block)


def _is_spoken_for(
    who: str, answers: Sequence[Any], blocks: Sequence[Block], retired: Sequence[Block]
) -> bool:
    """In what is published, by whatever they said then; or known from what was, where it must not come back alone."""
    return who in _people(blocks) or any(block.get(who) == answers for block in retired)


def _may_be_told(block: Block, is_alike: Alike) -> bool:
    return len(block) >= FEWEST and not is_alike(list(block.values()))
