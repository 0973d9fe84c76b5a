"""Who may come to the control API and the viewer, and who else may read the state file."""

import json
import os
import socket
import stat
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from m365bot.sandbox import seed, starting
from m365bot.sandbox.asgi import create
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.wire import visitors
from tests.sandbox.driver import Driver

HERE = "127.0.0.1:8365"


@pytest.mark.parametrize(
    "host", [HERE, "localhost:1", "[::1]:2", "127.8.0.1", "graph.microsoft.com", "a.sharepoint.com"]
)
def test_s12_programs_of_this_machine_and_the_names_of_tls_are_served(host: str) -> None:
    for headers in ({}, {"origin": f"http://{host}"}, {"sec-fetch-site": "same-origin"}):
        assert visitors.refused({"host": host, **headers}, method="POST", scheme="http") == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8365"},  # rebound to 127.0.0.1
        {"host": "127.0.0.1.evil.example"},
        {"host": "graph.microsoft.com.evil.example"},
        {"host": "10.0.0.1"},
        {"host": ""},
        {"host": "[::1"},
        {},
        {"host": HERE, "origin": "https://evil.example"},
        {"host": HERE, "origin": "null"},
        {"host": HERE, "origin": "http://127.0.0.1:9999"},  # another program's page
        {"host": HERE, "origin": f"https://{HERE}"},
        {"host": HERE, "sec-fetch-site": "cross-site"},
        {"host": HERE, "sec-fetch-site": "same-site"},
        {"host": HERE, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ],
    ids=str,
)
def test_s12_pages_of_elsewhere_are_not(headers: dict[str, str]) -> None:
    assert visitors.refused(headers, method="POST", scheme="http")


def test_s12_a_link_from_elsewhere_may_be_followed() -> None:
    headers = {"host": HERE, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    assert visitors.refused(headers, method="GET", scheme="http") == ""


@pytest.mark.parametrize("place", ["/control/state", "/control/reset", "/viewer"])
@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}], ids=str)
def test_s12_control_and_viewer_refuse_them_and_change_nothing(
    place: str, header: dict[str, str], driver: Driver
) -> None:
    before = driver.tenant.changes
    url = driver.sandbox.place.origin + place

    answers = [driver.plain.get(url, headers=header), driver.plain.post(url, headers=header, content=b"{}")]

    assert [each.status_code for each in answers] == [403, 403]
    assert driver.tenant.changes == before


def test_s12_graph_itself_asks_for_a_token_and_answers_by_any_name(driver: Driver) -> None:
    answer = driver.app.get("/users?$top=1", headers={"Host": "graph.example"})

    assert answer.status_code == 200


def test_s12_the_state_file_is_its_owners_alone_also_where_it_was_there(tmp_path: Path) -> None:
    state = tmp_path / "tenant.json"
    create(Settings(), state=state).close()
    fresh = stat.S_IMODE(state.stat().st_mode)
    state.chmod(0o644)

    app = starting.app(Settings(), seed_name="reference", state=state, faults=None, start=None)
    at_start = stat.S_IMODE(state.stat().st_mode)
    state.chmod(0o644)
    app.close()

    assert (fresh, at_start, stat.S_IMODE(state.stat().st_mode)) == (0o600, 0o600, 0o600)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_s12_a_draft_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    victim, state = tmp_path / "victim", tmp_path / "tenant.json"
    victim.write_text("mine")
    state.with_suffix(".draft").symlink_to(victim)

    create(Settings(), state=state).close()

    assert victim.read_text() == "mine"
    assert json.loads(state.read_text())["domain"] == "example.jp"


def test_o14_the_state_keeps_its_clock_also_one_behind_real_time(tmp_path: Path) -> None:
    state = tmp_path / "tenant.json"
    create(Settings(), state=state, start=datetime(2025, 5, 1, tzinfo=UTC)).close()

    again = create(Settings(), state=state).tenant.clock.now()
    begun = create(Settings(), state=state, start=datetime(2025, 6, 1, tzinfo=UTC)).tenant.clock.now()

    assert (again.year, again.month, again.day) == (2025, 5, 1)
    assert (begun.year, begun.month) == (2025, 6)


def test_o14_answers_to_a_form_need_no_site_where_there_is_one_team_and_say_what_is_missing(
    driver: Driver,
) -> None:
    body = {"list": "R7 before", "answers": [{"メール": "a@example.jp"}]}
    with httpx.Client(base_url=driver.sandbox.control_url, verify=False) as control:
        none = control.post("/forms", json=body)
        first = driver.team("hakusan-office", [driver.user("d.mori@example.jp")])
        only = control.post("/forms", json=body)
        driver.team("hakusan-r7", [driver.user("d.mori@example.jp")])
        two = control.post("/forms", json=body)
        named = control.post("/forms", json={**body, "site": "hakusan-office"})

    assert (none.status_code, only.status_code, two.status_code, named.status_code) == (404, 200, 404, 200)
    assert "'site'" in two.json()["error"]["message"]
    assert "hakusan-office, hakusan-r7" in two.json()["error"]["message"]
    assert only.json()["list"] == named.json()["list"]
    assert driver.tenant.sites.group_site(first.id).id == named.json()["site"]


def test_o14_people_given_at_the_start_are_there_also_after_a_reset() -> None:
    app = create(
        Settings(), people={"users": [{"userPrincipalName": "a@hakusan.example", "displayName": "白山 太郎"}]}
    )

    app.reset()

    assert app.tenant.user("a@hakusan.example")
    assert seed.names() == ["reference"]


@pytest.mark.parametrize(
    "spoilt",
    [
        "GET /v1.0/me HTTP/1.1\r\n\r\n",  # no Host
        "GET /v1.0/me HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        "GET /v1.0/a b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "POST /v1.0/me HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
def test_what_is_no_request_of_http_is_answered_400(driver: Driver, spoilt: str) -> None:
    place = urlsplit(driver.sandbox.graph_url)

    with socket.create_connection((place.hostname or "", place.port or 0)) as sender:
        sender.sendall(spoilt.encode())
        answer = sender.recv(1000)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert driver.sandbox.log() == []
