"""What came from SharePoint, where config/ is kept there: each file in force that makes nothing worse and no guard weaker.

Called by whoever fetches it. Those who saved the files need not know of each other: one that waits holds up no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from m365bot.editing import cabinet as cabinets
from m365bot.editing import fencing, folder, judging, laying
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.fencing import Fenced
from m365bot.editing.outcome import Ending, Outcome
from m365bot.journal.version import Draft, How, Standing, State, Version

Known = Mapping[str, Standing]


def beside(cabinet: Cabinet, name: str, content: bytes | None) -> None:
    """Materials and pictures, which have no versions. Raises ConfigError."""
    if folder.lies_beside(name):
        with laying.alone(cabinet.state):
            laying.complete(cabinet.instance, cabinet.state)
            laying.lay(cabinet.instance, cabinet.state, {name: content})


def take(cabinet: Cabinet, drafts: Sequence[Draft]) -> Outcome:
    """`base` is whatever is newest here. Raises ConfigError where nothing can be written."""
    with laying.alone(cabinet.state):
        laying.complete(cabinet.instance, cabinet.state)
        cabinet.looked()
        standing = cabinet.versions.standing()
        before = cabinet.contents(standing)
        new = [one for one in _wanted(cabinet, drafts, standing) if _says_more(one, drafts, before, standing)]
        return _taken(cabinet, new, before, standing) if new else Outcome(Ending.SAME)


def _wanted(cabinet: Cabinet, drafts: Sequence[Draft], standing: Known) -> Sequence[Draft]:
    """Also what was held when it came, and may be whole by what comes now."""
    waiting = [
        Draft(one.file, cabinet.versions.content(one), How.PULLED, who=one.who, account=one.account)
        for one in (each.newest for each in standing.values() if each.is_held)
        if one.how is How.PULLED
    ]
    return list({one.file: one for one in (*waiting, *drafts) if folder.has_versions(one.file)}.values())


def _says_more(one: Draft, drafts: Sequence[Draft], before: Mapping[str, bytes], standing: Known) -> bool:
    """Also one saved back as it was before something else that waits: then nothing does any more."""
    is_back = cabinets.is_held(standing.get(one.file)) and one in drafts
    return is_back or one.content != before.get(one.file)


def _taken(cabinet: Cabinet, new: Sequence[Draft], before: Mapping[str, bytes], standing: Known) -> Outcome:
    changes = {one.file: one.content for one in new}
    verdict = fencing.judged(before, judging.with_(before, changes), cabinet.bench)
    named = cabinet.names_in(changes, verdict, before)
    based = [
        replace(one, base=cabinets.number_of(standing.get(one.file)), mentions=named[one.file]) for one in new
    ]
    kept = _kept(cabinet, [one for one in based if one.file in verdict.held], verdict, standing)
    good = [one for one in based if one.file not in verdict.held]
    waits = Ending.ASKING if verdict.only_asks else Ending.HELD
    laid = cabinet.laid(good) if good else Outcome(waits)
    return Outcome(laid.ending, [*kept, *laid.versions], verdict.faults, asks=verdict.asks)


def _kept(cabinet: Cabinet, held: Sequence[Draft], verdict: Fenced, standing: Known) -> Sequence[Version]:
    """What is held. One that lay here already is no new version, but what it waits for may be another."""
    new = [one for one in held if not _lies_here(cabinet, one, standing)]
    kept = cabinet.versions.add([replace(one, state=_state_of(one.file, verdict)) for one in new])
    for one in held:
        if one not in new:
            cabinet.versions.settle([standing[one.file].newest], _state_of(one.file, verdict))
    return kept


def _lies_here(cabinet: Cabinet, one: Draft, standing: Known) -> bool:
    newest = standing[one.file].newest.digest if one.file in standing else ""
    return newest == cabinet.versions.digest(one.content)


def _state_of(file: str, verdict: Fenced) -> State:
    return State.ASKING if file in verdict.asking else State.HELD
