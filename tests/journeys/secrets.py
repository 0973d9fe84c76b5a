"""What of each person nobody but that person and officers may find: names, addresses, numbers, own words, own folder.

Held by the witness. Taken from where it comes from: the tenant's directory, lists of answers and shared folders, and the
sheets of the instance, read without any code of m365bot's.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from m365bot.sandbox.server import Sandbox

OFFICE = ("dx-tsushin", "kenshu")  # who speaks for the office is no secret
SHORTEST = 4  # letters of own words that are looked for: shorter ones stand in many a text
ENOUGH = 5  # of a row of words, before their order is held against another


@dataclass
class Secrets:
    """instance: whose sheets are read; None: none are. own: further words, by sign-in name. orders: rows of words whose
    order would tell who is who, such as pseudonyms in the roster's.
    """

    sandbox: Sandbox
    instance: Path | None = None
    own: dict[str, list[str]] = field(default_factory=dict)
    orders: list[Sequence[str]] = field(default_factory=list)

    def found_by(self, who: str, seen: str) -> list[str]:
        """What somebody sees of others."""
        words = dict.fromkeys(self._of_others(who))
        return [word for word in words if _stands_in(word, seen)] + [
            f"the order of {order[0]}…" for order in self.orders if _is_in_order(order, seen)
        ]

    def _of_others(self, who: str) -> Iterator[str]:
        for user in self.sandbox.tenant.users.values():
            if user.upn != who and not user.upn.startswith(OFFICE):
                yield from (user.upn, *_spellings(user.display_name))
        for mail, word in (*self._in_sheets, *self._answers(), *self._further()):
            if mail != who:
                yield word
        yield from self._folders(who)

    def _further(self) -> Iterator[tuple[str, str]]:
        yield from ((mail, word) for mail, words in self.own.items() for word in words)

    @cached_property
    def _in_sheets(self) -> list[tuple[str, str]]:
        """Addresses at which mail is read, staff numbers, and what officers wrote to somebody, as sheets have them."""
        rows = list(self._rows())
        mails = {row["氏名"]: row["メール"] for row in rows if row.get("氏名") and row.get("メール")}
        return [
            (row.get("メール") or mails.get(row.get("氏名", ""), ""), word)
            for row in rows
            for column in ("連絡先メール", "職員番号", "フィードバック")
            if (word := row.get(column))
        ]

    def _rows(self) -> Iterator[dict[str, str]]:
        for file in sorted(self.instance.glob("config/cohorts/*/*.csv")) if self.instance else ():
            yield from csv.DictReader(file.read_text("utf-8-sig").splitlines())

    def _answers(self) -> Iterator[tuple[str, str]]:
        """Own words in lists of answers, by whose address stands beside them."""
        people = {user.upn for user in self.sandbox.tenant.users.values()}
        for one in self.sandbox.tenant.sites.lists.values():
            for item in one.items.values():
                words = [value for value in item.values.values() if isinstance(value, str)]
                whose = next((word for word in words if word in people), "")
                yield from ((whose, word) for word in words if word != whose and _is_prose(word))

    def _folders(self, who: str) -> Iterator[str]:
        """Whatever lies in a folder that was shared with another."""
        for drive in self.sandbox.tenant.sites.drives.values():
            for item in drive.items.values():
                grants = [grant.user_id for above in drive.upwards(item) for grant in above.grants]
                if grants and not any(self.sandbox.tenant.users[one].upn == who for one in grants):
                    yield from (item.id, item.name if item.folder else item.id)


def _spellings(name: str) -> Iterator[str]:
    """山田 葵, 山田葵, 山田　葵."""
    parts = name.split()
    yield from dict.fromkeys(blank.join(parts) for blank in (" ", "", "\u3000"))


def _is_prose(word: str) -> bool:
    return len(word) >= SHORTEST and not re.fullmatch(r"[\d\-:.TZ+ /]+", word)


def _stands_in(word: str, seen: str) -> bool:
    """A number as a whole: digits of one stand in many an id."""
    if word.isdigit():
        return bool(re.search(rf"(?<![0-9A-Za-z]){word}(?![0-9A-Za-z])", seen))
    return word in seen


def _is_in_order(order: Sequence[str], seen: str) -> bool:
    places = [seen.index(word) for word in order if word in seen]
    return len(places) >= ENOUGH and places in (sorted(places), sorted(places, reverse=True))
