"""From which departments trainees came over the years, as anybody may read it: no group under five comes out.

Called by the charts of an issue. Pure, from the rosters alone. A cohort counts as it was on its first day, so that whoever
joins or leaves later is in no difference between two issues.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Role
from m365bot.programme.programme import Department
from m365bot.records.releases import FEWEST


def told(cohorts: Iterable[Cohort], departments: Sequence[Department], day: date) -> Mapping[str, int]:
    """Department → trainees of the cohorts that began by that day, the most first.

    A cohort's few from one department are told together with those of later cohorts, as soon as they are FEWEST (ADR 39).
    """
    found, waiting = Counter[str](), Counter[str]()
    for cohort in sorted((one for one in cohorts if one.starts <= day), key=lambda one: one.starts):
        waiting.update(_by_department(cohort, departments, day))
        for name, count in [*waiting.items()]:
            if count >= FEWEST:
                found[name] += waiting.pop(name)
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _by_department(cohort: Cohort, departments: Sequence[Department], day: date) -> Counter[str]:
    """Each trainee once, under what the department is called by that day."""
    heirs = {one.name: one.successor for one in departments if one.successor and not one.period.holds(day)}
    first: dict[str, str] = {}
    for line in cohort.lines_on(cohort.starts):
        if line.role is Role.TRAINEE and line.department:
            first.setdefault(line.person.id, _heir(line.department, heirs))
    return Counter(first.values())


def _heir(name: str, heirs: Mapping[str, str]) -> str:
    for _ in heirs:
        name = heirs.get(name, name)
    return name
