"""What people wrote in their own words, and a row without it.

Called by the database when the time of a cohort's free texts is over. Pure. What a form asks for by numbers, dates and
its own options stays; answers to text questions, own words beside options, and whatever cannot be read as an answer go,
and so does every text under a column that no question stands for. A word is left in their place, so that a row is worth
what it was: who answered, answered.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from m365bot.programme.forms import Form, Question
from m365bot.records import answers, forms
from m365bot.records.folding import fold
from m365bot.records.headings import place_of
from m365bot.records.moments import Unreadable
from m365bot.records.values import is_blank, is_person, shown
from m365bot.words import tell

_QUOTED = re.compile("『([^』]*)』")


def erased() -> str:
    """What stands in the place of words that are gone."""
    return tell("(消去済み)")


@dataclass(frozen=True)
class Wordless:
    """form: None for one that config does not have any more: then numbers, dates and who answered stay, and nothing else."""

    form: Form | None
    zone: tzinfo

    def cells(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Of a source's line, by header."""
        asked, kept = self._sorted(raw)
        return {header: self._cell(header, cell, asked, kept) for header, cell in raw.items()}

    def answers(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """As they were judged, by question."""
        return {key: self._answer(key, answer) for key, answer in said.items()}

    def answer(self, key: str, written: str) -> str:
        """As an officer wrote it in place of one."""
        found = self._answer(key, written)
        return written if found == written else erased()

    def _answer(self, key: str, answer: Any) -> Any:
        question = next((one for one in self.form.questions if one.key == key), None) if self.form else None
        return _read(answer, question, self.zone) if question else _plain(answer)

    def _sorted(self, raw: Mapping[str, Any]) -> tuple[Mapping[str, Question], frozenset[str]]:
        """Header → its question; and headers of what the form itself says of a row, and of who answered."""
        if self.form is None:
            return {}, frozenset(header for header in raw if place_of(header))
        columns = forms.columns(self.form, raw)
        by_key = {question.key: question for question in self.form.questions}
        asked = {header: by_key[key] for key, header in columns.questions.items()}
        return asked, frozenset(filter(None, (*columns.built_in.values(), columns.identity)))

    def _cell(self, header: str, cell: Any, asked: Mapping[str, Question], kept: frozenset[str]) -> Any:
        if is_blank(cell) or header in kept:
            return cell
        return _read(cell, asked[header], self.zone) if header in asked else _plain(cell)


def scrubbed(words: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """A reason may repeat what stood in cells, whole or in part: names of columns and what is kept stay quoted."""
    gone = {shown(cell) for header, cell in before.items() if after[header] != cell} - {""}
    for text in sorted(gone, key=len, reverse=True):
        words = words.replace(text, erased())
    kept = {*after, *map(shown, after.values())}
    return _QUOTED.sub(lambda one: one[0] if one[1] in kept else f"『{erased()}』", words) if gone else words


def _read(cell: Any, question: Question, zone: tzinfo) -> Any:
    """The cell where it is an answer of the form's own words; where a part of it is, that part."""
    if question.type == "text":
        return erased()
    try:
        answer = answers.read(cell, question, zone)
    except Unreadable:
        return erased()
    if isinstance(answer, list):
        parts = list(dict.fromkeys(part if _is_option(part, question) else erased() for part in answer))
        return cell if parts == answer else parts
    is_own = question.type == "choice" and not _is_option(str(answer), question)
    return erased() if is_own or answer is None else cell


def _is_option(words: str, question: Question) -> bool:
    return fold(words) in {fold(option) for option in question.options}


def _plain(cell: Any) -> Any:
    """Of a column or answer that nobody knows: a number, a moment, somebody picked."""
    if isinstance(cell, int | float) or is_person(cell) or is_blank(cell):
        return cell
    if isinstance(cell, str):
        for reads in (float, datetime.fromisoformat):
            with suppress(ValueError):
                reads(cell.strip())
                return cell
    return erased()
