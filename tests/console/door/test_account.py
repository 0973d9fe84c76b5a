"""An officer signs the service account in from the desk, and stays who they are; nobody else can, no other is kept."""

from collections.abc import Mapping

import pytest

from m365bot.app import accounts
from m365bot.console.roles import Role
from m365bot.graph import account, pin
from m365bot.journal.trail import Wanted
from tests.console.door.street import APPROVER, OFFICER, OURS, VIEWER, Person, Street

SERVICE = "dx-tsushin@example.jp"
GO = "/sign-in/account"
FROM_SETTINGS = {"sec-fetch-site": "same-origin"}
NOT_BEGUN = "/settings?said=account_not_begun"


def begins(person: Person) -> None:
    gone = person.desk.get(GO, headers=FROM_SETTINGS)
    assert gone.status_code == 303, gone.text
    person.entra.visit(gone.headers["location"])


def standing(street: Street) -> account.Standing:
    return accounts.account_standing(street.desk.settings)


@pytest.fixture(autouse=True)
def _nobody_signed_in(street: Street) -> None:
    for name in (account.FILE, account.REFUSED, pin.FILE):
        (street.desk.settings.state / name).unlink(missing_ok=True)


def test_the_accounts_token_is_kept_and_the_officer_stays_in(street: Street) -> None:
    officer = street.comes_in(OFFICER)

    begins(officer)
    arrived = officer.comes_back(officer.is_answered(SERVICE))

    assert arrived.headers["location"] == "/settings?said=account_met"
    assert standing(street).who.name == SERVICE
    assert officer.is_in()
    (link,) = (one for one in street.desk.books.trail.page(Wanted(), None, 10).links if "account" in one.says)
    assert link.says["account"] == {"who": OFFICER, "id": standing(street).who.id, "how": "met"}


def test_the_second_time_it_is_known(street: Street) -> None:
    officer = street.comes_in(OFFICER)
    begins(officer)
    officer.comes_back(officer.is_answered(SERVICE))

    begins(officer)
    arrived = officer.comes_back(officer.is_answered(SERVICE))

    assert arrived.headers["location"] == "/settings?said=account_in"


def test_another_account_is_refused_in_words_and_not_kept(street: Street) -> None:
    officer = street.comes_in(OFFICER)

    begins(officer)
    arrived = officer.comes_back(officer.is_answered(APPROVER))

    assert arrived.status_code == 409
    assert SERVICE in arrived.text
    assert not standing(street).is_known
    assert officer.is_in()


@pytest.mark.parametrize("name", [VIEWER, None])
def test_nobody_but_an_officer_begins_it(street: Street, name: str | None) -> None:
    person = street.comes_in(name) if name else street.somebody()

    assert person.desk.get(GO, headers=FROM_SETTINGS).status_code == 403


def test_an_answer_is_of_no_use_once_its_officer_is_out(street: Street) -> None:
    officer = street.comes_in(OFFICER)
    begins(officer)
    answer = officer.is_answered(SERVICE)
    officer.sends("/sign-out")

    arrived = officer.comes_back(answer)

    assert arrived.status_code == 403
    assert not standing(street).is_known
    assert not officer.is_in()


def test_the_accounts_answer_signs_nobody_in_at_the_desk(street: Street) -> None:
    """Who has the account's answer only, and no session of an officer."""
    officer, other = street.comes_in(OFFICER), street.somebody()
    begins(officer)
    answer = officer.is_answered(SERVICE)

    other.desk.cookies.update(officer.desk.cookies)
    other.desk.cookies.delete("m365bot-session-8640")
    arrived = other.comes_back(answer)

    assert arrived.status_code == 403
    assert not other.is_in()
    assert not standing(street).is_known


def test_settings_lead_there(street: Street) -> None:
    officer = street.seated(Role.OFFICER)

    page = officer.desk.get("/settings", headers={"origin": OURS}).text

    assert f'href="{GO}"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},  # a link in a mail, opened from a program
        {"sec-fetch-site": "cross-site", "referer": f"{OURS}/settings"},
        {"referer": "https://evil.example/"},
        {"referer": f"{OURS}.evil.example/settings"},
        {"referer": "https://evil.example/?http://localhost:8640/"},
        {},  # an older browser, led here by a page that hides itself
    ],
)
def test_a_link_of_elsewhere_begins_none_in_an_officers_name(
    street: Street, headers: Mapping[str, str]
) -> None:
    officer = street.seated(Role.OFFICER)

    led = officer.desk.get(GO, headers=headers)

    assert (led.status_code, led.headers["location"]) == (303, NOT_BEGUN)
    assert "set-cookie" not in led.headers
    assert "始めていません" in officer.desk.get(NOT_BEGUN).text


@pytest.mark.parametrize("referer", [OURS, f"{OURS}/settings", f"{OURS.upper()}/settings?said=saved"])
def test_an_older_browser_tells_by_the_page_that_it_comes_from(street: Street, referer: str) -> None:
    officer = street.seated(Role.OFFICER)

    gone = officer.desk.get(GO, headers={"referer": referer})

    assert street.tenant.authority_url in gone.headers["location"]


def test_another_account_by_the_same_name_is_refused_and_says_the_way_out(street: Street) -> None:
    """Whoever may name accounts in the directory, or a name that was given to somebody new."""
    officer = street.comes_in(OFFICER)
    known, before = street.desk.settings, account.Who(SERVICE, "an-id-of-before")
    pin.put(known.state, known.tenant_id, before, SERVICE, at=street.now)

    begins(officer)
    arrived = officer.comes_back(officer.is_answered(SERVICE))

    assert arrived.status_code == 409
    assert "m365bot login --new-account" in arrived.text
    assert not standing(street).is_known
