"""Forms: only our own are taken, and nothing typed is lost or done twice."""

from datetime import timedelta

import pytest

from m365bot.console.door.sessions import IDLE
from m365bot.console.roles import Role
from tests.console.door.street import APPROVER, FROM_OURS, OFFICER, OURS, Street, forms

LATE = IDLE + timedelta(minutes=2)
EVIL = "<script>alert(1)</script>\"'</textarea>"


def test_a_form_of_this_session_is_taken(street: Street) -> None:
    person = street.seated(Role.OFFICER)

    assert person.sends(reason="急ぎ").headers["location"] == "/shows/changed"
    assert street.sent == [{"reason": "急ぎ"}]


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ÿ", "x" * 5000])
def test_a_form_without_the_sessions_secret_reaches_no_page_but_can_be_sent_after_a_look(
    street: Street, csrf: str
) -> None:
    person = street.seated(Role.OFFICER)

    refused = person.desk.post("/changes", data={"csrf": csrf, "reason": EVIL}, headers=FROM_OURS)
    before, sent = list(street.sent), person.presses(refused)

    assert refused.status_code == 403
    assert "<script>" not in refused.text
    assert before == []
    assert sent.status_code == 303
    assert street.sent == [{"reason": EVIL}]


def test_a_form_with_another_sessions_secret_is_refused(street: Street) -> None:
    thief, victim = street.seated(Role.APPROVER, name=APPROVER), street.seated(Role.OFFICER)

    refused = victim.desk.post("/changes", data={"csrf": thief.csrf}, headers=FROM_OURS)

    assert refused.status_code == 403
    assert street.sent == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://localhost:9999", "sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": f"{OURS}.evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_secret_and_nothing_of_it_is_shown(
    street: Street, headers: dict[str, str]
) -> None:
    person = street.seated(Role.OFFICER)

    refused = person.sends(headers=headers, reason="planted")

    assert refused.status_code == 403
    assert "planted" not in refused.text
    assert street.sent == []


def test_without_a_word_of_the_browsers_only_the_secret_counts_and_nothing_is_offered_again(
    street: Street,
) -> None:
    person = street.seated(Role.OFFICER)

    taken = person.sends(headers={}, reason="a")
    refused = person.desk.post("/changes", data={"reason": "planted"})

    assert taken.status_code == 303
    assert refused.status_code == 403
    assert "planted" not in refused.text


def test_a_form_that_comes_after_the_session_ended_waits_for_its_person_and_is_done_once(
    street: Street,
) -> None:
    person = street.comes_in()
    csrf = person.csrf
    street.passes(LATE)

    late = person.desk.post(
        "/changes?of=x", data={"csrf": csrf, "reason": EVIL, "to": ["a", "\r\nb"]}, headers=FROM_OURS
    )
    arrived = person.signs_in(OFFICER, "/sign-in/held")
    shown = person.desk.get(arrived.headers["location"])
    before = list(street.sent)
    first, again = person.presses(shown, -2), person.presses(shown, -2)

    assert late.status_code == 401
    assert "取ってあります" in late.text
    assert arrived.headers["location"] == "/sign-in/held"
    assert "<script>" not in shown.text
    assert before == []
    assert (first.status_code, again.status_code) == (303, 409)
    assert street.sent == [{"reason": EVIL, "to": "b"}]
    assert person.desk.get("/sign-in/held").headers["location"] == "/"


def test_its_person_may_think_better_of_it(street: Street) -> None:
    person = street.comes_in()
    csrf = person.csrf
    street.passes(LATE)
    person.desk.post("/changes", data={"csrf": csrf, "reason": "急ぎ"}, headers=FROM_OURS)
    shown = person.desk.get(person.signs_in(OFFICER).headers["location"])

    dropped = person.presses(shown, -1)
    too_late = person.presses(shown, -2)

    assert dropped.headers["location"] == "/"
    assert too_late.status_code == 409
    assert street.sent == []


