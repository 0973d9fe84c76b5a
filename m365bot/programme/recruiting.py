"""The recruiting season: which applications can be handed in at a moment, and where.

Called by the newsletter's job, so that issues of the season lead there. Pure.
"""

from datetime import datetime

from m365bot.programme.forms import Questionnaire
from m365bot.programme.programme import Programme

APPLICANTS = "applicants"


def open_at(programme: Programme, moment: datetime) -> tuple[Questionnaire, ...]:
    """Forms for applicants that are open then and say where they are answered; the one that is due first comes first."""
    asked = (each for cohort in programme.unfinished for each in cohort.questionnaires)
    found = [each for each in asked if each.form.who == APPLICANTS and each.url and _is_open(each, moment)]
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or moment, each.key)))


def _is_open(asked: Questionnaire, moment: datetime) -> bool:
    """Without a day on which it opens nobody knows whether there is anything to be filled in yet."""
    return asked.opens is not None and asked.opens <= moment and (asked.due is None or moment <= asked.due)
