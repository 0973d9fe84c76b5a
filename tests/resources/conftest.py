"""One sandbox in process for all tests of resources, as at first for each."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from m365bot.resources.ports.graph import Identity
from m365bot.sandbox import seed
from m365bot.sandbox.asgi import create
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Place
from m365bot.sandbox.settings import Settings
from tests.resources.straight import ORIGIN, Straight
from tests.resources.world import World, token_for


@pytest.fixture(scope="session")
def _straight() -> Straight:
    """Signed in once: the tokens of one tenant are good in the next, which is its twin."""
    app = create(Settings.without_waits(throttling=False, access_token_s=10**8))
    apps.add(
        app.tenant,
        {"client_id": apps.bot_id(app.tenant), "delegated": [*apps.BOT_DELEGATED, *apps.BOT_CHATS]},
    )
    seed.add(app.tenant, {"service_account": app.tenant.service_account})
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), follow_redirects=False)
    return Straight(app, http, asyncio.run(_signed_in(Place(app, ORIGIN).env, app, http)))


async def _signed_in(env: dict[str, str], app: object, http: httpx.AsyncClient) -> dict[Identity, str]:
    form = {
        "client_id": env["M365BOT_CLIENT_ID"],
        "client_secret": env["M365BOT_CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    }
    refresh = env["M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"]
    return {
        Identity.APP: await token_for(app, http, {**form, "grant_type": "client_credentials"}),
        Identity.ACCOUNT: await token_for(
            app, http, {**form, "grant_type": "refresh_token", "refresh_token": refresh}
        ),
    }


@pytest.fixture
def world(_straight: Straight) -> World:
    """A fresh tenant of the reference seed, in which everything is there at once."""
    _straight.app.tenant.clock.set(datetime.now(UTC))
    _straight.app.tenant.settings = Settings.without_waits(throttling=False, access_token_s=10**8)
    _straight.app.reset()
    _straight.sent.clear()
    return World(_straight.app, _straight)
