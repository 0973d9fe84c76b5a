"""What the token endpoint says when it gives no token."""

from datetime import UTC, datetime

import pytest

from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.entra import errors
from m365bot.sandbox.entra.errors import NoToken


@pytest.mark.parametrize(
    ("refusal", "error", "number", "status"),
    [
        (errors.unknown_tenant("x"), "invalid_request", 90002, 400),
        (errors.unknown_app("x"), "unauthorized_client", 700016, 400),
        (errors.missing("scope"), "invalid_request", 900144, 400),
        (errors.wrong_secret("x"), "invalid_client", 7000215, 401),
        (errors.expired_secret("x"), "invalid_client", 7000222, 401),
        (errors.no_credential(), "invalid_client", 7000218, 401),
        (errors.bad_assertion("x"), "invalid_client", 700027, 401),
        (errors.stale_assertion(), "invalid_client", 700024, 401),
        (errors.wrong_password(), "invalid_grant", 50126, 400),
        (errors.unknown_user("x"), "invalid_grant", 50034, 400),
        (errors.disabled_user(), "invalid_grant", 50057, 400),
        (errors.bad_refresh_token(), "invalid_grant", 70000, 400),
        (errors.stale_refresh_token(90), "invalid_grant", 700082, 400),
        (errors.bad_scope("x"), "invalid_scope", 70011, 400),
        (errors.bad_app_scope("x"), "invalid_scope", 1002012, 400),
        (errors.no_consent("x", "y"), "invalid_grant", 65001, 400),
        (errors.unsupported_grant("x"), "unsupported_grant_type", 70003, 400),
    ],
    ids=lambda each: each.error if isinstance(each, NoToken) else str(each),
)
def test_each_refusal_has_its_oauth_name_its_number_and_its_status(
    refusal: NoToken, error: str, number: int, status: int
) -> None:
    assert (refusal.error, refusal.number, refusal.status) == (error, number, status)
    assert str(refusal).startswith(f"AADSTS{number}: ")


def test_the_body_holds_what_clients_branch_on() -> None:
    clock = VirtualClock(datetime(2025, 6, 13, tzinfo=UTC))

    body = errors.stale_refresh_token(90).body(clock, "id-1")

    assert (body["error"], body["error_codes"], body["suberror"]) == ("invalid_grant", [700082], "bad_token")
    assert "inactive for 90.00:00:00" in body["error_description"]
    assert "Trace ID: id-1" in body["error_description"]
    assert body["timestamp"].startswith("2025-06-13 00:00:0")
    assert body["error_uri"].endswith("code=700082")


def test_a_refusal_without_a_suberror_names_none() -> None:
    clock = VirtualClock(datetime(2025, 6, 13, tzinfo=UTC))

    assert "suberror" not in errors.disabled_user().body(clock, "id-1")
    assert errors.no_consent("x", "y").suberror == "consent_required"
