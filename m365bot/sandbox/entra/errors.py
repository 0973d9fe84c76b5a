"""What Entra answers when it gives no token and no code: OAuth names with AADSTS numbers.

Raised by the grants and the sign-in pages, answered by the routes of Entra.
"""

from typing import Any

from m365bot.sandbox.clock import VirtualClock


class NoToken(Exception):
    """error, number and text as in entra/identity-platform/reference-error-codes; number 0 where none is known."""

    def __init__(self, error: str, number: int, text: str, *, status: int = 400, suberror: str = "") -> None:
        super().__init__(f"AADSTS{number}: {text}" if number else text)
        self.error, self.number, self.status, self.suberror = error, number, status, suberror

    def body(self, clock: VirtualClock, request_id: str) -> dict[str, Any]:
        at = clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
        trail = f"Trace ID: {request_id} Correlation ID: {request_id} Timestamp: {at}"
        body = {
            "error": self.error,
            "error_description": f"{self} {trail}",
            "error_codes": [self.number] if self.number else [],
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


# Of the sign-in pages


def no_redirects() -> NoToken:
    return NoToken("invalid_request", 500113, "No reply address is registered for the application.")


def wrong_redirect(asked: str, app_id: str) -> NoToken:
    return NoToken(
        "invalid_request",
        50011,
        f"The redirect URI '{asked}' specified in the request does not match the redirect URIs configured for "
        f"the application '{app_id}'.",
    )


def bad_challenge() -> NoToken:
    return NoToken("invalid_request", 501491, "Invalid size of Code_Challenge parameter.")


def unsupported(parameter: str, value: str) -> NoToken:
    """Which number the service gives for values that nobody knows is not known."""
    text = f"The value '{value}' of the parameter '{parameter}' is not supported."
    return NoToken(
        "unsupported_response_type" if parameter == "response_type" else "invalid_request", 0, text
    )


def no_session() -> NoToken:
    return NoToken(
        "login_required",
        50058,
        "A silent sign-in request was sent but no user is signed in.",
    )


def user_cancelled() -> NoToken:
    """The number of this one is not known; browsers were seen to bring back the sub-code alone."""
    return NoToken("access_denied", 0, "The user canceled the authentication.", suberror="cancel")


def no_to_consent() -> NoToken:
    return NoToken("access_denied", 65004, "User declined to consent to access the app.", suberror="cancel")


def needs_admin(app_name: str) -> NoToken:
    return NoToken(
        "access_denied",
        90094,
        f"{app_name} needs permission to access resources in your organization that only an admin can grant. "
        "Request an admin to grant permission to this app before you can use it.",
    )


# Of codes


def bad_code() -> NoToken:
    return NoToken("invalid_grant", 70000, "Provided grant is invalid or malformed.")


def used_code() -> NoToken:
    return NoToken(
        "invalid_grant",
        54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
        "refresh token.",
    )


def stale_code() -> NoToken:
    return NoToken("invalid_grant", 70008, "The provided authorization code or refresh token has expired.")


def other_redirect() -> NoToken:
    return NoToken(
        "invalid_grant",
        50011,
        "The redirect URI specified in the request does not match the one the authorization code was asked for.",
    )


def wrong_verifier() -> NoToken:
    return NoToken(
        "invalid_grant",
        501481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    )


def credential_not_wanted() -> NoToken:
    return NoToken(
        "invalid_client",
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        status=401,
    )


# Of devices


def pending() -> NoToken:
    return NoToken(
        "authorization_pending",
        70016,
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    )


def slow_down() -> NoToken:
    """Of RFC 8628; Microsoft's page does not name it, so its number is not known."""
    return NoToken("slow_down", 0, "The device polls too often.")


def declined() -> NoToken:
    """The error is documented, its number is not known."""
    return NoToken("authorization_declined", 0, "The user declined the authorization request.")


def stale_device_code() -> NoToken:
    return NoToken("expired_token", 70019, "Verification code expired. Have the user retry the sign-in.")


def bad_device_code() -> NoToken:
    return NoToken("bad_verification_code", 0, "The device code is not known, or was used before.")


def wrong_user_code() -> NoToken:
    return NoToken("invalid_request", 70018, "Invalid verification code. Authorization is not approved.")
