"""Coming in by Entra and going out again: once, by the browser that began, with the roles of the moment."""

from datetime import timedelta

import httpx
import pytest
import structlog
from sqlalchemy import select

from m365bot.console.door import office
from m365bot.console.door.sessions import IDLE, PROVED
from m365bot.database.tables import visits
from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from tests.console.door.street import APPROVER, CHIEF, INSTRUCTOR, NOBODY, OFFICER, VIEWER, Person, Street
from tests.sandbox.entra.browser import Browser

SOON = timedelta(minutes=30)


@pytest.mark.parametrize("name", [OFFICER, APPROVER, VIEWER])
def test_whoever_has_a_role_comes_in_and_goes_on_to_where_they_wanted(street: Street, name: str) -> None:
    person = street.somebody()

    asked_in = person.desk.get("/shows/one?x=1")
    arrived = person.signs_in(name, "/shows/one?x=1")

    assert asked_in.status_code == 303
    assert asked_in.headers["location"] == "/sign-in?next=%2Fshows%2Fone%3Fx%3D1"
    assert arrived.headers["location"] == "/shows/one?x=1"
    assert "shows one" in person.desk.get("/shows/one?x=1").text


@pytest.mark.parametrize("name", [INSTRUCTOR, CHIEF])
def test_a_role_opens_its_own_pages_alone(street: Street, name: str) -> None:
    person = street.comes_in(name)

    assert person.desk.get("/shows/one").status_code == 403


def test_an_account_without_a_role_is_told_whom_to_ask(street: Street) -> None:
    person = street.somebody()

    arrived = person.signs_in(NOBODY)

    assert arrived.status_code == 403
    assert "アプリ ロール" in arrived.text
    assert not person.is_in()


def test_what_is_logged_names_nobody(street: Street) -> None:
    with structlog.testing.capture_logs() as logs:
        street.comes_in(OFFICER)
        street.somebody().signs_in(NOBODY)

    assert [log["event"] for log in logs] == ["console.signed_in", "console.turned_away"]
    assert "@" not in str(logs)


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(street: Street) -> None:
    person = street.somebody()

    offered, arrived = person.desk.get("/sign-in"), person.signs_in(OFFICER)

    for given in (*offered.headers.get_list("set-cookie"), *arrived.headers.get_list("set-cookie")):
        assert "HttpOnly" in given
        assert "SameSite=lax" in given
        assert "Path=/" in given


