"""How fresh a source of answers is known to be.

Learned by the Responses resource with each look, so that a dry run leaves nothing; read by whoever shows it or judges
by it. The database finds it by the key's beginning; what it is of stands in the memo. A list that a flow fills is
known up to the look; a workbook or an export only up to when its content last changed, or to when somebody opened it
and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from m365bot.errors import ConfigError
from m365bot.records.asked import AnswersOf
from m365bot.words import say

BEGINNING = "answers:"
CONFIRMED = "confirmed:"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody opened the source at `at` (ISO 8601) and saw that it was up to date."""

    asked: AnswersOf
    at: str
    who: str

    @staticmethod
    def key_of(asked: AnswersOf) -> str:
        return f"{CONFIRMED}{_path(asked)}"

    @property
    def key(self) -> str:
        return self.key_of(self.asked)

    def to_memo(self) -> dict[str, Any]:
        return {**_memo(self.asked), "at": self.at, "who": self.who}

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Confirmed":
        return cls(_asked(memo), memo["at"], memo.get("who", ""))


class AlreadyConfirmed(ConfigError):
    """Somebody opened the source and said so meanwhile."""

    def __init__(self, before: Confirmed | None) -> None:
        who = before.who if before else ""
        super().__init__(say("{who} が、先に「開いて確認済み」を記録しました。", who=who or "—"))
        self.before = before


@dataclass(frozen=True, slots=True)
class Freshness:
    """Times in ISO 8601. read: when it was last looked at. until: up to when it surely held every answer then.
    confirmed: up to when somebody had said so before that look. announced: the same, also after it.
    """

    asked: AnswersOf
    read: str | None
    until: str | None = None
    confirmed: str | None = None
    announced: str | None = None

    @staticmethod
    def key_of(asked: AnswersOf) -> str:
        return f"{BEGINNING}{_path(asked)}"

    @property
    def key(self) -> str:
        return self.key_of(self.asked)

    @property
    def known_until(self) -> str | None:
        """Of the source: up to when it is known to hold every answer."""
        return _latest(self.until, self.confirmed, self.announced)

    def is_known(self, due: datetime) -> bool:
        """Of the records: do they surely hold all that came by then? What was confirmed counts once it was read."""
        until = _latest(self.until, self.confirmed)
        return until is not None and datetime.fromisoformat(until) >= due

    def also(self, confirmed: Confirmed | None) -> "Freshness":
        return replace(self, announced=confirmed.at) if confirmed else self

    def to_memo(self) -> dict[str, Any]:
        return {**_memo(self.asked), "read": self.read, "until": self.until, "confirmed": self.confirmed}

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Freshness":
        """Memos of before knew lists alone, which are known up to the look."""
        read = memo.get("read")
        return cls(_asked(memo), read, memo.get("until", read), memo.get("confirmed"))

    def document(self) -> dict[str, Any]:
        """As `records export` shows it."""
        asked = self.asked
        return {
            "cohort": asked.cohort,
            "form": asked.form,
            "session": asked.session or None,
            "read": self.read,
            "known_fresh_until": self.known_until,
        }


def unknown(asked: AnswersOf, due: datetime, fresh: Freshness, kind: str) -> str:
    """What an officer is told, with a way on."""
    until = fresh.known_until
    known = _day_and_time(datetime.fromisoformat(until).astimezone(due.tzinfo)) if until else say("不明")
    words = say(
        "締切({due})までの回答がそろっているか分かりません(分かっているのは {known} まで)。"
        "未提出とはみなさず、集計もしません。",
        due=_day_and_time(due),
        known=known,
    )
    command = f"m365bot records confirm --cohort {asked.cohort} --form {asked.form}"
    command += f" --session {asked.session}" if asked.session else ""
    if kind == "drop":
        return words + say("Forms から書き出し直して、フォルダーに置いてください。", command=command)
    return words + say(
        "ブックを Excel で開いて回答が入るのを待ち、閉じてから「開いて確認済み」を記録してください: {command}",
        command=command,
    )


def _day_and_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _latest(*times: str | None) -> str | None:
    return max((one for one in times if one), key=datetime.fromisoformat, default=None)


def _path(asked: AnswersOf) -> str:
    return f"{asked.cohort}/{asked.form}/{asked.session}"


def _memo(asked: AnswersOf) -> dict[str, Any]:
    return {"cohort": asked.cohort, "form": asked.form, "session": asked.session}


def _asked(memo: Mapping[str, Any]) -> AnswersOf:
    return AnswersOf(memo["cohort"], memo["form"], memo["session"])
