"""Whose answers: a form of a session of a cohort.

Called by all that holds rows: every row, link and freshness belongs to one of these.
"""

from dataclasses import dataclass

from m365bot.programme.forms import Questionnaire


@dataclass(frozen=True, slots=True, order=True)
class AnswersOf:
    """`session` is empty where the form belongs to none."""

    cohort: str
    form: str
    session: str = ""

    @classmethod
    def questionnaire(cls, asked: Questionnaire) -> "AnswersOf":
        return cls(asked.cohort, asked.form.key, asked.session.key if asked.session else "")
