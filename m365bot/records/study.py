"""Self-study: which learning items each trainee has logged, each once.

Called by ledger and hours. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import StudyItem
from m365bot.programme.people import Person
from m365bot.records.asked import AnswersOf
from m365bot.records.folding import fold
from m365bot.records.row import Row


class Logged(NamedTuple):
    """One person, one item, and the first row that says so."""

    person: Person
    item: StudyItem
    row: Row


def logged(cohort: Cohort, items: Sequence[StudyItem], rows: Iterable[Row]) -> Iterator[Logged]:
    """In the order of the rows, which are those that count, of any form."""
    log = cohort.study_log
    question = log.form.item_question if log else None
    if log is None or question is None:
        return
    asked, people = AnswersOf.questionnaire(log), {person.id: person for person in cohort.trainees()}
    by_word = {fold(word): item for item in items for word in (item.title, item.key)}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        person = people.get(row.person_id or "")
        if row.asked != asked or person is None:
            continue
        for item in _items(row.answers.get(question.key), by_word):
            if (person.id, item.key) not in seen:
                seen.add((person.id, item.key))
                yield Logged(person, item, row)


def _items(answer: object, by_word: Mapping[str, StudyItem]) -> Iterator[StudyItem]:
    for word in answer if isinstance(answer, (list, tuple)) else (answer,):
        if item := by_word.get(fold(str(word))):
            yield item
