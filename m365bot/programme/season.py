"""A season of materials: what is released when and where, what is taken away again, and how much it is.

Called by `plan distribute --calendar`. Pure: it says what config wants, never what the tenant holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from pathlib import PurePosixPath

from m365bot.programme.cohort import Cohort
from m365bot.programme.materials import Material


class State(StrEnum):
    """Where a moment stands to the two dates."""

    PLANNED = "planned"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """The files of one folder that come and go together; `size` in bytes."""

    cohort: str
    session: str
    title: str
    channel: str
    folder: str
    release: datetime
    withdraw: datetime | None
    files: tuple[str, ...]
    size: int
    state: State


def of(cohorts: Iterable[Cohort], now: datetime) -> tuple[Entry, ...]:
    """Every release, the first one first."""
    found = (
        _entry(cohort, list(materials), now)
        for cohort in cohorts
        for _, materials in groupby(sorted(cohort.materials, key=_place), key=_place)
    )
    return tuple(sorted(found, key=lambda entry: (entry.release, entry.cohort, entry.channel, entry.folder)))


def _place(material: Material) -> tuple[datetime, str, str, str, str]:
    gone = material.withdraw.isoformat() if material.withdraw else ""
    return material.release, material.channel, _folder(material), material.session.key, gone


def _folder(material: Material) -> str:
    return "/".join(PurePosixPath(material.relative).parent.parts)


def _entry(cohort: Cohort, materials: list[Material], now: datetime) -> Entry:
    first = materials[0]
    return Entry(
        cohort=cohort.key,
        session=first.session.key,
        title=first.session.title,
        channel=first.channel,
        folder=_folder(first),
        release=first.release,
        withdraw=first.withdraw,
        files=tuple(PurePosixPath(each.relative).name for each in materials),
        size=sum(each.size for each in materials),
        state=_state(first, now),
    )


def _state(material: Material, now: datetime) -> State:
    if material.release > now:
        return State.PLANNED
    return State.WITHDRAWN if material.withdraw and material.withdraw <= now else State.RELEASED
