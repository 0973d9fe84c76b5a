"""What changed for one trainee since he or she was last told: held against that, entry by entry.

Called by the job that tells of changes. Pure. An entry that moves keeps its uid, whatever number its round has in the
files by now; what was moved and moved back is no change; what is past is nobody's business any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count

from m365bot.programme.cohort import Cohort
from m365bot.records.appointments import Appointment
from m365bot.words import say


@dataclass(frozen=True)
class Move:
    """was: as it was told; None where it is new. now: as it is; off where it is no more."""

    was: Appointment | None
    now: Appointment

    @property
    def starts(self) -> datetime:
        return self.now.starts


def between(told: Iterable[Appointment], current: Iterable[Appointment], now: datetime) -> list[Move]:
    """In order of time."""
    every, there = list(told), list(current)
    was = [one for one in every if not one.is_off]
    if _by_name(was) == _by_name(there):  # on nearly every day
        return []
    taken = {one.uid for one in every}
    found: list[Move] = []
    for session in dict.fromkeys(one.session for one in (*was, *there)):
        own = [[one for one in side if one.session == session] for side in (was, there)]
        found += _of_session(own[0], own[1], taken)
    return sorted((each for each in found if each.starts > now), key=lambda each: (each.starts, each.now.uid))


def all_of(told: Iterable[Appointment], moves: Iterable[Move]) -> tuple[Appointment, ...]:
    """What the person knows once these are told."""
    known = {one.uid: one for one in told} | {move.now.uid: move.now for move in moves}
    return tuple(known.values())


def reason_to_ask(moves: Iterable[Move], cohort: Cohort) -> str:
    """Why somebody is to approve that they are told; empty: nobody need. A line may have been deleted by mistake."""
    gone = dict.fromkeys(each.now.title for each in moves if _has_left_config(each, cohort))
    if not gone:
        return ""
    titles = say("、").join(f"『{title}』" for title in gone)
    return say("{titles}が日程からなくなっています。取りやめの案内には承認が必要です。", titles=titles)


def _has_left_config(move: Move, cohort: Cohort) -> bool:
    """Is it off because it is nobody's any more?"""
    session = cohort.session(move.now.session)
    held = session.rounds if session else ()
    return move.now.is_off and not any(each.starts == move.now.starts for each in held)


def _of_session(was: Sequence[Appointment], there: Sequence[Appointment], taken: set[str]) -> Iterator[Move]:
    """First what stands as it stood, then what bears the same name, then the rest in order of time."""
    left, come = list(was), list(there)
    for alike in (lambda a, b: a.when_and_where == b.when_and_where, lambda a, b: a.uid == b.uid, _any):
        for old in list(left):
            new = next((one for one in come if alike(old, one)), None)
            if new is None:
                continue
            left.remove(old)
            come.remove(new)
            if old.when_and_where != new.when_and_where:
                yield Move(old, replace(new, uid=old.uid))
    yield from (Move(old, replace(old, is_off=True)) for old in left)
    yield from (Move(None, _named_anew(new, taken)) for new in come)


def _by_name(every: Iterable[Appointment]) -> dict[str, object]:
    return {one.uid: one.when_and_where for one in every}


def _any(old: Appointment, new: Appointment) -> bool:
    return True


def _named_anew(new: Appointment, taken: set[str]) -> Appointment:
    """A uid that no calendar of this person knows."""
    name, _, domain = new.uid.partition("@")
    others = (f"{name.rpartition('-')[0]}-{number}@{domain}" for number in count(1))
    uid = next(each for each in chain((new.uid,), others) if each not in taken)
    taken.add(uid)
    return replace(new, uid=uid)
