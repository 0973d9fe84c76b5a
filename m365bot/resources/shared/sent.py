"""What of a mailing went out, as mailbox and memory tell: its parts, and the addresses they went to.

Made by `Mailing` at each look, asked by its delivery. A part is told by what stands behind the mailing's key in a topic.
Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from m365bot.resources.ports.graph import Json
from m365bot.resources.shared.mailbox import addresses, borne
from m365bot.resources.shared.readership import Reader, alias_of
from m365bot.resources.shared.to_person import topic_in

DAY = timedelta(days=1)
Numbered = tuple[tuple[int, int], ...]  # parts that are one of so many: which, of how many


@dataclass(frozen=True)
class Sent:
    """What of a mailing went out, as far as mailbox and memory tell.

    drafts: parts of which a draft waits. blind: parts of which no copy tells who was in it: whoever falls to one, had it.
    aliases: of addresses to which something of it left, or something that reads alike and has lost what it bore. today:
    recipients that the mailbox wrote to within a day, whatever it said.
    """

    parts: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    today: int = 0

    @classmethod
    def told(cls, key: str, subject: str, rows: Sequence[Json], now: datetime) -> "Sent":
        gone = [row for row in rows if not row["isDraft"]]
        waiting = [row for row in rows if row["isDraft"]]
        mine = [row for row in gone if _is_of(row, key, subject)]
        today = sum(
            len(addresses(row)) for row in gone if datetime.fromisoformat(row["createdDateTime"]) > now - DAY
        )
        reached = frozenset(alias_of(each) for row in mine for each in addresses(row))
        parts = _parts_in(gone, key)
        blind = parts - _parts_in([row for row in gone if row.get("bccRecipients")], key)
        return cls(parts, _parts_in(waiting, key), blind, reached, today)

    def and_also(self, parts: Iterable[str], aliases: Iterable[str]) -> "Sent":
        """What memory knows besides."""
        more = frozenset(parts)
        aliases = self.aliases | set(aliases)
        return replace(self, parts=self.parts | more, blind=self.blind - more, aliases=aliases)

    @property
    def by_list(self) -> bool:
        return "" in self.parts

    @property
    def divided_by(self) -> int:
        return next((of for _, of in self._numbered), 0)

    @cached_property
    def _numbered(self) -> Numbered:
        return numbered(self.parts)

    @cached_property
    def _blind(self) -> Numbered:
        return numbered(self.blind)

    def has_served(self, reader: Reader) -> bool:
        """By who they are, and by where they read: neither gets it twice."""
        is_known = self.by_list or reader.token in self.parts or reader.alias in self.aliases
        return is_known or falls_to_one_of(self._blind, reader)

    def has_passed(self, reader: Reader) -> bool:
        """Did the part go out that they fall to, whether they were in it or not?"""
        return falls_to_one_of(self._numbered, reader)


def falls_to_one_of(parts: Numbered, reader: Reader) -> bool:
    return bool(reader.token) and any(reader.falls_to(of) == number for number, of in parts)


def numbered(parts: Iterable[str]) -> Numbered:
    """Without those of another way."""
    pairs = (part.partition("-")[::2] for part in parts)
    return tuple(
        (int(part), int(of)) for part, of in pairs if part.isdecimal() and of.isdecimal() and int(of)
    )


def _is_of(row: Json, key: str, subject: str) -> bool:
    """Is it one of the mailing, by what it bears or, where it lost that, by what it says?"""
    if bears := borne(row):
        return part_in(topic_in(bears), key) is not None
    return bool(row.get("subject") == subject)


def _parts_in(rows: Iterable[Json], key: str) -> frozenset[str]:
    parts = (part_in(topic_in(borne(row)), key) for row in rows)
    return frozenset(part for part in parts if part is not None)


def part_in(topic: str, key: str) -> str | None:
    """Which part of the mailing a topic is; None: none of it."""
    if topic == key:
        return ""
    return topic.removeprefix(f"{key}.") if topic.startswith(f"{key}.") else None
