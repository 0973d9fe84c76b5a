"""How a mailing goes out: which letters it is made of, which of them are there already, and what became of all.

Made by `Mailing` at each look, carried out by reconcile. Whom a letter serves is told by its topic alone, so that a changed
group, another mode or a lost database writes to nobody again: behind the mailing's key stands nothing (its list), a
reader's token, or which of so many parts the reader falls to. Pure.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from m365bot.journal.writing import Outcome, Result
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared.letter import Content, Letter
from m365bot.resources.shared.mailbox import Mailbox
from m365bot.resources.shared.readership import Reader, Readership, alias_of
from m365bot.resources.shared.sent import Numbered, Sent, falls_to_one_of, numbered, part_in
from m365bot.resources.whole import Whole
from m365bot.words import say

A_MESSAGE = 499  # readers: of 500 recipients the mailbox itself is one (docs/facts.md outlook.recipients)
A_DAY = 10_000  # recipients of the mailbox in 24 hours, likewise
A_MINUTE = 30  # messages of the mailbox (docs/facts.md outlook.rate)
LONGEST = A_DAY / A_MINUTE * 60.0  # seconds that a day's mails take, each a message of its own
FILLED = 460  # readers of a part on average at most: chance puts some more into one than into another
REASONS = 3  # that are told


class Mode(StrEnum):
    """ONE: to one person's own address and to no list, as a test."""

    ONE = "one"
    LIST = "list"
    BCC = "bcc"
    EACH = "each"


def parts_for(readers: Sequence[Reader]) -> int:
    """Into how many parts they fall, so that each is one message."""
    of = max(1, math.ceil(len(readers) / FILLED))
    while max(Counter(reader.falls_to(of) for reader in readers).values(), default=0) > A_MESSAGE:
        of += 1
    return of


