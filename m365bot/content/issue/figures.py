"""The charts that an issue may ask for by `::: chart progress R7`: what a cohort did by the issue's publish time, and from
which departments trainees came.

Called by faces and by the reader of issues. Pure. Drawn from what was planned and held, and from rosters by five and more,
which names nobody; figures of answers and of people's hours are told by the results job, which knows what was told before
(ADR 39), and by nothing here (ADR 107). At a set time, so that an approved issue does not change before it goes, nor
afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from m365bot.content import charts, together
from m365bot.content.chart import Chart
from m365bot.programme import Cohort, Department, Programme
from m365bot.records import departments
from m365bot.words import tell

PROGRESS = ("progress", "進み具合")
DEPARTMENTS = ("departments", "部局")
"""How each is written; the first is the spelling of the guide."""
TOLD_BY_RESULTS = frozenset(("hours", "submissions", "averages", "時間", "提出", "平均"))
"""What officers look for here, and the weekly post tells."""


def of(names: Iterable[str], programme: Programme, at: datetime) -> Mapping[str, Sequence[Chart]]:
    """By what they are asked by; left out is what cannot be drawn."""
    found = {name: _charts(name, programme, at) for name in names}
    return {name: drawn for name, drawn in found.items() if drawn}


def _charts(name: str, programme: Programme, at: datetime) -> Sequence[Chart]:
    kind, _, key = name.partition(" ")
    if kind in DEPARTMENTS:
        return () if key else departments_of(programme.cohorts, programme.departments, at)
    cohort = next((each for each in programme.cohorts if each.key == key and each.read), None)
    if kind not in PROGRESS or cohort is None:
        return ()
    return [_of_cohort(chart, cohort) for chart in charts.of_courses(together.progress(cohort, at))]


def departments_of(cohorts: Sequence[Cohort], known: Sequence[Department], at: datetime) -> Sequence[Chart]:
    day = at.date()
    begun = sorted((one for one in cohorts if one.starts <= day), key=lambda one: one.starts)
    if not begun:
        return ()
    first, last = begun[0].key, begun[-1].key
    years = first if first == last else tell("{first}～{last}", first=first, last=last)
    return charts.of_departments(departments.told(begun, known, day), years)


def _of_cohort(chart: Chart, cohort: Cohort) -> Chart:
    """An issue may show two cohorts: each chart says whose it is."""
    return replace(chart, name=f"{cohort.key} {chart.name}", title=f"{cohort.key} {chart.title}")
