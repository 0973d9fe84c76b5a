"""Errors that several areas answer, in the spelling of each (docs/facts.md 2).

Raised by handlers and by the gateway.
"""

from m365bot.sandbox.wire.routing import GraphProblem


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
