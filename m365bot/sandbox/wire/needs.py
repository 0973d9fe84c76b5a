"""What a token must hold for an operation to pass: said where the operation is defined.

Asked by the gateway before a handler runs. Sites.Selected stands in no operation's own table: `sharepoint.selected` knows
what it lets pass. Resource-specific consent is not simulated, so its names stand nowhere.
"""

from dataclasses import dataclass

from m365bot.sandbox.wire.call import Token
from m365bot.sandbox.wire.problems import GraphProblem, needs_a_person

ANYONE = "*"  # any valid token will do
_IMPORT = (  # docs/facts.md 29
    "Message POST is allowed in application-only context only for import purposes. Refer to "
    "https://docs.microsoft.com/microsoftteams/platform/graph-api/import-messages/"
    "import-external-messages-to-teams for more details."
)


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of which one is enough, least privileged first, as the operation's reference page says.

    An empty tuple: no token of that kind passes.
    """

    application: tuple[str, ...]
    delegated: tuple[str, ...]

    def names(self, token: Token) -> tuple[str, ...]:
        return self.application if token.user_id is None else self.delegated

    def refusal(self, token: Token) -> GraphProblem:
        """403 that names what is missing."""
        names, kind = self.names(token), "Roles" if token.user_id is None else "Scopes"
        wanted = f"API requires one of '{', '.join(names)}'." if names else f"{kind} cannot grant it."
        return GraphProblem(
            403,
            "Authorization_RequestDenied",
            f"Insufficient privileges to complete the operation. {wanted} "
            f"{kind} on the request '{', '.join(sorted(token.held))}'.",
        )


class NeedsMe(Needs):
    """Of an operation below `/me`: there is no such person where an app asks for itself."""

    def refusal(self, token: Token) -> GraphProblem:
        return needs_a_person() if token.user_id is None else Needs.refusal(self, token)


class NeedsAuthor(Needs):
    """Of a post: an app by itself may only import."""

    def refusal(self, token: Token) -> GraphProblem:
        if token.user_id is None:
            return GraphProblem(401, "Unauthorized", _IMPORT)
        return Needs.refusal(self, token)


def any_token() -> Needs:
    return Needs((ANYONE,), (ANYONE,))


def one_of(names: str, *, person: str | None = None) -> Needs:
    """`person`: what a person's token may hold, where that differs from what an app may."""
    return Needs(tuple(names.split()), tuple((names if person is None else person).split()))


def app_only(names: str) -> Needs:
    return Needs(tuple(names.split()), ())


def person_only(names: str) -> Needs:
    return Needs((), tuple(names.split()))


def me(names: str) -> Needs:
    return NeedsMe((), tuple(names.split()))


def author(names: str) -> Needs:
    return NeedsAuthor((), tuple(names.split()))


def used(needs: Needs, token: Token) -> str:
    """The least privileged permission the token passes with; "" where any token does. Raises its refusal."""
    names = needs.names(token)
    if ANYONE in names:
        return ""
    held = next((each for each in names if each in token.held), None)
    if held is None:
        raise needs.refusal(token)
    return held
