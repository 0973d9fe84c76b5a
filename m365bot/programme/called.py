"""Finds what a person calls by name, and says which name was likely meant.

Called by whoever takes a cohort's or a job's name from the command line. Pure.
"""

import difflib
import unicodedata
from collections.abc import Collection

from m365bot.errors import ConfigError
from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.programme import Programme
from m365bot.words import say


def cohort(key: str, programme: Programme) -> Cohort:
    """The cohort of that key. Raises ConfigError that names all there are."""
    if found := programme.cohort(key):
        return found
    known = [one.key for one in programme.cohorts]
    words = say(
        "『{key}』という期はありません。あるのは {known} です。", key=key, known=say("、").join(known)
    )
    raise ConfigError(words + meant(key, known))


def questionnaire(asking: Cohort, form: str, session: str) -> Questionnaire:
    """The form of that session, or the only one of the form. Raises ConfigError that names all there are."""
    same = [one for one in asking.collected if one.form.key == form]
    found = [one for one in same if (one.session.key if one.session else "") == session]
    if not found and not session and len(same) == 1:
        found = same
    if found:
        return found[0]
    known = "、".join(one.key for one in same or asking.collected)
    words = say("『{form}』『{session}』という様式と回はありません。", form=form, session=session)
    raise ConfigError(words + say("--form と --session で選んでください(様式/回): {known}", known=known))


def meant(name: str, known: Collection[str]) -> str:
    """A question that asks for the likely name; nothing where none is likely."""
    folded = {_folded(one): one for one in known}
    near = difflib.get_close_matches(_folded(name), folded, n=1, cutoff=0.75)
    return say("「{name}」ではありませんか?", name=folded[near[0]]) if near else ""


def _folded(name: str) -> str:
    """Full-width letters and capitals are the commonest slips."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
