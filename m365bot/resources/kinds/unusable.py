"""A part of config/ that cannot be used: it is told in every run that needs it, and nothing of it is written.

Yielded by jobs beside what can be used, so that one faulty file neither stops the others nor is forgotten.
"""

from dataclasses import dataclass

from m365bot.errors import FaultyConfig
from m365bot.programme.cohort import Cohort
from m365bot.programme.faults import Fault
from m365bot.programme.programme import Programme
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Unusable(Kind):
    """`file` as officers know it; `words` are why."""

    file: str
    words: str

    @classmethod
    def of(cls, fault: Fault) -> "Unusable":
        return cls(fault.file, fault.words)

    @classmethod
    def missing_text(cls, name: str, programme: Programme) -> "Unusable":
        """A text to people that a job needs and messages/ does not hold, or holds with a fault."""
        if faults := programme.faults_in_texts(name):
            return cls.of(faults[0])
        words = say("人への文面がないため、送れません。文面を書いたファイルを置いてください。")
        return cls(f"config/messages/{name}.md", words)

    @classmethod
    def finished(cls, cohort: Cohort) -> "Unusable":
        """One that is named though it is over, and so is left as it stands."""
        words = say("この期は status: finished(終了)なので、チームは作りも直しもしません。")
        return cls(f"config/cohorts/{cohort.key}/cohort.yaml", words)

    @property
    def name(self) -> str:
        return self.file

    @property
    def title(self) -> str:
        return say("設定『{file}』", file=self.file)

    async def see(self, view: View) -> Seen | None:
        raise FaultyConfig(self.words)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise FaultyConfig(self.words)
