"""The daily try to renew the service account's token, against an authority whose answers are scripted."""

import dataclasses

import structlog
from starlette.responses import JSONResponse

from m365bot.errors import ConfigError
from m365bot.graph import account, renewing
from m365bot.graph.connection import Connection
from tests.graph.service import Service


def refusal(error: str, number: int) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": "-", "error_codes": [number]}, 400)


async def tried(connection: Connection) -> list[tuple[str, str]]:
    with structlog.testing.capture_logs() as logs:
        await renewing.one_try(lambda: connection)
    return [(log["log_level"], log["event"]) for log in logs]


async def test_a_renewed_token_is_kept(connection: Connection, service: Service):
    assert await tried(connection) == [("info", "sign_in.done")]

    assert account.Store(connection.state_dir, None).refresh_tokens() == ("refresh-1",)
    assert service.seen == []  # Graph itself is not asked


async def test_the_first_refusal_is_a_warning_and_the_next_are_none(connection: Connection, service: Service):
    service.token_answers.extend([refusal("invalid_grant", 50173), refusal("invalid_grant", 50173)])

    first, second = await tried(connection), await tried(connection)

    assert first == [("warning", "account.refused"), ("info", "account.still_refused")]
    assert second == [("info", "account.still_refused")]
    found = account.standing(connection.state_dir).refusal
    assert found
    assert found.why == "AADSTS50173"


async def test_an_authority_out_of_reach_is_no_refusal(connection: Connection, service: Service):
    away = dataclasses.replace(connection, authority_url="http://127.0.0.1:9", patience_s=0.1)

    assert await tried(away) == [("warning", "account.not_renewed")]
    assert account.standing(connection.state_dir).refusal is None


async def test_an_app_that_is_refused_is_told_as_such(connection: Connection, service: Service):
    service.token_answers.append(refusal("invalid_client", 7000222))

    assert await tried(connection) == [("warning", "account.not_renewed")]


async def test_config_that_cannot_be_read_leaves_it_for_the_next_try(
    connection: Connection, service: Service
):
    def broken() -> Connection:
        raise ConfigError("programme.yaml")

    with structlog.testing.capture_logs() as logs:
        await renewing.one_try(broken)

    assert [log["event"] for log in logs] == ["account.not_renewed"]


async def test_a_file_that_cannot_be_read_is_told_and_not_taken_for_none(
    connection: Connection, service: Service
):
    (connection.state_dir / account.FILE).mkdir(parents=True)
    without = dataclasses.replace(connection, account_refresh_token=None)

    assert await tried(without) == [("info", "account.still_refused")]
    assert account.standing(connection.state_dir).unreadable
