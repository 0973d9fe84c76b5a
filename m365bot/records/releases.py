"""Whose answers stand behind a figure that was published, and which may come to stand behind the next.

Called by summary; the database keeps them. Pure. Answers are published in blocks of FEWEST people and more who do not
all say the same. A block changes as a whole or by FEWEST people at least, and leaves FEWEST or nobody behind: whatever
is added to or taken from whatever was published, no smaller group comes out (ADR 39).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    """The answers to one question that are published; `edition`: the post in which they were last shown."""

    asked: AnswersOf
    question: str
    blocks: Sequence[Block] = ()
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


def advanced(blocks: Sequence[Block], now: Block, is_alike: Alike) -> Sequence[Block]:
    """What may be published now of what people say now, after `blocks` were."""
    kept = [part for block in blocks for part in _as_it_may_be(block, now, is_alike)]
    held = {who for block in kept for who in block}
    rest = {who: answers for who, answers in now.items() if who not in held}
    return [*kept, rest] if _may_be_told(rest, is_alike) else kept


def _as_it_may_be(block: Block, now: Block, is_alike: Alike) -> Iterator[Block]:
    """Without those who changed their answer or left, where they are enough; else as it was published."""
    stayed = {who: answers for who, answers in block.items() if now.get(who) == answers}
    left = {who: answers for who, answers in block.items() if who not in stayed}
    if not left or not _may_be_told(left, is_alike) or (stayed and not _may_be_told(stayed, is_alike)):
        yield block
    elif stayed:
        yield stayed


def _may_be_told(block: Block, is_alike: Alike) -> bool:
    return len(block) >= FEWEST and not is_alike(list(block.values()))
