"""Departments over the years: from which of them trainees came in each cohort.

Called by listed. Reads the rosters alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from m365bot.console import drawing
from m365bot.console.drawing import Chart
from m365bot.programme import Cohort, Programme, Role
from m365bot.words import say

MOST = 24  # departments that are drawn; the table has all


def departments(programme: Programme) -> Chart | None:
    """None where nobody's department is known."""
    cohorts = sorted(programme.cohorts, key=lambda one: one.starts)
    by_cohort = [_by_department(one) for one in cohorts]
    total: Counter[str] = Counter()
    for found in by_cohort:
        total.update(found)
    if not total:
        return None
    names = [name for name, _ in total.most_common()]
    counts = [[found.get(name, 0) for found in by_cohort] for name in names]
    keys = [one.key for one in cohorts]
    height, dots, texts = drawing.matrix(names[:MOST], keys, counts[:MOST])
    return Chart(
        key="departments",
        title=say("部局ごとの受講者(年度ごと)"),
        told=say("{cohorts}期、{count}部局です。", cohorts=len(keys), count=len(names)),
        height=height,
        head=[say("部局"), *keys],
        rows=_rows(names, counts),
        dots=dots,
        texts=texts,
    )


def _by_department(cohort: Cohort) -> Mapping[str, int]:
    """Each trainee once, by the department of the first line."""
    first: dict[str, str] = {}
    for line in cohort.lines:
        if line.role is Role.TRAINEE and line.department:
            first.setdefault(line.person.id, line.department)
    return Counter(first.values())


def _rows(names: Sequence[str], counts: Sequence[Sequence[int]]) -> list[list[str]]:
    return [[name, *map(str, line)] for name, line in zip(names, counts, strict=True)]
