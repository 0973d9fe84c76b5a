"""An instance's people as the practice tenant takes them: everybody of config/ but outside instructors.

Called by `sandbox serve --people`. An outside instructor is a guest, whom an invitation makes. Pure.
"""

from typing import Any

from m365bot.programme import Person, Programme
from m365bot.programme.people import Role


def seed_of(programme: Programme) -> dict[str, Any]:
    """As POST /control/seed takes it, with the service account that signs in and the organisation's domain."""
    sections = _departments(programme)
    people = [each for each in programme.everybody.values() if not each.outside]
    return {
        "domain": programme.domains[0],
        "service_account": programme.service_account.mail,
        "users": [_user(each, sections.get(each.id, "")) for each in people],
        "cast": [{"as": name, "who": who.mail} for name, who in _cast(programme).items() if who],
    }


def _cast(programme: Programme) -> dict[str, Person | None]:
    """Somebody of each part, of the cohort that began last: a trainee, best one with a section chief."""
    lines = max(programme.cohorts, key=lambda one: one.starts).lines if programme.cohorts else ()
    trainees = sorted((one for one in lines if one.role is Role.TRAINEE), key=lambda one: one.boss is None)
    teachers = [one.person for one in lines if one.role is Role.INSTRUCTOR]
    return {
        "受講者": next((one.person for one in trainees), None),
        "講師": next((one for one in teachers if not one.outside), None),
        "外部講師": next((one for one in teachers if one.outside), None),
        "研修担当": next((one.person for one in programme.officers), None),
        "所属長": next((one.boss for one in trainees), None),
    }


def _user(person: Person, department: str) -> dict[str, str]:
    found = {"userPrincipalName": person.mail, "displayName": person.name, "department": department}
    return {name: text for name, text in found.items() if text}


def _departments(programme: Programme) -> dict[str, str]:
    """Person's id → 部局, by the newest line that has one."""
    lines = (line for cohort in programme.cohorts for line in cohort.lines)
    return {line.person.id: line.department for line in lines if line.department}
