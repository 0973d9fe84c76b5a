"""How m365bot's own app reaches a practice tenant.

Called by tests that open connections of their own. Nobody is signed in but the app, unless `others` says so.
"""

from pathlib import Path
from typing import Any

from m365bot.graph.connection import Connection
from m365bot.sandbox.server import Sandbox


def to(sandbox: Sandbox, state_dir: Path, **others: Any) -> Connection:
    env = sandbox.env
    return Connection(
        tenant_id=env["M365BOT_TENANT_ID"],
        client_id=env["M365BOT_CLIENT_ID"],
        client_secret=env["M365BOT_CLIENT_SECRET"],
        graph_url=env["M365BOT_GRAPH_URL"],
        authority_url=env["M365BOT_AUTHORITY_URL"],
        ca_bundle=sandbox.place.ca_file,
        state_dir=state_dir,
        **others,
    )


def with_account(sandbox: Sandbox, state_dir: Path, **others: Any) -> Connection:
    """The service account is signed in too."""
    token = sandbox.env["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"]
    return to(sandbox, state_dir, account_refresh_token=token, **others)
