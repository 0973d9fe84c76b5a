"""Cohorts as the desk shows them: who is where, judged now from rows that are counted anew only where they changed.

Called by the console, from several threads. What is held names no visitor: who may see what of it is the console's matter,
asked anew on every request. Never asks Graph.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from m365bot.errors import ConfigFaulty
from m365bot.programme import Cohort, Programme, called
from m365bot.records.asked import AnswersOf
from m365bot.records.overview import Overview

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.database.glimpses import Glimpse, Glimpses, Mark

Read = Callable[[str], Programme]
"""config/ with that finished cohort read too. Raises ConfigError."""


@dataclass(frozen=True)
class Seen:
    """One cohort at a moment. arrived: of each questionnaire, day → answers that count."""

    overview: Overview
    arrived: Mapping[AnswersOf, Mapping[date, int]]

    @property
    def cohort(self) -> Cohort:
        return self.overview.hours.cohort

    @property
    def programme(self) -> Programme:
        return self.overview.programme


@dataclass(frozen=True)
class _Held:
    """mark: what was counted holds while it is this, and programme is the one it was counted under."""

    mark: "Mark"
    programme: Programme
    glimpse: "Glimpse"

    def holds(self, mark: "Mark", programme: Programme) -> bool:
        return self.mark == mark and self.programme is programme


class Cohorts:
    """Of one desk. read: how a finished cohort is read, which takes a second."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lock = threading.RLock()
        self._held: dict[str, _Held] = {}
        self._named: dict[str, tuple[Programme, Programme]] = {}

    def programme(self, key: str, known: Programme) -> Programme:
        """With that cohort read, finished or not. Raises ConfigError where there is none."""
        if called.cohort(key, known).read:
            return known
        with self._lock:
            before, found = self._named.get(key, (None, None))
            if found is None or before is not known:
                found = self._read(key)
                self._named[key] = (known, found)
            return found

    def is_another(self, cohort: Cohort, programme: Programme, books: "Books") -> bool:
        """Does it have to be counted anew?"""
        from m365bot.database.glimpses import Glimpses

        held = self._held.get(cohort.key)
        mark = Glimpses(books.engine, books.instance, programme).mark(cohort.key)
        return held is None or not held.holds(mark, programme)

    def seen(self, key: str, known: Programme, books: "Books", now: datetime) -> Seen:
        """Raises ConfigError where there is no such cohort, or nothing of it can be used."""
        from m365bot.database.glimpses import Glimpses

        programme = self.programme(key, known)
        cohort = called.cohort(key, programme)
        if faults := programme.faults_of(cohort):
            raise ConfigFaulty("\n".join(f"{each.file} {each.words}" for each in faults))
        glimpses = Glimpses(books.engine, books.instance, programme)
        glimpse = self._glimpse(cohort, glimpses)
        records = glimpses.records(cohort, glimpse)
        hours = records.hours(cohort, programme, now.astimezone(programme.timezone))
        return Seen(Overview(hours, records, programme), glimpse.arrived)

    def _glimpse(self, cohort: Cohort, glimpses: "Glimpses") -> "Glimpse":
        """The mark is looked at first: what changes meanwhile is counted again the next time."""
        mark = glimpses.mark(cohort.key)
        with self._lock:
            held = self._held.get(cohort.key)
            if held is None or not held.holds(mark, glimpses.programme):
                held = _Held(mark, glimpses.programme, glimpses.of(cohort))
                self._held[cohort.key] = held
            return held.glimpse
