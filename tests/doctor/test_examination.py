"""What is wrong is named, with what to do; nothing else is blamed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from m365bot import job
from m365bot.doctor import needs, reasons, rights
from m365bot.doctor.findings import Verdict
from m365bot.doctor.subject import Here
from m365bot.errors import M365BotError
from m365bot.graph.proxy import Proxy
from m365bot.job import Job
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.stored.directory import App
from tests.doctor.instance import REPOSITORY, Examined, blamed
from tests.graph import certificates
from tests.tunnel import Tunnel

BY_JOB = needs.of_jobs(job.found_in(REPOSITORY / "jobs").values())
ASKED_FOR = [
    (identity, name)
    for identity in ("app", "account")  # what Exchange grants stands in no token
    for name in rights.to_be_granted(rights.needed(BY_JOB, identity))
]
HOSTS = {
    "graph_url": "https://graph.microsoft.com/v1.0",
    "authority_url": "https://login.microsoftonline.com",
}


async def test_an_instance_in_order_is_told_to_be(examined: Examined) -> None:
    found = await examined()

    assert blamed(found) == {}
    assert found.exit == 0
    assert [check.name for check in found.checks if check.verdict is Verdict.UNKNOWN] == ["secret"]


@pytest.mark.parametrize(("identity", "name"), ASKED_FOR)
async def test_each_permission_that_is_missing_is_named_and_nothing_else_blamed(
    identity: str, name: str, app: App, examined: Examined
) -> None:
    (app.application if identity == "app" else app.delegated).remove(name)

    found = await examined()

    (check,) = blamed(found).values()
    assert check.name == f"permissions_{identity}"
    assert name in check.words
    assert reasons.reason(identity, name) in check.words
    assert name in check.todo
    assert found.exit == (1 if check.verdict is Verdict.FAIL else 0)
    missing = next(one.missing for one in found.rights if one.identity == identity)
    assert (name in missing) == bool(found.exit)


async def test_consent_to_nothing_yet_is_told_as_that(app: App, examined: Examined) -> None:
    app.application = []

    found = await examined()

    assert set(blamed(found)) == {"permissions_app"}
    assert "まだ一つも" in blamed(found)["permissions_app"].words


@pytest.mark.parametrize(("identity", "name"), [("app", "Mail.Send"), ("account", "Chat.ReadWrite")])
async def test_a_permission_that_nothing_uses_is_a_warning(
    identity: str, name: str, app: App, examined: Examined
) -> None:
    (app.application if identity == "app" else app.delegated).append(name)

    found = await examined()

    (check,) = blamed(found).values()
    assert (check.name, check.verdict) == (f"excess_{identity}", Verdict.WARN)
    assert name in check.words
    assert found.exit == 0


async def test_a_permission_that_only_eases_is_neither_missed_nor_too_much(
    app: App, examined: Examined
) -> None:
    without = await examined()
    app.application.append("Sites.ReadWrite.All")
    beside = await examined()

    assert blamed(without) == blamed(beside) == {}
    told = [
        next(one.words for one in found.checks if one.name == "permissions_app")
        for found in (without, beside)
    ]
    assert ["任意: Sites.ReadWrite.All" in words for words in told] == [True, False]


async def test_an_expired_secret_is_the_only_thing_to_blame(app: App, examined: Examined) -> None:
    for secret in app.secrets:
        secret.ends_at = 0.0

    found = await examined()

    (check,) = blamed(found).values()
    assert check.name == "sign_in"
    assert "シークレットの期限が切れています" in check.words
    assert "証明書とシークレット" in check.todo
    assert found.exit == 5


async def test_a_secret_that_ends_soon_is_told_where_it_may_be_read(
    app: App, examined: Examined, here: Here
) -> None:
    app.application = [*app.application, "Application.Read.All"]
    for secret in app.secrets:
        secret.ends = (here.now + timedelta(days=20, hours=1)).isoformat()

    found = await examined()

    (check,) = blamed(found).values()
    assert (check.name, check.verdict) == ("secret", Verdict.WARN)
    assert "あと20日" in check.words
    assert found.exit == 0


async def test_another_account_than_configs_is_named_as_that(examined: Examined) -> None:
    wanted = "a.yamada@example.jp"

    found = await examined(service_account=wanted, subject={"service_account": wanted})

    (check,) = blamed(found).values()
    assert check.name == "service_account"
    assert "別のアカウント" in check.words
    assert found.exit == 5


async def test_an_account_that_never_signed_in_is_told_how_to(examined: Examined) -> None:
    found = await examined(account_refresh_token=None)

    (check,) = blamed(found).values()
    assert check.name == "service_account"
    assert found.exit == 5


async def test_an_account_without_a_licence_is_told(sandbox: Sandbox, examined: Examined) -> None:
    account = sandbox.tenant.user(sandbox.tenant.service_account)
    assert account
    account.licensed = False

    found = await examined()

    (check,) = blamed(found).values()
    assert check.name == "licence"
    assert "管理センター" in check.todo


@pytest.mark.parametrize(
    ("seconds", "words", "verdict"),
    [(-3600, "60分進んで", "fail"), (600, "10分遅れて", "fail"), (90, "秒遅れて", "warn")],
)
async def test_a_clock_that_is_off_is_told_with_how_far(
    seconds: int, words: str, verdict: str, sandbox: Sandbox, examined: Examined
) -> None:
    clock = sandbox.tenant.clock
    clock.set(clock.now() + timedelta(seconds=seconds))
    try:
        found = await examined()
    finally:
        clock.set(datetime.now(UTC))

    (check,) = blamed(found).values()
    assert (check.name, check.verdict) == ("clock", verdict)
    assert words in check.words


async def test_a_proxy_that_refuses_is_named_and_nothing_behind_it_is_blamed(examined: Examined) -> None:
    with Tunnel(0, hosts=()) as tunnel:
        found = await examined(**HOSTS, proxy=Proxy(tunnel.url))

    (check,) = blamed(found).values()
    assert check.name == "network"
    assert "断りました" in check.words
    assert "接続の許可" in check.todo
    assert found.exit == 5


@pytest.fixture
def certificate(tmp_path: Path, app: App) -> Path:
    """Good for another day, and known to the tenant."""
    made = certificates.make("doctor")
    file = tmp_path / "both.pem"
    file.write_text(made.key_pem + made.pem)
    app.certificates.append(made.pem)
    return file


async def test_a_certificate_is_read_here_and_its_end_told(certificate: Path, examined: Examined) -> None:
    found = await examined(certificate=certificate)

    (check,) = blamed(found).values()
    assert (check.name, check.verdict) == ("certificate", Verdict.WARN)
    assert "至急" in check.words


async def test_an_expired_certificate_is_named_once(
    certificate: Path, app: App, examined: Examined, here: Here
) -> None:
    app.certificates.clear()
    later = replace(here, now=here.now + timedelta(days=9), last_backup=lambda: here.now + timedelta(days=9))

    found = await examined(certificate=certificate, subject={"here": later})

    assert set(blamed(found)) == {"certificate"}
    assert found.exit == 5


async def test_settings_that_are_missing_are_named_before_anything_is_asked(examined: Examined) -> None:
    found = await examined(client_id="")

    (check,) = blamed(found).values()
    assert check.name == "settings"
    assert "M365BOT_CLIENT_ID" in check.words
    assert found.exit == 5


async def test_a_database_that_cannot_be_had_is_told_and_its_backup_not_looked_for(
    examined: Examined, here: Here
) -> None:
    def opened() -> None:
        raise M365BotError("データベースを開けません")

    found = await examined(subject={"here": replace(here, opened=opened)})

    assert set(blamed(found)) == {"database"}
    assert next(check for check in found.checks if check.name == "backup").verdict is Verdict.SKIPPED
    assert found.exit == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("backup", {"last_backup": lambda: None}),
        ("daemon", {"a_daemon_is_at_work": lambda: False}),
        ("config", {"complaints": 3}),
    ],
)
async def test_what_is_amiss_on_this_machine_is_told(
    name: str, change: Mapping[str, Any], examined: Examined, here: Here
) -> None:
    found = await examined(subject={"here": replace(here, **change)})

    (check,) = blamed(found).values()
    assert check.name == name
    assert check.todo


async def test_guests_settings_that_nobody_may_read_are_unknown_and_no_fault(examined: Examined) -> None:
    found = await examined(subject={"has_outsiders": True})

    assert blamed(found) == {}
    guests = next(check for check in found.checks if check.name == "guests")
    assert guests.verdict is Verdict.UNKNOWN
    assert "外部コラボレーション" in guests.todo


async def test_the_document_holds_what_was_judged_and_no_secret(
    sandbox: Sandbox, examined: Examined, jobs: Mapping[str, Job]
) -> None:
    document = (await examined()).to_json()

    assert {row["status"] for row in document["checks"]} == {"ok"}
    assert [row["name"] for row in document["unknown"]] == ["secret"]
    assert document["permissions"][0]["needed"].keys() == rights.needed(BY_JOB, "app").keys()
    for secret in ("M365BOT_CLIENT_SECRET", "M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN"):
        assert sandbox.env[secret] not in str(document)
