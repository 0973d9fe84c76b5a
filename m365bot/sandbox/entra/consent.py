"""What an application may do in a person's name, who may say so, and what is still missing.

Called by the grants and the sign-in pages. Scopes are bare names of Microsoft Graph's.
"""

from collections.abc import Iterable

from m365bot.sandbox.entra import errors
from m365bot.sandbox.stored.directory import App, User
from m365bot.sandbox.wire import routing

OPENID = frozenset({"openid", "profile", "email", "offline_access"})
DEFAULT = ".default"
_GRAPH = ("https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000/")

# Those that ask for no administrator (permissions file of microsoft-graph-devx-content); any other does.
_BY_ANYBODY = frozenset(
    (
        *(
            "Calendars.Read",
            "Calendars.ReadWrite",
            "Channel.ReadBasic.All",
            "ChannelMessage.Send",
            "Chat.Create",
        ),
        *(
            "Chat.Read",
            "Chat.ReadBasic",
            "Chat.ReadWrite",
            "ChatMessage.Send",
            "Files.Read",
            "Files.Read.All",
        ),
        *(
            "Files.ReadWrite",
            "Files.ReadWrite.All",
            "Mail.Read",
            "Mail.ReadBasic",
            "Mail.ReadWrite",
            "Mail.Send",
        ),
        *("Sites.Manage.All", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.Selected", "Tasks.Read"),
        *("Tasks.ReadWrite", "Team.Create", "Team.ReadBasic.All", "User.Read", "User.ReadBasic.All"),
        "User.ReadWrite",
    )
)


def wanted(asked: Iterable[str]) -> list[str]:
    """Graph's scopes of those asked for, bare; `.default` for all that the registration names."""
    return [_bare(each) for each in asked if each not in OPENID]


def _bare(scope: str) -> str:
    if scope.endswith(f"/{DEFAULT}") or scope == DEFAULT:
        return DEFAULT
    bare = scope
    for root in _GRAPH:
        bare = bare.removeprefix(root)
    if "/" in bare or not bare:
        raise errors.bad_scope(scope)
    return bare


def given(app: App, user: User) -> set[str]:
    """By an administrator for all, or by this person."""
    for_all = routing.all_permissions()[1] if "*" in app.delegated else app.delegated
    return {*for_all, *app.consents.get(user.id, ())}


def granted(app: App, user: User, asked: Iterable[str]) -> list[str]:
    """What a token holds. Raises NoToken (65001) where something asked for was never consented to."""
    names, known = wanted(asked), given(app, user)
    if DEFAULT in names:
        return sorted(known)
    for scope in names:
        if scope not in known:
            raise errors.no_consent(app.app_id, scope)
    return sorted(set(names))


def missing(app: App, user: User, asked: Iterable[str]) -> list[str]:
    """What a page would have to ask for."""
    names = set(wanted(asked))
    if DEFAULT in names:
        names = (names - {DEFAULT}) | set(app.requested)
    return sorted(names - given(app, user))


def may_be_given_by(user: User, scopes: Iterable[str], *, user_consent: bool) -> bool:
    wanted_ones = set(scopes)
    return not wanted_ones or user.admin or (user_consent and wanted_ones <= _BY_ANYBODY)


def give(app: App, user: User, scopes: Iterable[str], *, for_all: bool) -> None:
    if for_all and user.admin:
        app.delegated = sorted({*app.delegated, *scopes})
    else:
        app.consents[user.id] = sorted({*app.consents.get(user.id, ()), *scopes})