@dataclass(frozen=True)
class Delivery:
    """One mailing on its way. `of`: into how many parts its readers fell before, 0: into none yet. done: keys of letters
    that are remembered as sent. doubtful: parts that were asked to be sent, of which nobody knows more; to which aliases.
    """

    key: str
    mode: Mode
    to: Readership
    sent: Sent
    box: Mailbox
    content: Content
    of: int = 0
    done: tuple[str, ...] = ()
    doubtful: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def left(self) -> tuple[Reader, ...]:
        """Who is not served yet."""
        return tuple(one for one in self.to.readers if not (self.sent.has_served(one) or self._is_late(one)))

    @cached_property
    def late(self) -> int:
        """How many came into the group, or to their address, after the letter was asked to be sent that they would have been
        in: none is made for them alone, since an address that is new to us may be that of somebody who has it already.
        """
        return sum(self._is_late(one) for one in self.to.readers if not self.sent.has_served(one))

    def _is_late(self, reader: Reader) -> bool:
        return self.sent.has_passed(reader) or any(
            falls_to_one_of(parts, reader) and reader.alias not in aliases for parts, aliases in self._doubts
        )

    @cached_property
    def _doubts(self) -> tuple[tuple[Numbered, frozenset[str]], ...]:
        return tuple((numbered((part,)), aliases) for part, aliases in self.doubtful.items())

    @cached_property
    def _waiting(self) -> tuple[Reader, ...]:
        """Those of them who cannot have had it by a letter of another way, for which no letter of this one looks."""
        others = Sent(frozenset(part for part in self.doubtful if not self._is_of_this_way(part)))
        return tuple(
            reader
            for reader in self.left
            if not (others.has_served(reader) or self._asked_to(reader.alias) - {self._part_of(reader)})
        )

    def _asked_to(self, alias: str) -> frozenset[str]:
        """Doubtful parts that went to that address, if they went."""
        return self._doubtful_to.get(alias, frozenset())

    @cached_property
    def _doubtful_to(self) -> Mapping[str, frozenset[str]]:
        pairs = [(alias, part) for part, aliases in self.doubtful.items() for alias in aliases]
        found: dict[str, frozenset[str]] = {}
        for alias, part in pairs:
            found[alias] = found.get(alias, frozenset()) | {part}
        return found

    def _part_of(self, reader: Reader) -> str:
        if self.mode is Mode.BCC:
            return f"{reader.falls_to(self.divided_by)}-{self.divided_by}"
        return reader.token

    def _is_of_this_way(self, part: str) -> bool:
        if self.mode is Mode.BCC:
            return part.endswith(f"-{self.divided_by}")
        return (part == "") is (self.mode is not Mode.EACH) and "-" not in part

    @property
    def is_over(self) -> bool:
        return not self.left

    @cached_property
    def parts(self) -> tuple[Letter, ...]:
        """What may still go out within a day's limit."""
        room, letters = A_DAY - self.sent.today, []
        for letter in self._letters:
            room -= len(letter.readers) + letter.hidden
            if room >= 0:
                letters.append(letter)
        return tuple(letters)

    @cached_property
    def _letters(self) -> tuple[Letter, ...]:
        if self.mode is not Mode.BCC:
            return tuple(self._letter(reader.token, (reader,)) for reader in self._waiting)
        return tuple(self._hidden())

    def _hidden(self) -> Iterator[Letter]:
        for number in range(self.divided_by):
            readers = tuple(reader for reader in self._waiting if reader.falls_to(self.divided_by) == number)
            if readers:  # who came after its part was counted off finds no room in a full one
                letter = self._letter(f"{number}-{self.divided_by}", readers[:A_MESSAGE])
                yield replace(letter, hidden=True)

    @cached_property
    def divided_by(self) -> int:
        return (
            self.sent.divided_by
            or Sent(frozenset(self.doubtful)).divided_by
            or self.of
            or parts_for(self.left)
        )

    @property
    def _of(self) -> int:
        """As it is remembered, so that nobody changes parts in between."""
        return self.divided_by if self.mode is Mode.BCC else self.of

    def _letter(self, part: str, readers: tuple[Reader, ...]) -> Letter:
        topic = f"{self.key}.{part}" if part else self.key
        return Letter(topic, self.box, self.content, readers)

    @property
    def begun(self) -> tuple[str, ...]:
        """Keys of those of which a draft waits, whoever made it."""
        return tuple(one.key for one in self.parts if part_in(one.topic, self.key) in self.sent.drafts)

    # what came of it

    def came_to(self, results: Mapping[str, Result]) -> Whole:
        """What was not tried goes on later, and is counted by itself."""
        tried = [one for one in self.parts if one.key in results]
        served = [letter for letter in tried if results[letter.key].outcome.is_good]
        gone = {letter.key for letter in served}
        unclear = [one for one in tried if results[one.key].outcome is Outcome.UNKNOWN]
        doubtful = len(self.left) - len(self._waiting)
        later = _readers_of(self.parts) - _readers_of(tried)
        counts = self._counts(_readers_of(served), _readers_of(unclear) + doubtful, later)
        is_over = counts["accepted"] == counts["planned"]
        memo = {"sent": True, "served": [], "reached": []} if is_over else self._so_far(served)
        outcome = Outcome.MADE if is_over else Outcome.UNKNOWN if counts["unclear"] else Outcome.FAILED
        told = (
            "" if is_over and counts["planned"] == 1 else _in_words(counts)
        )  # one mail: its own line says that
        words = "".join((told, self.to.words, self._of_late, self._why(results.values())))
        return Whole(
            outcome, words, "" if is_over else "Undelivered", {**memo, **counts}, (*self.done, *gone)
        )

    def _counts(self, served: int, unclear: int, later: int) -> dict[str, int]:
        planned = len(self.to.readers) - self.late - self._crowded_out + self._gone
        sent = planned - (len(self.left) - self._crowded_out) + served
        failed = planned - sent - unclear - later
        return {"planned": planned, "accepted": sent, "failed": failed, "unclear": unclear, "later": later}

    @cached_property
    def _crowded_out(self) -> int:
        """Who came into the group after its parts were counted off, and finds their part full."""
        if self.mode is not Mode.BCC:
            return 0
        parts = Counter(reader.falls_to(self.divided_by) for reader in self._waiting)
        return sum(max(0, count - A_MESSAGE) for count in parts.values())

    @cached_property
    def _gone(self) -> int:
        """Who had it and is in the group no more. An address of before is no leaver, where its reader is known otherwise."""
        if self.mode not in (Mode.BCC, Mode.EACH):
            return 0
        known = {reader.alias for reader in self.to.readers} | {alias_of(self.box.address)}
        moved = sum(
            reader.token in self.sent.parts and reader.alias not in self.sent.aliases
            for reader in self.to.readers
        )
        return max(0, len(self.sent.aliases - known) - moved)

    @property
    def _of_late(self) -> str:
        told = say(
            "送信のあとでグループに加わったかアドレスの変わった{count}人には、二重に届くことのないよう、送りません。",
            count=self.late + self._crowded_out,
        )
        left = say("送信のあとでグループを外れた{count}人も、数に入っています。", count=self._gone)
        return (told if self.late + self._crowded_out else "") + (left if self._gone else "")

    def _so_far(self, served: Sequence[Letter]) -> Json:
        """What is remembered of parts that went out, and to whom."""
        new = {part_in(letter.topic, self.key) for letter in served}
        parts = sorted(part for part in new | self.sent.parts if part is not None)
        had = [reader for reader in self.to.readers if self.sent.has_served(reader)]
        reached = {reader.alias for readers in (had, *(one.readers for one in served)) for reader in readers}
        return {"served": parts, "reached": sorted(reached | self.sent.aliases), "of": self._of}

    def _why(self, results: Iterable[Result]) -> str:
        bad = [one.words for one in results if not one.outcome.is_good and one.words]
        late = say("24時間に送れる宛先({most}人)の残りを超える分は、送っていません。", most=A_DAY)
        told = [*([late] if len(self.parts) < len(self._letters) else []), *dict.fromkeys(bad)]
        return "".join(told[:REASONS])


def _readers_of(letters: Iterable[Letter]) -> int:
    return sum(len(letter.readers) for letter in letters)


def _in_words(counts: Mapping[str, int]) -> str:
    told = say(
        "計画 {planned}、送信 {accepted}、失敗 {failed}、結果不明 {unclear}(送信は、Exchange が受け付けた数です)。",
        **counts,
    )
    return told + (say("これから送る人 {later}。", **counts) if counts["later"] else "")
