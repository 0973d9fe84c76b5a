"""Signing in, against an authority whose answers are scripted."""

import asyncio
import base64
import dataclasses
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from starlette.responses import JSONResponse, Response

from m365bot.errors import ConfigError, ServiceAccountSignedOut, SignInNeeded
from m365bot.graph import auth, pin
from m365bot.graph.account import Store, standing
from m365bot.graph.auth import Tokens
from m365bot.graph.connection import Connection
from m365bot.resources.ports.graph import Identity
from tests.graph import certificates
from tests.graph.service import TENANT, Service


@pytest.fixture
async def tokens(connection: Connection) -> AsyncIterator[Tokens]:
    tokens = Tokens(connection)
    yield tokens
    tokens.close()


def _refusal(error: str, number: int, status: int = 400) -> Response:
    text = f"AADSTS{number}: something about taro@example.jp. Trace ID: 1"
    return JSONResponse({"error": error, "error_description": text, "error_codes": [number]}, status)


async def test_the_app_signs_in_with_its_secret(tokens: Tokens, service: Service):
    assert await tokens.of(Identity.APP) == "token-1"

    (form,) = service.tokens
    assert form["grant_type"] == "client_credentials"
    assert form["client_secret"] == "secret-1"
    assert form["scope"] == f"{service.url}/.default"


