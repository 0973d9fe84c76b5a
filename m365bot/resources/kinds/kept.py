"""What is kept of one person, or of one cohort: known so that it can be taken away.

Made by the jobs of runs/upkeep. Nothing is asked of Graph and nothing is changed there. Files of config/ are the officers'
own, and only told of.
"""

from dataclasses import dataclass

from m365bot.programme import Person
from m365bot.resources.capabilities import Removable
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


class _Kept(Kind, Removable):
    """Sources alone bring it; an approval takes it away."""

    @property
    def asks_to_go(self) -> str:
        return say("消すには承認が必要です。")

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise NotImplementedError


@dataclass(frozen=True)
class KeptOfPerson(_Kept):
    """A person's answers and what is remembered of the account."""

    person: Person

    @property
    def name(self) -> str:
        return self.person.id

    @property
    def title(self) -> str:
        return say("{name} の記録", name=self.person.name)

    @property
    def nameless(self) -> str:
        return say("{name} の記録", name=self.person.id)

    async def see(self, view: View) -> Seen | None:
        return Seen("") if view.records.is_to_forget(self.person.id) else None

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        tenant.records.forget(self.person.id)


@dataclass(frozen=True)
class _KeptOfOne(_Kept):
    """Of one cohort; who reads its answers meanwhile is waited for."""

    cohort: str

    @property
    def name(self) -> str:
        return self.cohort

    @property
    def lease(self) -> str:
        return f"records/{self.cohort}"


@dataclass(frozen=True)
class KeptOfCohort(_KeptOfOne):
    """All answers of a cohort."""

    @property
    def title(self) -> str:
        return say("{cohort} の回答の記録", cohort=self.cohort)

    async def see(self, view: View) -> Seen | None:
        return Seen("") if self.cohort in view.records.cohorts_held() else None

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        tenant.records.expire(self.cohort)


@dataclass(frozen=True)
class KeptTexts(_KeptOfOne):
    """What people of a cohort answered in their own words; the rest of their answers stays."""

    @property
    def title(self) -> str:
        return say("{cohort} の自由記述", cohort=self.cohort)

    async def see(self, view: View) -> Seen | None:
        return Seen("") if view.records.holds_texts(self.cohort) else None

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        tenant.records.expire_texts(self.cohort)


@dataclass(frozen=True)
class KeptRoster(Kind):
    """A cohort's roster in config/, whose time is over: told for as long as it is there."""

    cohort: str

    @property
    def name(self) -> str:
        return self.cohort

    @property
    def title(self) -> str:
        return say("{cohort} の名簿", cohort=self.cohort)

    async def see(self, view: View) -> Seen | None:
        words = say(
            "保存期間が終わりました。名簿は研修担当のファイルなので、m365bot は消しません。config/cohorts/{cohort} の"
            "フォルダーを、回答の記録が消えたあとで片づけてください。この期の修了生は、そのあと修了生のチームから"
            "外れます(承認を求めます)。",
            cohort=self.cohort,
        )
        return Seen("", withheld=words)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise NotImplementedError  # officers write it
