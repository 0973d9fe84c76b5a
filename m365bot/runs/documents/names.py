"""Names of people, put in where something is shown and nowhere before: what is stored holds opaque ids only.

Called by the documents and the screens.
"""

import re

from m365bot.runs.office import Office

_PERSON = re.compile(r"\bp[0-9a-f]{12}\b", re.ASCII)


def named(words: str, office: Office) -> str:
    """The words with people's names where they hold opaque ids."""
    return _PERSON.sub(lambda found: _name(found[0], office), words)


def _name(person_id: str, office: Office) -> str:
    person = office.person(person_id)
    return person.mail if person.name == person.mail else f"{person.name}({person.mail})"
