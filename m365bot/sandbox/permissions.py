"""Which permission lets which operation pass: one table for all that is simulated.

Asked by the gateway before a handler runs, and by the list of app roles. Grants below the tenant
(Sites.Selected, resource-specific consent) are not simulated.
"""

from dataclasses import dataclass
from functools import cache

from m365bot.sandbox.directory.permissions import DIRECTORY
from m365bot.sandbox.sharepoint.permissions import ROWS
from m365bot.sandbox.teams.permissions import TEAMS
from m365bot.sandbox.wire.routing import GraphProblem, Token

ANYONE = "*"  # any valid token will do


ME = "/me request is only valid with delegated authentication flow."  # docs/facts.md 12
_MESSAGES = "POST /teams/{team-id}/channels/{channel-id}/messages"
_IMPORT_ONLY = (_MESSAGES, f"{_MESSAGES}/{{chatMessage-id}}/replies")
_IMPORT = (  # docs/facts.md 29
    "Message POST is allowed in application-only context only for import purposes. Refer to "
    "https://docs.microsoft.com/microsoftteams/platform/graph-api/import-messages/"
    "import-external-messages-to-teams for more details."
)


@dataclass(frozen=True, slots=True)
class Needed:
    """Names of which one is enough, least privileged first; an empty tuple: no token of that kind passes."""

    application: tuple[str, ...]
    delegated: tuple[str, ...]

    def names(self, token: Token) -> tuple[str, ...]:
        return self.application if token.user_id is None else self.delegated


def _parsed(text: str) -> dict[str, Needed]:
    rows = {}
    for line in filter(None, text.splitlines()):
        name, _, names = line.partition(": ")
        application, _, delegated = names.partition(" | ")
        rows[name] = Needed(_split(application), _split(delegated or application))
    return rows


def _split(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split())


@cache
def table() -> dict[str, Needed]:
    """`METHOD /path/template` → what is needed."""
    rows = {f"{method} {path}": Needed(app, person) for method, path, app, person in ROWS}
    return {**_parsed(TEAMS), **_parsed(DIRECTORY), **rows}


@cache
def all_names() -> tuple[frozenset[str], frozenset[str]]:
    """Every application and every delegated name of the table."""
    rows = table().values()
    application = frozenset(n for row in rows for n in row.application if n != ANYONE)
    return application, frozenset(n for row in rows for n in row.delegated if n != ANYONE)


def used(operation: str, token: Token) -> str:
    """The least privileged permission the token passes with; 403 that names what is missing."""
    names = table()[operation].names(token)
    if ANYONE in names:
        return ""
    held = next((each for each in names if each in token.held), None)
    if held is None:
        raise _missing(operation, names, token)
    return held


def _missing(operation: str, names: tuple[str, ...], token: Token) -> GraphProblem:
    if token.user_id is None and operation in _IMPORT_ONLY:
        return GraphProblem(401, "Unauthorized", _IMPORT)
    if token.user_id is None and operation.partition(" ")[2].startswith("/me"):
        return GraphProblem(400, "BadRequest", ME)
    kind = "Roles" if token.user_id is None else "Scopes"
    wanted = f"API requires one of '{', '.join(names)}'." if names else f"{kind} cannot grant it."
    return GraphProblem(
        403,
        "Authorization_RequestDenied",
        f"Insufficient privileges to complete the operation. {wanted} "
        f"{kind} on the request '{', '.join(sorted(token.held))}'.",
    )
