"""What an officer is told when nobody could be signed in; the authority's own text is not shown."""

from typing import Any

import pytest

from m365bot.errors import ConfigError, ServiceAccountSignedOut, SignInNeeded
from m365bot.graph import sign_in_words

SAID = {"error_description": "AADSTS1: something about taro@example.jp"}


def result(error: str, *numbers: int) -> dict[str, Any]:
    return {**SAID, "error": error, "error_codes": list(numbers)}


def test_a_setting_that_is_missing_is_named() -> None:
    found = sign_in_words.not_set("tenant_id")

    assert isinstance(found, ConfigError)
    assert "M365BOT_TENANT_ID" in str(found)


def test_an_unknown_number_is_shown_as_it_is() -> None:
    found = sign_in_words.app_refused(result("access_denied", 53003, 1))

    assert "(AADSTS53003)" in str(found)
    assert (found.error, found.number) == ("access_denied", 53003)
    assert "taro" not in str(found)


def test_without_a_number_the_errors_name_is_shown() -> None:
    assert "(server_error)" in str(sign_in_words.app_refused({"error": "server_error"}))
    assert "(-)" in str(sign_in_words.app_refused({}))
    assert sign_in_words.app_refused({}).number is None


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
def test_where_the_app_is_refused_nothing_goes_also_for_the_account(error: str) -> None:
    found = sign_in_words.account_refused(result(error, 7000222))

    assert not isinstance(found, ServiceAccountSignedOut)
    assert "シークレットの期限" in str(found)


def test_a_signed_out_account_is_told_how_to_sign_in() -> None:
    found = sign_in_words.account_refused(result("invalid_grant", 700082))

    assert isinstance(found, ServiceAccountSignedOut)
    assert (found.error, found.number) == ("invalid_grant", 700082)
    assert "(AADSTS700082)" in str(found)
    assert "docs/tenant-setup.md" in str(found)


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (sign_in_words.unreachable("https://login.example", None), "unreachable"),
        (sign_in_words.busy(503), "busy"),
        (sign_in_words.account_missing(), "no_refresh_token"),
        (sign_in_words.token_refused(), "token_refused"),
    ],
)
def test_each_trouble_has_its_own_name(found: SignInNeeded, error: str) -> None:
    assert found.error == error


def test_a_busy_authority_tells_its_status() -> None:
    assert "(503)" in str(sign_in_words.busy(503))


def test_whoever_is_signed_out_is_told_the_command_and_where_it_is_explained() -> None:
    told = (
        sign_in_words.account_missing(),
        sign_in_words.account_refused(result("invalid_grant", 700082)),
        sign_in_words.another_account("dx@example.jp"),
    )

    assert all("`m365bot login`" in str(words) and "docs/tenant-setup.md" in str(words) for words in told)


def test_e_a_signature_of_another_time_is_told_as_the_clocks() -> None:
    assert "時計" in str(sign_in_words.app_refused(result("invalid_client", 700024)))
