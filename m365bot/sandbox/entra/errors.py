"""What the token endpoint answers when it gives no token: OAuth names with AADSTS numbers.

Raised by the grants, answered by the routes of Entra.
"""

from typing import Any

from m365bot.sandbox.clock import VirtualClock


class NoToken(Exception):
    """error, number and text as in entra/identity-platform/reference-error-codes."""

    def __init__(self, error: str, number: int, text: str, *, status: int = 400, suberror: str = "") -> None:
        super().__init__(f"AADSTS{number}: {text}")
        self.error, self.number, self.status, self.suberror = error, number, status, suberror

    def body(self, clock: VirtualClock, request_id: str) -> dict[str, Any]:
        at = clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
        trail = f"Trace ID: {request_id} Correlation ID: {request_id} Timestamp: {at}"
        body = {
            "error": self.error,
            "error_description": f"{self} {trail}",
            "error_codes": [self.number],
            "timestamp": at,
            "trace_id": request_id,
            "correlation_id": request_id,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
        }
        return {**body, "suberror": self.suberror} if self.suberror else body


def unknown_tenant(name: str) -> NoToken:
    return NoToken("invalid_request", 90002, f"Tenant '{name}' not found.")


def unknown_app(app_id: str) -> NoToken:
    return NoToken(
        "unauthorized_client",
        700016,
        f"Application with identifier '{app_id}' was not found in the directory.",
    )


def missing(parameter: str) -> NoToken:
    return NoToken(
        "invalid_request", 900144, f"The request body must contain the following parameter: '{parameter}'."
    )


def wrong_secret(app_id: str) -> NoToken:
    return NoToken(
        "invalid_client", 7000215, f"Invalid client secret provided for app '{app_id}'.", status=401
    )


def expired_secret(app_id: str) -> NoToken:
    return NoToken(
        "invalid_client",
        7000222,
        f"The provided client secret keys for app '{app_id}' are expired.",
        status=401,
    )


def no_credential() -> NoToken:
    return NoToken(
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        status=401,
    )


def bad_assertion(why: str) -> NoToken:
    return NoToken(
        "invalid_client", 700027, f"Client assertion failed signature validation. {why}", status=401
    )


def stale_assertion() -> NoToken:
    return NoToken(
        "invalid_client", 700024, "Client assertion is not within its valid time range.", status=401
    )


def wrong_password() -> NoToken:
    return NoToken(
        "invalid_grant", 50126, "Error validating credentials due to invalid username or password."
    )


def unknown_user(name: str) -> NoToken:
    return NoToken("invalid_grant", 50034, f"The user account {name} does not exist in the directory.")


def disabled_user() -> NoToken:
    return NoToken("invalid_grant", 50057, "The user account is disabled.")


def bad_refresh_token() -> NoToken:
    return NoToken("invalid_grant", 70000, "Provided grant is invalid or malformed.", suberror="bad_token")


def stale_refresh_token(days: int) -> NoToken:
    return NoToken(
        "invalid_grant",
        700082,
        f"The refresh token has expired due to inactivity. It was inactive for {days}.00:00:00.",
        suberror="bad_token",
    )


def bad_scope(scope: str) -> NoToken:
    return NoToken(
        "invalid_scope", 70011, f"The provided value for the input parameter 'scope' is not valid: {scope}"
    )


def bad_app_scope(scope: str) -> NoToken:
    return NoToken(
        "invalid_scope",
        1002012,
        f"The provided value for scope {scope} is not valid. Client credential flows must have a scope value "
        "with /.default suffixed to the resource identifier (application ID URI).",
    )


def no_consent(app_id: str, scope: str) -> NoToken:
    return NoToken(
        "invalid_grant",
        65001,
        f"The user or administrator has not consented to use the application with ID '{app_id}': {scope}",
        suberror="consent_required",
    )


def unsupported_grant(name: str) -> NoToken:
    return NoToken("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{name}'.")
