"""A post to the office about runs; what it tells of is remembered with it, so that nothing is told twice.

Made by the job of runs/notices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from m365bot.resources.kinds.post import Post
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View


@dataclass(frozen=True)
class Notice(Post):
    """tells, resolves: names of matters (runs/notices), those of `tells` with a blank and their title behind."""

    IN_KEY: ClassVar[str] = "/notice:"
    tells: tuple[str, ...] = ()
    resolves: tuple[str, ...] = ()

    async def see(self, view: View) -> Seen | None:
        seen = await super().see(view)
        return self._remembering(seen) if seen else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        return self._remembering(await super().write(tenant, was))

    def _remembering(self, seen: Seen) -> Seen:
        told: Mapping[str, Any] = {"tells": list(self.tells), "resolves": list(self.resolves)}
        return replace(seen, memo={**seen.memo, **told})