async def test_no_library_is_loaded_for_it_that_nobody_here_uses(
    tokens: Tokens, service: Service, monkeypatch: pytest.MonkeyPatch
):
    for name in ("requests", "requests.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)  # whoever imports it fails

    assert await tokens.of(Identity.APP) == "token-1"


async def test_a_token_is_used_until_it_runs_out(tokens: Tokens, service: Service):
    assert {await tokens.of(Identity.APP) for _ in range(3)} == {"token-1"}


async def test_everybody_waits_for_one_sign_in(tokens: Tokens, service: Service):
    found = await asyncio.gather(*(tokens.of(Identity.APP) for _ in range(10)))

    assert set(found) == {"token-1"}
    assert len(service.tokens) == 1


async def test_a_token_near_its_end_is_replaced(tokens: Tokens, service: Service):
    service.token_answers.append(JSONResponse({"access_token": "short", "expires_in": 0.2}))
    assert await tokens.of(Identity.APP) == "short"
    await asyncio.sleep(0.15)

    assert await tokens.of(Identity.APP) == "token-2"


async def test_a_dropped_token_is_replaced_whatever_its_age(tokens: Tokens, service: Service):
    first = await tokens.of(Identity.APP)

    tokens.drop(Identity.APP, first, challenge="")
    second = await tokens.of(Identity.APP)
    tokens.drop(Identity.APP, first, challenge="")  # an old one, refused late

    assert second == "token-2" == await tokens.of(Identity.APP)


@pytest.mark.slow
async def test_a_certificate_signs_in_with_ps256(connection: Connection, service: Service, tmp_path: Path):
    made = certificates.make("m365bot")
    file = tmp_path / "m365bot.pem"
    file.write_text(made.key_pem + made.pem)
    tokens = Tokens(dataclasses.replace(connection, client_secret=None, certificate=file))

    await tokens.of(Identity.APP)

    (form,) = service.tokens
    head = jwt.get_unverified_header(form["client_assertion"])
    claims = jwt.decode(form["client_assertion"], made.public_key, ["PS256"], options={"verify_aud": False})
    assert base64.urlsafe_b64decode(head["x5t#S256"] + "=").hex() == made.sha256
    assert claims["aud"].endswith(f"/{TENANT}/oauth2/v2.0/token")
    assert claims["iss"] == claims["sub"] == "client-1"
    assert "client_secret" not in form
    tokens.close()


@pytest.mark.parametrize(
    ("content", "words"), [("", "秘密鍵"), ("key", "証明書がありません"), (None, "読み込めません")]
)
async def test_a_certificate_file_that_does_not_fit_is_a_complaint(
    connection: Connection, service: Service, tmp_path: Path, content: str | None, words: str
):
    file = tmp_path / "m365bot.pem"
    if content is not None:
        file.write_text(certificates.make("m365bot").key_pem if content == "key" else content)
    tokens = Tokens(dataclasses.replace(connection, certificate=file))

    with pytest.raises(ConfigError, match=words):
        await tokens.of(Identity.APP)
    tokens.close()


async def test_neither_secret_nor_certificate_is_a_complaint(connection: Connection, service: Service):
    tokens = Tokens(dataclasses.replace(connection, client_secret=None))

    with pytest.raises(ConfigError, match="M365BOT_CERTIFICATE"):
        await tokens.of(Identity.APP)
    tokens.close()


@pytest.mark.parametrize(
    ("error", "number", "words"),
    [
        ("invalid_client", 7000215, "シークレットが正しくありません"),
        ("invalid_client", 7000222, "期限が切れています"),
        ("invalid_client", 700027, "証明書"),
        ("unauthorized_client", 700016, "クライアント ID"),
        ("invalid_request", 90002, "テナント ID"),
        ("access_denied", 53003, "AADSTS53003"),
    ],
)
async def test_a_refused_app_is_told_in_words(
    tokens: Tokens, service: Service, error: str, number: int, words: str
):
    service.token_answers.append(_refusal(error, number, 401))

    with pytest.raises(SignInNeeded, match=words) as caught:
        await tokens.of(Identity.APP)
    assert (caught.value.error, caught.value.number) == (error, number)
    assert "taro" not in str(caught.value)


async def test_a_busy_token_endpoint_is_asked_again(tokens: Tokens, service: Service):
    busy: list[Response | Exception] = [
        Response("<html/>", 503, {"Retry-After": "0"}),
        JSONResponse({"error": "temporarily_unavailable"}, 429, {"Retry-After": "0"}),
    ]
    service.token_answers.extend(busy)

    assert await tokens.of(Identity.APP) == "token-3"


async def test_an_authority_that_is_not_there_is_told_in_words(connection: Connection, service: Service):
    away = dataclasses.replace(connection, authority_url="http://127.0.0.1:9", patience_s=0.1)
    tokens = Tokens(away)

    with pytest.raises(SignInNeeded, match="接続できません"):
        await tokens.of(Identity.APP)
    tokens.close()


async def test_a_tenant_that_is_unknown_is_told_in_words(connection: Connection, service: Service):
    tokens = Tokens(dataclasses.replace(connection, tenant_id="nobodys"))

    with pytest.raises(SignInNeeded, match="テナント ID"):
        await tokens.of(Identity.APP)
    tokens.close()


async def test_the_account_signs_in_by_its_refresh_token(
    tokens: Tokens, connection: Connection, service: Service
):
    assert await tokens.of(Identity.ACCOUNT) == "token-1"

    (form,) = service.tokens
    assert (form["grant_type"], form["refresh_token"]) == ("refresh_token", "refresh-0")
    assert f"{service.url}/.default" in form["scope"]
    assert _store(connection).refresh_tokens()[0] == "refresh-1"
    assert _store(connection).last_success()


async def test_every_new_refresh_token_is_kept_and_used(
    tokens: Tokens, connection: Connection, service: Service
):
    tokens.drop(Identity.ACCOUNT, await tokens.of(Identity.ACCOUNT), challenge="")
    await tokens.of(Identity.ACCOUNT)

    assert [form["refresh_token"] for form in service.tokens] == ["refresh-0", "refresh-1"]
    assert _store(connection).refresh_tokens()[0] == "refresh-2"


@pytest.mark.parametrize(("error", "number"), [("invalid_grant", 700082), ("interaction_required", 50076)])
async def test_a_signed_out_account_is_told_how_to_sign_in_and_keeps_its_token(
    tokens: Tokens, connection: Connection, service: Service, error: str, number: int
):
    await tokens.of(Identity.ACCOUNT)
    tokens.drop(Identity.ACCOUNT, None, challenge="")
    service.token_answers.extend([_refusal(error, number)] * 2)

    with pytest.raises(SignInNeeded, match="docs/tenant-setup") as caught:
        await tokens.of(Identity.ACCOUNT)

    assert (caught.value.error, caught.value.number) == (error, number)
    assert _store(connection).refresh_tokens()[0] == "refresh-1"
    assert await tokens.of(Identity.APP)


async def test_where_the_stored_token_is_refused_the_settings_own_is_tried(
    tokens: Tokens, connection: Connection, service: Service
):
    await tokens.of(Identity.ACCOUNT)
    tokens.drop(Identity.ACCOUNT, None, challenge="")
    service.token_answers.append(_refusal("invalid_grant", 70000))

    await tokens.of(Identity.ACCOUNT)

    assert [form["refresh_token"] for form in service.tokens] == ["refresh-0", "refresh-1", "refresh-0"]
    assert _store(connection).refresh_tokens()[0] == "refresh-3"


async def test_a_new_sign_in_of_the_account_is_taken_up_at_once(
    tokens: Tokens, connection: Connection, service: Service
):
    service.token_answers.append(_refusal("invalid_grant", 700082))
    with pytest.raises(SignInNeeded):
        await tokens.of(Identity.ACCOUNT)

    from m365bot import clock

    _store(connection).keep("from login", at=clock.now())
    await tokens.of(Identity.ACCOUNT)

    assert service.tokens[-1]["refresh_token"] == "from login"


async def test_an_account_that_never_signed_in_is_told_how(connection: Connection, service: Service):
    tokens = Tokens(dataclasses.replace(connection, account_refresh_token=None))

    with pytest.raises(SignInNeeded, match="docs/tenant-setup"):
        await tokens.of(Identity.ACCOUNT)
    assert not service.tokens
    tokens.close()


async def test_the_permissions_in_a_token_are_known(tokens: Tokens, service: Service):
    service.token_answers.append(
        JSONResponse({"access_token": _readable(roles=["Channel.Create"], scp="User.Read")})
    )

    await tokens.of(Identity.APP)

    assert tokens.granted(Identity.APP) == {"Channel.Create", "User.Read"}
    assert tokens.granted(Identity.ACCOUNT) == frozenset()


def _store(connection: Connection) -> Store:
    return Store(connection.state_dir, connection.account_refresh_token)


def _readable(**claims: Any) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.x"


async def test_r16_who_is_not_the_service_account_never_posts_in_its_place(
    connection: Connection, service: Service, tmp_path: Path
):
    tokens = Tokens(dataclasses.replace(connection, service_account="dx@example.jp"))
    somebody = jwt.encode({"upn": "taro@example.jp", "scp": "ChannelMessage.Send"}, "k" * 32)
    service.token_answers.append(JSONResponse({"access_token": somebody, "refresh_token": "of-taro"}))

    with pytest.raises(ServiceAccountSignedOut, match="別のアカウント") as told:
        await tokens.of(Identity.ACCOUNT)

    assert "taro" not in str(told.value)
    assert Store(connection.state_dir, "refresh-0").refresh_tokens() == ("refresh-0",)
    tokens.close()


@pytest.mark.parametrize("claims", [{"upn": "DX@Example.jp"}, {}])
async def test_r16_the_service_account_is_known_in_any_case_and_who_tells_no_name_is_believed(
    claims: dict[str, str], connection: Connection, service: Service
):
    tokens = Tokens(dataclasses.replace(connection, service_account="dx@example.jp"))
    token = jwt.encode(claims, "k" * 32)
    service.token_answers.append(JSONResponse({"access_token": token}))

    assert await tokens.of(Identity.ACCOUNT) == token
    tokens.close()


async def test_a_token_of_the_settings_is_held_to_the_account_that_it_was_first_of(
    connection: Connection, service: Service
):
    known = dataclasses.replace(connection, service_account="dx@example.jp")
    for oid in ("id-1", "id-2"):  # the name was given to another account meanwhile
        token = jwt.encode({"upn": "dx@example.jp", "oid": oid}, "k" * 32)
        service.token_answers.append(JSONResponse({"access_token": token}))
    first, later = Tokens(known), Tokens(known)
    await first.of(Identity.ACCOUNT)

    with pytest.raises(ServiceAccountSignedOut, match="--new-account"):
        await later.of(Identity.ACCOUNT)

    assert pin.of(connection.state_dir, connection.tenant_id.upper(), "DX@example.jp") == "id-1"
    first.close()
    later.close()


async def test_who_only_looks_holds_nobody_to_anything(connection: Connection, service: Service):
    known = dataclasses.replace(connection, service_account="dx@example.jp", keeps_tokens=False)
    token = jwt.encode({"upn": "dx@example.jp", "oid": "id-1"}, "k" * 32)
    service.token_answers.append(JSONResponse({"access_token": token}))
    tokens = Tokens(known)
    await tokens.of(Identity.ACCOUNT)

    assert pin.of(connection.state_dir, connection.tenant_id, "dx@example.jp") == ""
    tokens.close()


async def test_a_refusal_of_the_account_is_noted_until_it_is_signed_in_again(
    tokens: Tokens, connection: Connection, service: Service
):
    service.token_answers.append(_refusal("invalid_grant", 700082))
    with pytest.raises(ServiceAccountSignedOut):
        await tokens.of(Identity.ACCOUNT)
    refused = standing(connection.state_dir).refusal

    later = Tokens(connection)  # msal keeps a refusal for a minute
    await later.of(Identity.ACCOUNT)
    later.close()

    assert refused
    assert refused.why == "AADSTS700082"
    assert standing(connection.state_dir).refusal is None


async def test_a_refused_app_is_no_refusal_of_the_account(
    tokens: Tokens, connection: Connection, service: Service
):
    service.token_answers.append(_refusal("invalid_client", 7000215))

    with pytest.raises(SignInNeeded):
        await tokens.of(Identity.ACCOUNT)

    assert standing(connection.state_dir).refusal is None


async def test_a_token_that_cannot_be_kept_is_used_all_the_same(
    tokens: Tokens, connection: Connection, service: Service
):
    connection.state_dir.write_text("a file where the folder should be")

    assert await tokens.of(Identity.ACCOUNT) == "token-1"


def test_a_guest_is_told_by_who_vouches_for_them():
    claims = {"iss": "https://login.example/home", "idp": "https://login.example/elsewhere"}

    assert auth.is_a_guests({"id_token_claims": claims})
    assert not auth.is_a_guests({"id_token_claims": {**claims, "idp": claims["iss"]}})
    assert not auth.is_a_guests({})