def test_over_tls_no_cookie_leaves_it_and_browsers_remember_that(street: Street) -> None:
    url = "https://kenshu.example.jp"
    person = street.somebody(street.door(url=url), base_url=url)

    answer = person.desk.get("/sign-in")

    assert answer.headers["set-cookie"].startswith("__Host-m365bot-door=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_secret_of_before_is_worth_nothing_after_signing_in(street: Street) -> None:
    """Session fixation: what somebody planted in the browser before does not become a session."""
    person = street.somebody()
    planted = {"m365bot-session-8640": "planted", "m365bot-door-8640": "planted-too"}
    person.desk.cookies.update(planted)

    person.signs_in(OFFICER)

    thief = street.somebody()
    thief.desk.cookies.update(planted)
    assert person.is_in()
    assert not thief.is_in()


def test_each_sign_in_has_a_secret_of_its_own_and_ends_the_browsers_earlier_one(street: Street) -> None:
    person = street.comes_in()
    before = person.desk.cookies["m365bot-session-8640"]

    person.signs_in(OFFICER)

    thief = street.somebody()
    thief.desk.cookies["m365bot-session-8640"] = before
    assert person.desk.cookies["m365bot-session-8640"] != before
    assert person.is_in()
    assert not thief.is_in()


def test_an_answer_is_good_once(street: Street) -> None:
    person = street.somebody()
    person.begins()
    answer = person.is_answered(OFFICER)
    person.comes_back(answer)

    again = person.comes_back(answer)

    assert again.status_code == 403
    assert "もう使われた" in again.text


def test_an_answer_of_somebody_elses_sign_in_lets_nobody_in(street: Street) -> None:
    """Login CSRF: a thief's own answer, brought by the victim's browser."""
    thief, victim = street.somebody(), street.somebody()
    thief.begins()
    answer = thief.is_answered(OFFICER)
    victim.begins()

    arrived = victim.comes_back(answer)

    assert arrived.status_code == 403
    assert not victim.is_in()


@pytest.mark.parametrize(
    "answer", [{}, {"code": "c"}, {"code": "c", "state": "made-up"}, {"state": "x" * 9000}]
)
def test_an_answer_that_nobody_waits_for_is_refused(street: Street, answer: dict[str, str]) -> None:
    person = street.somebody()
    person.begins()

    assert person.comes_back(answer).status_code == 403


def test_a_code_that_was_made_up_is_refused_by_entra_and_told(street: Street) -> None:
    person = street.somebody()
    person.begins()
    answer = {**person.is_answered(OFFICER), "code": "1.made-up"}

    arrived = person.comes_back(answer)

    assert arrived.status_code == 403
    assert "made-up" not in arrived.text
    assert not person.is_in()


def test_an_answer_that_comes_after_a_quarter_of_an_hour_is_too_late(street: Street) -> None:
    person = street.somebody()
    person.begins()
    answer = person.is_answered(OFFICER)
    street.passes(timedelta(minutes=16))

    assert "15分" in person.comes_back(answer).text


def test_who_gives_up_at_the_page_is_told_and_may_begin_anew(street: Street) -> None:
    person = street.somebody()
    person.begins()
    person.entra.press("cancel")
    person.entra.press("")

    arrived = person.comes_back(person.entra.answer or {})

    assert "取りやめ" in arrived.text
    assert (
        "/sign-in/go?next=%2F&amp;again=1" in arrived.text or "/sign-in/go?next=/&amp;again=1" in arrived.text
    )


def test_a_browser_without_cookies_is_told_so(street: Street) -> None:
    person = street.somebody()
    person.begins()
    answer = person.is_answered(OFFICER)
    person.desk.cookies.clear()

    assert "クッキー" in person.desk.get("/sign-in/go").text
    assert "クッキー" in person.comes_back(answer).text


def test_entra_out_of_reach_is_told(street: Street) -> None:
    street.tenant.faults([{"then": 503, "match": "*openid-configuration"}])

    gone = street.somebody().begins()

    assert gone.status_code == 503
    assert "混み合って" in gone.text


@pytest.mark.parametrize("ends", [IDLE, PROVED])
def test_a_session_ends_by_itself(street: Street, ends: timedelta) -> None:
    person = street.comes_in()
    while street.now + SOON < street.now + ends and ends > IDLE:
        street.passes(SOON)
        ends -= SOON
        assert person.is_in()

    street.passes(ends + timedelta(minutes=2))

    assert not person.is_in()


def test_whoever_signs_out_is_out_and_so_is_a_copy_of_their_cookie(street: Street) -> None:
    person = street.comes_in()
    copied = person.desk.cookies["m365bot-session-8640"]

    left = person.sends("/sign-out")

    person.desk.cookies["m365bot-session-8640"] = copied
    assert left.headers["location"] == "/sign-in?left=1"
    assert not person.is_in()
    assert "サインアウトしました" in person.desk.get("/sign-in?left=1").text


def test_a_role_that_is_gone_ends_what_rested_on_it_at_the_next_sign_in(street: Street) -> None:
    elsewhere, person = street.comes_in(OFFICER), street.somebody()
    tenant = street.tenant.tenant
    tenant.apps[apps.bot_id(tenant)].role_holders[tenant.user(OFFICER).id] = ["viewer"]

    person.signs_in(OFFICER)

    assert person.is_in()
    assert not elsewhere.is_in()


def test_without_any_role_left_nothing_of_before_holds(street: Street) -> None:
    person = street.comes_in(OFFICER)
    tenant = street.tenant.tenant
    del tenant.apps[apps.bot_id(tenant)].role_holders[tenant.user(OFFICER).id]

    refused = person.signs_in(OFFICER)

    assert refused.status_code == 403
    assert not person.is_in()


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "'; drop table visits; --", "ÿ"])
def test_a_forged_session_is_none(street: Street, token: str) -> None:
    person = street.comes_in()
    person.desk.cookies.clear()

    answer = person.desk.get(
        "/shows/any", headers={"cookie": f"m365bot-session-8640={token}".encode("latin-1")}
    )

    assert answer.status_code == 303


