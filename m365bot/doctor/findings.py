"""What a look came to: each check with its verdict, in words, and what to do next.

Made by the checks of this package, shown by the command line. Pure. Holds no secret, and of people only the service
account's address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from m365bot.words import say


class Verdict(StrEnum):
    """unknown: nobody lets us look; skipped: it stands on something that failed, so it is blamed for nothing."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"

    @property
    def words(self) -> str:
        return say(VERDICT_WORDS[self])


VERDICT_WORDS = {
    Verdict.OK: "よし",
    Verdict.WARN: "注意",
    Verdict.FAIL: "不備",
    Verdict.UNKNOWN: "不明",
    Verdict.SKIPPED: "未確認",
}
NAMES = {
    "settings": "接続の設定",
    "network": "ネットワークとプロキシ",
    "clock": "時計",
    "sign_in": "アプリのサインイン",
    "permissions_app": "アプリの権限",
    "excess_app": "アプリの余分な権限",
    "guests": "ゲストと共有の設定",
    "service_account": "広報用アカウント",
    "permissions_account": "広報用アカウントの権限",
    "excess_account": "広報用アカウントの余分な権限",
    "licence": "広報用アカウントのライセンス",
    "mailbox": "送信元のメールボックス",
    "newsletter_site": "DX通信のサイト",
    "certificate": "証明書の期限",
    "secret": "シークレットの期限",
    "database": "データベース",
    "backup": "控え",
    "disk": "ディスク",
    "daemon": "常駐",
    "config": "設定ファイル",
    "nodes": "端末どうし",
}


@dataclass(frozen=True)
class Check:
    """One thing looked at. todo: what to do next; empty where there is nothing to do.

    stops: no identity can be signed in because of it.
    """

    name: str
    verdict: Verdict
    words: str
    todo: str = ""
    stops: bool = False

    @property
    def title(self) -> str:
        return say(NAMES[self.name])

    @property
    def holds(self) -> bool:
        """May what stands on it be looked at?"""
        return self.verdict not in (Verdict.FAIL, Verdict.SKIPPED)


def skipped(name: str, because: Check) -> Check:
    words = say("先に『{title}』を直してください(まだ見ていません)。", title=because.title)
    return Check(name, Verdict.SKIPPED, words)


@dataclass(frozen=True)
class Rights:
    """Permissions of one identity. needed: job → what it asks for; granted is None where nobody could tell."""

    identity: str
    needed: Mapping[str, Sequence[str]]
    granted: Sequence[str] | None = None
    missing: Sequence[str] = ()
    excess: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "identity": self.identity,
            "needed": {job: list(names) for job, names in self.needed.items()},
            "granted": None if self.granted is None else list(self.granted),
            "missing": list(self.missing),
            "excess": list(self.excess),
        }


@dataclass(frozen=True)
class Examination:
    """All checks, in the order in which an administrator sets up."""

    checks: Sequence[Check]
    rights: Sequence[Rights] = field(default=())

    @property
    def exit(self) -> int:
        """5: an identity cannot be signed in; 1: something fails; else 0."""
        if any(check.stops and not check.holds for check in self.checks):
            return 5
        return int(any(check.verdict is Verdict.FAIL for check in self.checks))

    def to_json(self) -> dict[str, Any]:
        """`checks` holds what was looked at; what nobody lets us see and what was not looked at stand beside it."""
        judged = (Verdict.OK, Verdict.WARN, Verdict.FAIL)
        return {
            "checks": [_row(check) for check in self.checks if check.verdict in judged],
            "unknown": [_row(check) for check in self.checks if check.verdict is Verdict.UNKNOWN],
            "skipped": [_row(check) for check in self.checks if check.verdict is Verdict.SKIPPED],
            "permissions": [rights.to_json() for rights in self.rights],
        }


def _row(check: Check) -> dict[str, str]:
    return {
        "name": check.name,
        "status": check.verdict.value,
        "title": check.title,
        "words": check.words,
        "todo": check.todo,
    }
