"""Errors that several areas answer, in the spelling of each (docs/facts.md 2).

Raised by handlers and by the gateway.
"""

from collections.abc import Mapping


class GraphProblem(Exception):
    """An answer that is an error: status, code in the area's own spelling (docs/facts.md 2), message.

    `inner` is the code of innerError; `details` stand beside the message.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        inner: str = "",
        details: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message
        self.inner, self.details, self.headers = inner, details, dict(headers or {})


def resource_not_found(key: str) -> GraphProblem:
    """The directory's 404."""
    return GraphProblem(
        404,
        "Request_ResourceNotFound",
        f"Resource '{key}' does not exist or one of its queried reference-property objects are not present.",
    )


def directory_bad(message: str, *, details: list[dict[str, str]] | None = None) -> GraphProblem:
    return GraphProblem(400, "Request_BadRequest", message, details=details)


def unsupported_query(message: str) -> GraphProblem:
    return GraphProblem(400, "Request_UnsupportedQuery", message)


def denied(message: str = "Insufficient privileges to complete the operation.") -> GraphProblem:
    """The directory's 403."""
    return GraphProblem(403, "Authorization_RequestDenied", message)


def team_not_found(team_id: str) -> GraphProblem:
    """docs/facts.md 20."""
    return GraphProblem(404, "NotFound", f"No team found with Group Id {team_id}")


def not_found(what: str) -> GraphProblem:
    """Teams' 404."""
    return GraphProblem(404, "NotFound", what)


def bad(message: str) -> GraphProblem:
    """Teams' 400."""
    return GraphProblem(400, "BadRequest", message)


def forbidden(message: str) -> GraphProblem:
    """Teams' 403: the token would do, but this person may not."""
    return GraphProblem(403, "Forbidden", message)


def not_simulated(what: str) -> GraphProblem:
    """Something documented that the sandbox does not do: said by name, never guessed."""
    return GraphProblem(501, "NotImplemented", f"The sandbox does not simulate {what}.")


def needs_a_person() -> GraphProblem:
    """`/me` with an app's own token (docs/facts.md 12)."""
    return GraphProblem(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
