"""The way a request came: to our own name, past the proxy where there is one; and what is said where it did not."""

from typing import Any

import pytest
from starlette.requests import Request

from m365bot.console.door import office, place
from m365bot.errors import DatabaseUnusable
from m365bot.settings import Place
from tests.console.door.street import OURS, Street

URL = "https://kenshu.example.jp"
BEHIND: dict[str, Any] = {"url": URL, "proxies": frozenset({"10.0.0.9"})}
SAFE = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.5, 10.1.1.1"}


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:8641", "", "localhost:8640.evil.example"]
)
def test_another_host_than_our_own_is_answered_with_our_address_alone(street: Street, host: str) -> None:
    answer = street.somebody().desk.get("/", headers={"host": host})

    assert answer.status_code == 421
    assert f"{OURS} で" in answer.text
    assert "evil" not in answer.text


def test_another_name_of_this_machine_leads_to_the_one_that_entra_knows(street: Street) -> None:
    answer = street.somebody().desk.get("/sign-in?next=/", headers={"host": "127.0.0.1:8640"})

    assert (answer.status_code, answer.headers["location"]) == (307, f"{OURS}/")


def test_a_proxy_that_ends_tls_is_believed_and_nobody_else(street: Street) -> None:
    door = street.door(**BEHIND)

    through = street.somebody(door, URL, "10.0.0.9").desk.get("/sign-in", headers=SAFE)
    in_clear = street.somebody(door, URL, "10.0.0.9").desk.get(
        "/sign-in", headers={"x-forwarded-proto": "http"}
    )
    unsaid = street.somebody(door, URL, "10.0.0.9").desk.get("/sign-in")
    around = street.somebody(door, URL, "10.0.0.8").desk.get("/sign-in", headers=SAFE)

    assert [one.status_code for one in (through, in_clear, unsaid, around)] == [200, 421, 421, 421]
    assert "プロキシ" in around.text


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_BEGUN", 3)


def test_limits_count_whom_the_proxy_names_last_and_not_what_a_visitor_claims(
    street: Street, few: None
) -> None:
    proxied = street.somebody(street.door(**BEHIND), URL, "10.0.0.9")
    proxied.desk.get("/sign-in", headers=SAFE)
    for number in range(3):
        claimed = {**SAFE, "x-forwarded-for": f"198.51.100.{number}, 203.0.113.5"}
        proxied.desk.get("/sign-in/go", headers=claimed)

    slowed = proxied.desk.get("/sign-in/go", headers={**SAFE, "x-forwarded-for": "203.0.113.5"})
    other = proxied.desk.get("/sign-in/go", headers={**SAFE, "x-forwarded-for": "203.0.113.6"})

    assert (slowed.status_code, other.status_code) == (429, 303)


def test_a_visitor_cannot_claim_another_address_where_no_proxy_is(street: Street, few: None) -> None:
    person = street.somebody()
    person.desk.get("/sign-in")
    for number in range(3):
        person.desk.get("/sign-in/go", headers={"x-forwarded-for": f"198.51.100.{number}"})

    assert person.desk.get("/sign-in/go", headers={"x-forwarded-for": "198.51.100.99"}).status_code == 429


@pytest.mark.parametrize(
    ("peer", "lines", "found"),
    [
        ("10.0.0.9", ["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.9", ["198.51.100.1", "203.0.113.5"], "203.0.113.5"),  # the proxy's is a line of its own
        ("10.0.0.9", ["198.51.100.1, 203.0.113.5, 10.0.0.8"], "203.0.113.5"),  # two proxies of ours
        ("10.0.0.9", ["203.0.113.5:51234"], "203.0.113.5"),  # as some proxies write it
        ("10.0.0.9", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.0.0.9", ["::ffff:203.0.113.5"], "203.0.113.5"),
        ("10.0.0.9", ["203.0.113.5, unknown"], "10.0.0.9"),
        ("10.0.0.9", [], "10.0.0.9"),
        ("::ffff:10.0.0.9", ["203.0.113.5"], "203.0.113.5"),
        ("203.0.113.7", ["203.0.113.5"], "203.0.113.7"),
    ],
)
def test_whoever_asks_is_who_the_nearest_proxy_of_ours_heard(peer: str, lines: list[str], found: str) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in lines]
    request = Request({"type": "http", "headers": headers, "client": (peer, 1)})
    ours = Place(URL, "0.0.0.0", 1, proxies=frozenset({"10.0.0.9", "10.0.0.8"}))

    assert place.came_from(ours, request) == found


def test_of_ipv6_a_whole_network_is_one(street: Street) -> None:
    """Else whoever has one has 2⁶⁴ addresses to begin from."""
    same = {place.network_of(one) for one in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:a::")}

    assert same == {"2001:db8::/64"}
    assert place.network_of("2001:db8:0:1::1") != place.network_of("2001:db8::1")
    assert place.network_of("203.0.113.5") == "203.0.113.5"


def test_a_database_that_is_away_is_told_and_lets_nobody_in(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = street.comes_in()

    def away(*_: object) -> None:
        raise DatabaseUnusable("データベースに接続できません。")

    monkeypatch.setattr(type(street.desk.visits), "of", away)

    for answer in (person.desk.get("/shows/any"), person.desk.post("/changes", data={})):
        assert answer.status_code == 503
        assert "データベースに接続できません" in answer.text
    assert street.sent == []


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/go", "/sign-in/done", "/sign-in/held", "/shows/any", "/nowhere"]
)
def test_every_answer_of_the_door_is_closed_to_frames_scripts_and_caches(street: Street, path: str) -> None:
    headers = street.somebody().desk.get(path).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")


def test_pictures_and_styles_need_no_session_and_no_database(street: Street, queries: list[str]) -> None:
    assert street.somebody().desk.get("/static/desk.css").status_code == 200
    assert queries == []


def test_knowing_who_it_is_costs_one_query(street: Street, queries: list[str]) -> None:
    person = street.comes_in()
    queries.clear()

    person.desk.get("/shows/any")

    assert [one for one in queries if one != "BEGIN"] == [one for one in queries if "FROM visits" in one]
    assert len(queries) <= 2
