"""Tokens for the viewer: its own app of the sandbox's Entra, signed in as a person.

Called by the pages. What the token lets through is for Graph to say; a look changes nothing, so a guest who is
looked at has not redeemed the invitation.
"""

from m365bot.sandbox.entra import apps, tokens
from m365bot.sandbox.running import Place


class NoSuchPerson(Exception):
    """Nobody of that name can sign in."""


def can_sign_in(app: Place, name: str) -> bool:
    person = app.tenant.user(name)
    return person is not None and person.enabled


def is_one(app: Place, name: str, other: str) -> bool:
    """Whether two names, sign-in name or mail address, are one person's."""
    person = app.tenant.user(name) if name else None
    return person is not None and person is app.tenant.user(other)


def token(app: Place, name: str) -> str:
    """A delegated token of the viewer's app for the person of that sign-in name or mail address."""
    tenant = app.tenant
    person = tenant.user(name)
    if person is None or not person.enabled:
        raise NoSuchPerson(name)
    viewer = tenant.apps[apps.viewer_id(tenant)]
    return tokens.access_token(tenant, viewer, person, sorted(viewer.delegated))


def service_account(app: Place) -> str:
    """Whose rights the list of people is read with."""
    return app.tenant.service_account
