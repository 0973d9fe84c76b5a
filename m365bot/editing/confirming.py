"""A second person's word on a change that takes a guard away: it takes effect, as a version that says who confirmed it.

Called by the desk and by whoever tells what waits. Who may say it is the caller's to know; that it is nobody who had a hand
in the change is made sure of here. Never lays what is wrong, nor what only the operator may change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from m365bot.editing import fencing, judging, laying
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.fencing import Fenced
from m365bot.editing.outcome import Ending, Outcome
from m365bot.errors import ConfigError, GuardStopped
from m365bot.journal.version import Draft, How, Standing, Version
from m365bot.programme.names import mail_fold
from m365bot.words import say


@dataclass(frozen=True)
class Waiting:
    """One change that waits: its versions, one a file, the versions whose authors made it, and what it would take away."""

    versions: Sequence[Version]
    authors: Sequence[Version]
    verdict: Fenced

    @property
    def seen(self) -> str:
        """What whoever confirms has before the eyes: another after any change of it."""
        versions = [f"{one.file}#{one.number}" for one in self.versions]
        return " | ".join([*versions, *(one.name for one in self.verdict.fences), *self.verdict.asks])

    @property
    def asks(self) -> Sequence[str]:
        return self.verdict.asks

    def is_by(self, second: "Second") -> bool:
        return any(second.is_(one) for one in self.authors)

    @property
    def is_nobodys(self) -> bool:
        return not any(one.who or one.account for one in self.authors)


@dataclass(frozen=True)
class Second:
    """Who confirms. may_be_author: config lets one person draft and decide."""

    who: str
    account: str
    may_be_author: bool = False

    def is_(self, author: Version) -> bool:
        """By the account; by the name as well, for not every version knows of one."""
        same = bool(self.account) and self.account == author.account
        return same or (bool(author.who) and mail_fold(author.who) == mail_fold(self.who))


def waiting(cabinet: Cabinet, file: str) -> Waiting | None:
    """None where nothing of that file waits for a second person."""
    with laying.alone(cabinet.state):
        return _waiting(cabinet, file, cabinet.versions.standing())


def _waiting(cabinet: Cabinet, file: str, standing: Mapping[str, Standing]) -> Waiting | None:
    if file not in standing or not standing[file].asks:
        return None
    together = [one for name, one in sorted(standing.items()) if one.asks and _is_one_sheet(name, file)]
    before = cabinet.contents(standing)
    changes = {one.newest.file: cabinet.content(one.newest) for one in together}
    after = judging.with_(before, changes)
    authors = [each for one in together for each in _since(cabinet, one)]
    return Waiting([one.newest for one in together], authors, fencing.judged(before, after, cabinet.bench))


def _is_one_sheet(name: str, other: str) -> bool:
    """A sheet of the one kind in place of the other: neither makes sense without the other."""
    return PurePosixPath(name).with_suffix("") == PurePosixPath(other).with_suffix("")


def _since(cabinet: Cabinet, one: Standing) -> Sequence[Version]:
    """All who wrote on it since it was last in force: each stood upon what the one before had written."""
    base = one.in_force.number if one.in_force else 0
    found = cabinet.versions.history(one.newest.file)
    return [each for each in found if each.number > base and each.is_saved]


def confirm(cabinet: Cabinet, file: str, seen: str, second: Second, reason: str) -> Outcome:
    """seen: of the page on which it was read. Raises ConfigError, and GuardStopped for an author of it."""
    with laying.alone(cabinet.state):
        laying.complete(cabinet.instance, cabinet.state)
        cabinet.looked()
        found = _waiting(cabinet, file, cabinet.versions.standing())
        if found is None or found.seen != seen:
            raise ConfigError(
                say("表示していた変更は、いま確認を待っているものではありません。もう一度ご確認ください。")
            )
        _needs_another(found, second)
        if not found.verdict.only_asks and found.verdict.held:
            return Outcome(Ending.HELD, found.versions, found.verdict.faults)
        return cabinet.laid([_draft(cabinet, one, second, reason) for one in found.versions])


def _draft(cabinet: Cabinet, one: Version, second: Second, reason: str) -> Draft:
    return Draft(
        one.file,
        cabinet.content(one),
        How.CONFIRMED,
        who=second.who,
        account=second.account,
        reason=reason,
        base=one.number,
        of=one.number,
    )  # whom it names is known of its content already


def _needs_another(found: Waiting, second: Second) -> None:
    """Raises GuardStopped."""
    if found.is_nobodys:
        raise GuardStopped(
            say(
                "だれが変えたか分からないため、ここでは確認できません。運用担当に、設定のフォルダーで変えるよう頼んでください。"
            )
        )
    if found.is_by(second) and not second.may_be_author:
        raise GuardStopped(
            say(
                "{who} は、この変更に手を入れた人です。ほかの承認する人が確認してください。"
                "一人で行うと決めているときは、programme.yaml に single_officer: true と書きます(運用担当が行います)。",
                who=second.who,
            )
        )
