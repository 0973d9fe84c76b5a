"""People in a text by opaque ids, until it is sent: so that no plan and no record of a run holds a name.

Called by jobs, which put them in, and by the kinds that send, which put the names in.
"""

import re
from collections.abc import Iterable

from m365bot.content.html import escape
from m365bot.programme import Person

_OPENS, _CLOSES = (
    "\U0010f8f0",
    "\U0010f8f1",
)  # of the last plane for private use, where no 外字 of an office lie
_ONE = re.compile(f"{_OPENS}([^{_OPENS}{_CLOSES}]*){_CLOSES}")


def name_of(person: Person) -> str:
    """What stands for the person's name."""
    return f"{_OPENS}{person.id}{_CLOSES}"


def in_text(text: str, people: Iterable[Person]) -> str:
    """The text with names in it; nobody is named who is not among `people`."""
    names = {person.id: person.name for person in people}
    return _ONE.sub(lambda found: names.get(found[1], ""), text)


def in_html(html: str, people: Iterable[Person]) -> str:
    """The same of HTML: names are text, whatever letters they hold."""
    names = {person.id: escape(person.name) for person in people}
    return _ONE.sub(lambda found: names.get(found[1], ""), html)
