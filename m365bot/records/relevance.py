"""What of config has a say in how a questionnaire's rows are judged, as one short word.

Called by the database: rows judged under an equal word are not judged again. Pure.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Form, Questionnaire
from m365bot.programme.people import Line, Role
from m365bot.programme.programme import Programme
from m365bot.programme.sessions import Session

JUDGING = 1
"""Raised with every change of the code that lets a row be judged differently."""


def word(questionnaire: Questionnaire, cohort: Cohort, programme: Programme) -> str:
    """Of the form, its dates, whom it asks, and who is known by which address."""
    whole = [
        JUDGING,
        str(programme.timezone),
        _form(questionnaire.form),
        [questionnaire.opens, questionnaire.due, cohort.ends],
        _session(questionnaire.session) if questionnaire.session else None,
        [_line(line) for line in cohort.lines],
        [_line(line) for line in _leaders(programme)],
        sorted(programme.everybody),
        sorted(programme.directory.known_as.items()),
    ]
    return sha256(json.dumps(whole, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def _form(form: Form) -> list[Any]:
    questions = [[one.key, one.text, one.type, one.range, one.options, one.other] for one in form.questions]
    return [form.who, form.identity, form.resubmission, questions]


def _session(session: Session) -> list[Any]:
    return [session.audience, [[one.starts, one.groups] for one in session.rounds]]


def _line(line: Line) -> list[Any]:
    return [line.person.id, line.role, line.group, line.start, line.end]


def _leaders(programme: Programme) -> Iterator[Line]:
    return (line for cohort in programme.cohorts for line in cohort.lines if line.role is Role.LEADER)
