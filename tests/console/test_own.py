"""担当: an instructor sees rosters of the own sessions, a section chief attendance of the own staff, and no more."""

from datetime import date

import pytest

from m365bot.console.roles import Role
from m365bot.console.sight import Sight
from m365bot.console.visitor import Visitor
from m365bot.programme import Programme
from tests.console import hall
from tests.console.hall import Sitting

NOTO, SAKURA = "k.noto@example.jp", "h.sakura@partner.example.com"
CHIEF = "k.kondo@example.jp"


def programme(sitting: Sitting) -> Programme:
    return sitting.desk.usable()


def comes(sitting: Sitting, role: Role, name: str) -> Visitor:
    sitting.hall.guest = found = hall.visitor(role, sign_in_name=name)
    return found


def test_an_instructor_gets_exactly_the_own_sessions(nobody: Sitting) -> None:
    comes(nobody, Role.INSTRUCTOR, NOTO)

    page = nobody.reads("/own")

    for session in programme(nobody).cohort("R7").sessions:  # type: ignore[union-attr]  # it is there
        is_own = any(one.mail == NOTO for one in session.instructors)
        address = f"/own/sessions/R7/{session.key}"
        assert (f'href="{address}"' in page) is is_own
        assert nobody.browser.get(address).status_code == (200 if is_own else 404)


def test_a_roster_names_who_is_to_come_and_no_figures(nobody: Sitting) -> None:
    comes(nobody, Role.INSTRUCTOR, SAKURA)
    cohort = programme(nobody).cohort("R7")
    assert cohort
    session = cohort.session("automate-1")
    assert session

    page = nobody.reads("/own/sessions/R7/automate-1")

    assert all(person.name in page for person in cohort.audience_of(session))
    assert "出欠" not in page
    assert not any(person.mail in page for person in cohort.trainees())


def test_a_section_chief_gets_exactly_the_own_staff_person_by_person(nobody: Sitting) -> None:
    comes(nobody, Role.SECTION_CHIEF, CHIEF)
    cohort = programme(nobody).cohort("R7")
    assert cohort
    own = {line.person.id for line in cohort.lines if line.boss and line.boss.mail == CHIEF}
    assert own

    page = nobody.reads("/own")

    for person in cohort.trainees():
        address = f"/own/staff/R7/{person.id}"
        assert (person.id in page) is (person.id in own)
        assert (person.name in page) is (person.id in own)
        assert nobody.browser.get(address).status_code == (200 if person.id in own else 404)


@pytest.mark.parametrize(
    "name", [NOTO, "stranger@example.jp", "", "\uff4b.kondo@example.jp", "k.kondo@example.jp.evil"]
)
def test_whoever_is_nobodys_chief_has_no_staff(nobody: Sitting, name: str) -> None:
    comes(nobody, Role.SECTION_CHIEF, name)

    page = nobody.reads("/own")

    assert "/own/staff/" not in page


def test_a_role_gives_nothing_of_the_other(nobody: Sitting) -> None:
    """Noto teaches and Kondo has staff: with the roles exchanged neither sees anything."""
    comes(nobody, Role.SECTION_CHIEF, NOTO)
    assert nobody.browser.get("/own/sessions/R7/workshop-1").status_code == 403

    comes(nobody, Role.INSTRUCTOR, CHIEF)
    assert "/own/" not in nobody.reads("/own").replace('href="/own"', "")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.VIEWER])
def test_staff_has_no_sessions_or_staff_of_their_own_by_these_roles(nobody: Sitting, role: Role) -> None:
    sight = Sight(hall.visitor(role, sign_in_name=CHIEF), programme(nobody), date(2025, 9, 10))

    assert not [*sight.taught()]
    assert not [*sight.staff()]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.VIEWER])
def test_only_officers_read_names_with_figures(nobody: Sitting, role: Role) -> None:
    comes(nobody, role, "viewer@example.jp")
    cohort = programme(nobody).cohort("R7")
    assert cohort
    trainees = cohort.trainees()

    for page in ("/cohorts/R7", "/cohorts/R7/forms"):
        said = nobody.reads(page)
        assert not any(person.name in said or person.id in said for person in trainees)
    assert nobody.browser.get("/cohorts/R7/hours").status_code == 403
    assert nobody.browser.get(f"/cohorts/R7/people/{trainees[0].id}").status_code == 403


def test_no_address_holds_a_name_or_a_mail(officer: Sitting) -> None:
    page = officer.reads("/cohorts/R7/people")
    cohort = programme(officer).cohort("R7")
    assert cohort

    for person in cohort.trainees():
        assert f"/people/{person.id}" in page
        assert person.mail not in page


@pytest.mark.parametrize(("role", "name"), [(Role.INSTRUCTOR, NOTO), (Role.SECTION_CHIEF, CHIEF)])
def test_who_has_only_this_page_begins_on_it(nobody: Sitting, role: Role, name: str) -> None:
    comes(nobody, role, name)

    page = nobody.reads("/")

    assert "<h1>担当</h1>" in page
    assert 'href="/cohorts"' not in page
