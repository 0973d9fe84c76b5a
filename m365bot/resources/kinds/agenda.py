"""What one person is taken to have been told of the own sessions, where nobody knows what was.

Made by the job of changes: for who was there before changes were told, and after a lost database. It is kept here and sent
to nobody; from then on changes are told from it. Never asks Graph.
"""

from dataclasses import dataclass
from typing import ClassVar

from m365bot.programme import Person
from m365bot.records.told import Told
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Agenda(Kind):
    """`told` is the person's."""

    person: Person
    told: Told
    told_when_left: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return f"{self.told.cohort}-{self.person.id}"

    @property
    def title(self) -> str:
        return say("{name} の日程の控え", name=self.person.name)

    @property
    def nameless(self) -> str:
        return say("{name} の日程の控え", name=self.person.id)

    @property
    def lease(self) -> str:
        return "agendas"

    async def see(self, view: View) -> Seen | None:
        return Seen(self.name) if view.memo(self.key) else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        return Seen(self.name, memo=self.told.to_memo())
