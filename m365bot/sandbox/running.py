"""What the control API and the viewer need of the sandbox that runs: its tenant, its gateway, a new beginning.

asgi.App is one. Named apart so that neither of the two knows the app they are mounted in.
"""

from typing import Protocol

from starlette.types import Receive, Scope, Send

from m365bot.sandbox.gateway import Gateway
from m365bot.sandbox.moments import Moments
from m365bot.sandbox.tenant import Tenant


class Place(Protocol):
    """A tenant and its Graph: the one that runs, or what one was."""

    tenant: Tenant
    gateway: Gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Running(Place, Protocol):
    moments: Moments

    def reset(self) -> None: ...
