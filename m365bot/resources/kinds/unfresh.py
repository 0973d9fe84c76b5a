"""A source of answers that is not known to be up to date: nobody is reminded by it, and an officer is told.

Yielded by the job that reminds, in the place of the mails that it does not send. Nothing is asked of Graph.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from m365bot.errors import Permanent
from m365bot.programme import Questionnaire
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Unfresh(Kind):
    """form, session: of a cohort. asked_as: the questionnaire's title. read_as: which kind of source it is. until: up to
    when it is known to hold every answer, if ever.
    """

    cohort: str
    form: str
    session: str
    asked_as: str
    read_as: str
    day: datetime
    until: datetime | None = None
    told_when_left: ClassVar[bool] = False

    @classmethod
    def of(cls, asked: Questionnaire, day: datetime, until: datetime | None) -> "Unfresh":
        session = asked.session.key if asked.session else ""
        read_as = asked.source.kind
        return cls(asked.cohort, asked.form.key, session, asked.title, read_as, day=day, until=until)

    @property
    def name(self) -> str:
        return f"{self.cohort}/{self.form}/{self.session}"

    @property
    def title(self) -> str:
        return say("『{title}』の未提出のお知らせ", title=self.asked_as)

    async def see(self, view: View) -> Seen | None:
        raise Permanent(
            say(
                "{day:%Y-%m-%d} の回答がそろっているか分かりません。だれにもお知らせを送りません。{todo}",
                day=self.day,
                todo=self._todo,
            )
        )

    @property
    def _todo(self) -> str:
        collect = f"m365bot run collect --cohort {self.cohort}"
        if self.read_as == "list" and self.until:  # collecting again helps nobody who plans for a day to come
            return say(
                "読めている回答は {until:%Y-%m-%d %H:%M} までです。--at で先の日時を書いたときは、その日になってから"
                "(練習環境では、その時計を進めてから)実行してください。そうでなければ、取り込んでから、"
                "もう一度実行してください: {command}",
                until=self.until.astimezone(self.day.tzinfo),
                command=collect,
            )
        if self.read_as == "list":
            return say("回答を取り込んでから、もう一度実行してください: {command}", command=collect)
        if self.read_as == "drop":
            return say(
                "Forms から書き出し直してフォルダーに置き、取り込んでから、もう一度実行してください: {command}",
                command=collect,
            )
        confirm = f"m365bot records confirm --cohort {self.cohort} --form {self.form}"
        confirm += f" --session {self.session}" if self.session else ""
        return say(
            "ブックを Excel で開いて回答が入るのを待ち、「開いて確認済み」を記録し({confirm})、"
            "取り込んでから、もう一度実行してください: {command}",
            confirm=confirm,
            command=collect,
        )

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise NotImplementedError  # it is never made
