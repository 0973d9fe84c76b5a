"""An instance's people as the practice tenant takes them: everybody of config/ but outside instructors.

Called by `sandbox serve --people`. An outside instructor is a guest, whom an invitation makes. Pure.
"""

from typing import Any

from m365bot.programme import Person, Programme


def seed_of(programme: Programme) -> dict[str, Any]:
    """As POST /control/seed takes it, with the service account that signs in and the organisation's domain."""
    sections = _departments(programme)
    people = [each for each in programme.everybody.values() if not each.outside]
    return {
        "domain": programme.domains[0],
        "service_account": programme.service_account.mail,
        "users": [_user(each, sections.get(each.id, "")) for each in people],
    }


def _user(person: Person, department: str) -> dict[str, str]:
    found = {"userPrincipalName": person.mail, "displayName": person.name, "department": department}
    return {name: text for name, text in found.items() if text}


def _departments(programme: Programme) -> dict[str, str]:
    """Person's id → 部局, by the newest line that has one."""
    lines = (line for cohort in programme.cohorts for line in cohort.lines)
    return {line.person.id: line.department for line in lines if line.department}