def test_what_the_database_holds_lets_nobody_in(street: Street) -> None:
    street.comes_in()
    with street.desk.books.engine.connect() as connection:
        key = connection.execute(select(visits.c.key)).scalar_one()

    thief = street.somebody()
    thief.desk.cookies["m365bot-session-8640"] = key
    assert not thief.is_in()


@pytest.mark.parametrize("wanted", ["//evil.example/", "/\r\nSet-Cookie: x=1"])
def test_nobody_is_led_elsewhere_after_signing_in(street: Street, wanted: str) -> None:
    arrived = street.somebody().signs_in(OFFICER, wanted)

    assert arrived.headers["location"] == "/"
    assert len(arrived.headers.get_list("set-cookie")) == 2


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test need not begin a hundred of them."""
    monkeypatch.setattr(office, "MOST_BEGUN", 3)


def test_who_begins_too_often_waits(street: Street, few: None) -> None:
    person, door = street.somebody(), None
    for _ in range(3):
        person.begins()
    door = person.desk.app

    slowed = person.desk.get("/sign-in/go")

    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 0
    assert "待って" in slowed.text
    assert street.somebody(door, address="10.0.0.2").begins().status_code == 303
    street.passes(timedelta(minutes=6))
    assert street.somebody(door).begins().status_code == 303


def test_answers_that_somebody_forged_lock_nobody_out(street: Street, few: None) -> None:
    """Any page of elsewhere has a browser send them: they would spend what its person may begin."""
    person = street.somebody()
    person.begins()
    answer = person.is_answered(OFFICER)
    for number in range(9):
        person.desk.post("/sign-in/back", data={"state": f"made-up{number}", "code": "c"})

    arrived = person.comes_back(answer)

    assert arrived.status_code == 303
    assert person.is_in()


def test_nor_do_visits_of_the_last_step_by_links_of_elsewhere(street: Street, few: None) -> None:
    person = street.somebody()
    person.desk.get("/sign-in")
    for _ in range(9):
        person.desk.get("/sign-in/done", headers={"sec-fetch-site": "cross-site"})

    assert person.signs_in(OFFICER).status_code == 303


def test_a_link_of_elsewhere_begins_no_sign_in_and_offers_one(street: Street, few: None) -> None:
    person = street.somebody()
    person.desk.get("/sign-in")
    for _ in range(9):
        led = person.desk.get("/sign-in/go", headers={"sec-fetch-site": "cross-site"})

    assert (led.status_code, "/sign-in/go" in led.text) == (200, True)
    assert person.begins().status_code == 303


def test_who_was_in_is_counted_by_the_account_whoever_else_is_behind_their_address(
    street: Street, few: None
) -> None:
    officer = street.comes_in()
    officer.sends("/sign-out")
    officer.desk.cookies.delete("m365bot-session-8640")
    known = street.comes_in()
    stranger = street.somebody(known.desk.app)
    for _ in range(3):
        stranger.begins()

    assert stranger.desk.get("/sign-in/go").status_code == 429
    assert known.begins().status_code == 303


OPENS = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "same-origin"}


def opens(person: Person, path: str = "/shows/one") -> httpx.Response:
    """As a browser opens a page; by way of Entra, where that is asked, which knows them still."""
    answer = person.desk.get(path, headers=OPENS)
    if "oauth2" not in answer.headers.get("location", ""):
        return answer
    person.entra.visit(answer.headers["location"])
    if person.entra.answer is None:
        person.is_answered(OFFICER)
    assert person.entra.answer is not None
    return person.comes_back(person.entra.answer)


def test_entra_is_asked_anew_each_half_hour_and_the_session_goes_on(street: Street) -> None:
    person = street.comes_in()
    secret = person.desk.cookies["m365bot-session-8640"]
    for _ in range(4):
        street.passes(timedelta(minutes=31))
        assert opens(person).headers["location"] == "/shows/one"

    assert person.desk.cookies["m365bot-session-8640"] == secret, "forms of other pages are still its own"
    assert person.is_in()


def test_a_role_that_is_gone_ends_what_rests_on_it_when_entra_is_asked_anew(street: Street) -> None:
    person = street.comes_in(OFFICER)
    tenant = street.tenant.tenant
    tenant.apps[apps.bot_id(tenant)].role_holders[tenant.user(OFFICER).id] = ["instructor"]
    street.passes(timedelta(minutes=31))

    opens(person)

    assert person.desk.get("/shows/one").status_code == 403


def test_without_entras_word_nobody_is_in_after_an_hour_and_a_half(street: Street) -> None:
    """A form, a script, an old browser never goes by way of Entra."""
    person = street.comes_in()
    for _ in range(3):
        street.passes(timedelta(minutes=29))
        assert person.is_in()
    street.passes(timedelta(minutes=4))

    assert not person.is_in()
    assert person.sends(reason="x").status_code == 401


def test_where_entra_is_out_of_reach_the_session_goes_on_for_as_long_as_it_may(street: Street) -> None:
    person = street.comes_in()
    street.passes(timedelta(minutes=31))
    street.tenant.faults([{"then": 503, "match": "*openid-configuration"}])

    assert opens(person).status_code == 200


def test_another_account_at_entra_takes_over_nobodys_session(street: Street) -> None:
    person = street.comes_in(OFFICER)
    street.passes(timedelta(minutes=31))
    on = person.desk.get("/shows/one", headers=OPENS)
    other = Browser(street.web)
    other.visit(on.headers["location"])
    other.sign_in(VIEWER, street.tenant.tenant.password)
    other.press("")
    assert other.answer is not None

    told = person.comes_back(other.answer)

    assert "別のアカウントです" in told.text
    assert name_of(street) == [OFFICER]
    assert person.is_in()


def remembers(street: Street, person: str, **memo: object) -> None:
    street.desk.books.journals.memory()[f"person:{person}"] = memo


def name_of(street: Street) -> list[str]:
    with street.desk.books.engine.connect() as connection:
        return list(connection.execute(select(visits.c.sign_in_name)).scalars())


def test_an_account_is_known_by_its_id_whatever_it_calls_itself(street: Street) -> None:
    account = street.tenant.tenant.user(OFFICER).id
    remembers(street, "p1", id=account, upn="kenshu.before@example.jp")

    street.comes_in(OFFICER)

    assert name_of(street) == ["kenshu.before@example.jp"]


def test_whoever_goes_by_a_name_that_is_another_accounts_does_not_come_in(street: Street) -> None:
    remembers(street, "p1", id="another-account", upn=OFFICER)
    person = street.somebody()

    arrived = person.signs_in(OFFICER)

    assert arrived.status_code == 403
    assert "別のアカウント" in arrived.text
    assert not person.is_in()


def test_a_guest_is_somebody_of_config_by_the_remembered_account_alone(street: Street) -> None:
    """What a guest calls itself is its own organisation's affair."""
    tenant, mail = street.tenant.tenant, "koushi@partner.example.com"
    guest = seed.add_user(tenant, {"mail": mail, "userPrincipalName": mail, "guest": True})
    tenant.apps[apps.bot_id(tenant)].role_holders[guest.id] = ["instructor"]

    street.somebody().signs_in(mail)
    before = name_of(street)
    remembers(street, "p2", id=guest.id, upn=mail)
    street.somebody().signs_in(mail)

    assert before == [""]
    assert sorted(name_of(street)) == ["", mail]