def test_nobody_else_who_signs_in_there_sees_it(street: Street) -> None:
    person = street.comes_in()
    csrf = person.csrf
    street.passes(LATE)
    person.desk.post("/changes", data={"csrf": csrf, "reason": "個人の事情"}, headers=FROM_OURS)

    arrived = person.signs_in(APPROVER)

    assert arrived.headers["location"] == "/"
    assert person.desk.get("/sign-in/held").headers["location"] == "/"


def test_after_signing_out_elsewhere_what_is_sent_waits_too(street: Street) -> None:
    person = street.seated(Role.OFFICER)
    csrf, cookie = person.csrf, person.desk.cookies["m365bot-session-8640"]
    person.sends("/sign-out")
    person.desk.cookies["m365bot-session-8640"] = cookie

    late = person.desk.post("/changes", data={"csrf": csrf, "reason": "急ぎ"}, headers=FROM_OURS)

    assert late.status_code == 401
    assert street.sent == []


def test_who_is_not_known_at_all_keeps_it_in_the_page(street: Street) -> None:
    person = street.somebody()

    refused = person.desk.post("/changes", data={"reason": EVIL, "csrf": "x"}, headers=FROM_OURS)
    person.signs_in(OFFICER)
    asked = person.presses(refused)
    sent = person.presses(asked)

    assert refused.status_code == 401
    assert "クッキー" in refused.text
    assert (asked.status_code, sent.status_code) == (403, 303)
    assert street.sent == [{"reason": EVIL}]


def test_what_is_too_large_to_be_kept_stays_in_the_page(street: Street) -> None:
    person = street.seated(Role.OFFICER)
    csrf, long = person.csrf, "x" * 600_000
    street.passes(LATE)

    late = person.desk.post("/changes", data={"csrf": csrf, "text": long[:50_000]}, headers=FROM_OURS)
    larger = person.desk.post("/changes", data={"csrf": csrf, "text": long}, headers=FROM_OURS)
    stranger = street.somebody().desk.post("/changes", data={"text": long}, headers=FROM_OURS)

    assert "取ってあります" in late.text
    assert "この画面に残っています" in larger.text
    assert long in larger.text
    assert stranger.status_code == 413


def test_signing_out_after_the_session_ended_is_no_form_to_keep(street: Street) -> None:
    person = street.seated(Role.OFFICER)
    csrf = person.csrf
    street.passes(LATE)

    assert (
        person.desk.post("/sign-out", data={"csrf": csrf}, headers=FROM_OURS).headers["location"]
        == "/sign-in"
    )


@pytest.mark.parametrize("path", ["//evil.example/changes", "/\\evil.example"])
def test_what_is_sent_again_never_goes_elsewhere(street: Street, path: str) -> None:
    person = street.seated(Role.OFFICER)

    refused = person.desk.post(f"{OURS}{path}", data={"reason": "x"}, headers=FROM_OURS)

    for action, _ in forms(refused.text):
        assert action.startswith("/")
        assert not action.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * (13 * 1024 * 1024), "application/x-www-form-urlencoded", 413),
        (b"--x\r\nnonsense", "multipart/form-data", 400),
        (b"{}", "application/json", 403),
        (b"\xff\xfe=%zz&&&=", "application/x-www-form-urlencoded", 403),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_of_a_browser_is_refused_in_words(
    street: Street, content: bytes, kind: str, status: int
) -> None:
    person = street.seated(Role.OFFICER)

    refused = person.desk.post("/changes", content=content, headers={**FROM_OURS, "content-type": kind})

    assert refused.status_code == status
    assert "<h1>" in refused.text
    assert street.sent == []


def test_a_file_that_came_too_late_has_to_be_chosen_again(street: Street) -> None:
    person = street.seated(Role.OFFICER)

    refused = person.desk.post(
        "/changes", data={"reason": "x"}, files={"sheet": ("名簿.xlsx", b"PK")}, headers=FROM_OURS
    )

    assert "もう一度選んでください" in refused.text


def test_whoever_asks_for_something_else_than_pages_and_forms_is_held_to_the_same(street: Street) -> None:
    person = street.seated(Role.OFFICER)

    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert person.desk.request(method, "/changes").status_code == 403
    assert street.sent == []
