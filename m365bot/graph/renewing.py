"""One try to renew the service account's token, for the daemon.

Called by app's upkeep once a day. What became of it is in the store and in the log; nothing is raised, and nothing is
asked of Microsoft Graph itself.
"""

from collections.abc import Callable

import structlog

from m365bot.errors import ConfigError, ServiceAccountSignedOut, SignInNeeded
from m365bot.graph.auth import Tokens
from m365bot.graph.connection import Connection
from m365bot.resources.ports.graph import Identity

log = structlog.get_logger("m365bot.graph")


async def one_try(connected: Callable[[], Connection]) -> None:
    try:
        tokens = Tokens(connected())
    except ConfigError as error:
        log.warning("account.not_renewed", error=type(error).__name__)
        return
    try:
        await tokens.of(Identity.ACCOUNT)
    except ServiceAccountSignedOut as error:
        log.info("account.still_refused", error=error.error)  # the first one was a warning of the sign-in's
    except (SignInNeeded, ConfigError) as error:
        log.warning("account.not_renewed", error=getattr(error, "error", "") or type(error).__name__)
    finally:
        tokens.close()
