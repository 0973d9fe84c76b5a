"""The way to Microsoft 365 as the settings have it, and how the service account's sign-in stands.

Called by the command line and the rest of app. Heavy libraries are imported where they are needed.
"""

from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.app import configured, stored
from m365bot.app.keeping import KEEPING, LOOKING, Keeping
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.doctor.findings import Check
    from m365bot.graph.account import Standing, Store
    from m365bot.graph.connection import Connection
    from m365bot.graph.entrance import Entrance
    from m365bot.graph.identity import Identification
    from m365bot.graph.login import Kept, Login, Trust
    from m365bot.runs.sign_in import Upkeep


def connection(settings: Settings, keeping: Keeping, service_account: str = "") -> "Connection":
    from m365bot.graph import proxy
    from m365bot.graph.connection import Connection

    secret, seed = settings.client_secret, settings.service_account_refresh_token
    return Connection(
        tenant_id=settings.tenant_id,
        client_id=settings.client_id,
        client_secret=secret.get_secret_value() if secret else None,
        certificate=settings.certificate,
        graph_url=settings.graph,
        authority_url=settings.authority,
        ca_bundle=settings.ca_bundle,
        proxy=proxy.of(
            settings.proxy.get_secret_value() if settings.proxy else None, settings.proxy_password_file
        ),
        state_dir=settings.state,
        account_refresh_token=seed.get_secret_value() if seed else None,
        service_account=service_account,
        keeps_tokens=keeping.anything,
    )


def login(settings: Settings, patience: float, trust: "Trust | None" = None) -> "Login":
    """For a person to sign the service account in that programme.yaml names. trust: the known account, unless told."""
    from m365bot.graph.login import Login, Trust

    known = connection(settings, KEEPING, configured.service_account(settings))
    return Login(known, patience, trust=trust or Trust.KNOWN)


def note_login(settings: Settings, kept: "Kept", who: str) -> None:
    """In the audit chain. Raises M365BotError."""
    with stored.books(settings, KEEPING) as books:
        KEEPING.person_key(settings, books)  # with which the chain is keyed
        books.trail.note_signed_in(who, kept.who.id, kept.how.value)


def identification(settings: Settings, patience: float) -> "Identification":
    """For a person to sign in and be known, once; nothing is kept."""
    from m365bot.graph.identity import Identification

    return Identification(connection(settings, LOOKING), patience)


def entrance(settings: Settings) -> "Entrance":
    """For whoever comes to the console; nothing is kept."""
    from m365bot.graph.entrance import Entrance

    return Entrance(connection(settings, LOOKING))


def account_upkeep(settings: Settings) -> "Upkeep":
    """What keeps the service account signed in, where it ever was."""
    from m365bot.runs.sign_in import Upkeep

    async def renew() -> None:
        from m365bot.graph import renewing  # with all that signs in, which most days need not

        await renewing.one_try(lambda: connection(settings, KEEPING, configured.service_account(settings)))

    began = clock.now() if settings.service_account_refresh_token else None  # of a seed nobody knows the age
    store = account_store(settings)
    return Upkeep(lambda: store.last_success() or began, renew)


def account_store(settings: Settings) -> "Store":
    """Where the service account's sign-in is kept."""
    from m365bot.graph.account import Store

    return Store(settings.state, None)


def account_standing(settings: Settings) -> "Standing":
    """How the service account's sign-in stands, without asking anybody."""
    from m365bot.graph import account

    return account.standing(settings.state)


def needs_credential(settings: Settings) -> None:
    """Raises ConfigError where nobody could sign in as the settings are; whether it is the right one, only Entra knows."""
    from m365bot.graph import auth

    auth.credential(connection(settings, LOOKING))


def certificates_end(settings: Settings) -> "Check | None":
    """What is to be said of the certificate's end, where it is near or past; read here, asked of nobody."""
    if settings.certificate is None:
        return None
    from m365bot.doctor import credentials

    return credentials.near(settings.certificate, clock.now())
