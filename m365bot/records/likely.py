"""Whose a row may be that does not say so clearly: likely people, the likeliest first.

Called by app for the desk, which offers them to an officer. Pure; a guess decides nothing.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from m365bot.programme.people import Person, distinct
from m365bot.records.folding import fold

MOST = 3
NEAR = 0.75  # of 1: how like two names before the @ have to be
LONGEST = 60  # letters of a cell that may be a name


def people(identity: str, cells: Mapping[str, object], among: Iterable[Person]) -> Sequence[Person]:
    """By a name that stands in a cell, then by an address that is like theirs. identity: as the row says it."""
    known = distinct(among)
    names = {fold(cell) for cell in cells.values() if isinstance(cell, str) and len(cell) <= LONGEST}
    named = (person for person in known if fold(person.name) in names)
    return tuple(islice(distinct((*named, *_alike(fold(identity), known))), MOST))


def _alike(identity: str, known: Sequence[Person]) -> Iterator[Person]:
    local = identity.partition("@")[0]
    if not local:
        return
    by_name: dict[str, list[Person]] = {}
    for person in known:
        for name in {_local(person.mail), _local(person.contact)}:
            by_name.setdefault(name, []).append(person)
    for near in difflib.get_close_matches(local, by_name, n=MOST, cutoff=NEAR):
        yield from by_name[near]


def _local(mail: str) -> str:
    return fold(mail).partition("@")[0]
