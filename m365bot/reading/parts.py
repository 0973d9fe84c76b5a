"""Which part of config/ a file is, and so what a fault in it stops; and the programme without its faulty parts.

Called by `Reading`. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from m365bot.programme.cohort import Cohort
from m365bot.programme.faults import Fault, Part
from m365bot.programme.programme import Programme
from m365bot.reading.complaints import Complaint
from m365bot.words import say

_PARTS = (
    (r"config/cohorts/(?P<cohort>[^/]+)/materials(?:/.*)?", Part.MATERIALS),
    (r"config/materials(?:/.*)?", Part.MATERIALS),
    (r"config/cohorts/(?P<cohort>[^/]+)/(?i:attendance|hours)\.\w+", Part.HOURS),
    (r"config/cohorts/(?P<cohort>[^/]+)(?:/.*)?", Part.COHORT),
    (r"config/newsletter(?:/.*)?", Part.ISSUES),
    (r"config/forms(?:/.*)?", Part.FORMS),
    (r"config/self-study\.yaml", Part.HOURS),
    (r"config/messages(?:/.*)?", Part.MESSAGES),
)


def faults_of(complaints: Iterable[Complaint]) -> tuple[Fault, ...]:
    """One for each file and part that was complained of."""
    found: dict[tuple[str, Part], list[Complaint]] = {}
    for complaint in complaints:
        part, _ = _part_of(complaint)
        found.setdefault((complaint.file, part), []).append(complaint)
    return tuple(_fault(same) for same in found.values())


def without(programme: Programme, faults: Iterable[Fault]) -> Programme:
    """The programme as far as it may be used: faulty materials, issues and forms left out, the faults noted."""
    files = {fault.file for fault in faults if fault.part in (Part.MATERIALS, Part.ISSUES, Part.FORMS)}
    return replace(
        programme,
        issues=tuple(issue for issue in programme.issues if not files & set(_names(issue.path))),
        cohorts=tuple(_usable(cohort, files) for cohort in programme.cohorts),
        forms={key: form for key, form in programme.forms.items() if form.file not in files},
        faults=tuple(faults),
    )


def _part_of(complaint: Complaint) -> tuple[Part, str]:
    for pattern, part in _PARTS:
        if found := re.fullmatch(pattern, complaint.file):
            return complaint.part or part, found.groupdict().get("cohort") or ""
    return complaint.part or Part.EVERYTHING, ""


def _fault(same: list[Complaint]) -> Fault:
    first = same[0]
    part, cohort = _part_of(first)
    words = first.words
    if part is not Part.MATERIALS:  # what officers wrote may be somebody's name
        words = say("設定の不備が{count}件あります。`m365bot check` で確かめてください。", count=len(same))
    return Fault(part, cohort, first.file, words, "\n".join(map(str, same)))


def _usable(cohort: Cohort, files: set[str]) -> Cohort:
    return replace(
        cohort,
        materials=tuple(each for each in cohort.materials if not files & set(_names(each.source))),
        questionnaires=tuple(each for each in cohort.questionnaires if each.form.file not in files),
        study_log=None if cohort.study_log and cohort.study_log.form.file in files else cohort.study_log,
    )


def _names(path: Path) -> Iterable[str]:
    """A file and its folders as complaints name them; config/'s own parent is not known here."""
    parts = path.parts
    starts = [index for index, part in enumerate(parts) if part == "config"]
    return ("/".join(parts[start:end]) for start in starts for end in range(start + 2, len(parts) + 1))
