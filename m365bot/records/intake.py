"""What a reading brings that records do not have, and what comes of taking it in.

Called by the database. Pure. Telling what is new goes by the identity of rows and judges nothing; taking in judges
new wordings only, and says which of the other rows count differently from then on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from m365bot.records import adoption, rules
from m365bot.records.asked import AnswersOf
from m365bot.records.judge import Judge
from m365bot.records.judgment import Judgment
from m365bot.records.row import Known, Row, who
from m365bot.records.sources.port import SourceReading
from m365bot.records.state import State
from m365bot.records.version import Version
from m365bot.words import say


@dataclass(frozen=True)
class Difference:
    """new: lines that no row stands for. changed: rows with their new wording. adopted: rows of the same wording that
    are known by the source's id from now on. gone: rows whose line is deleted. repeated: how many of the new ones are
    responses that came before.
    """

    new: Sequence[Version] = ()
    changed: Sequence[tuple[Known, Version]] = ()
    adopted: Sequence[tuple[Known, Version]] = ()
    gone: Sequence[Known] = ()
    repeated: int = 0

    @property
    def rows(self) -> int:
        """How many wordings records do not have."""
        return len(self.new) + len(self.changed) - self.repeated

    @property
    def reworded(self) -> list[int]:
        """Numbers of rows that say something else now."""
        return [row.number for row, version in self.changed if row.digest != version.digest]

    @property
    def anything(self) -> int:
        """The same, and deletions: what is to be stored at all."""
        return self.rows + len(self.gone)


class Judged(NamedTuple):
    """A line and what it is worth by itself; `before` is its row of so far, None for a new one."""

    version: Version
    found: Judgment
    before: Known | None = None

    @property
    def number(self) -> int:
        return self.before.number if self.before else 0

    @property
    def digest(self) -> str:
        return self.version.digest

    @property
    def gone(self) -> bool:
        return False

    @property
    def response(self) -> str:
        return self.version.response

    @property
    def reason(self) -> str:
        return self.found.reason

    @property
    def submitted(self) -> datetime | None:
        return self.found.submitted

    @property
    def who(self) -> str:
        person = self.found.person
        return who(person.id if person else None, self.found.identity, self.version.known_by)


@dataclass(frozen=True)
class Lines:
    """Lines and what has become of each; rows are made one by one as they are asked for, since there may be a hundred
    thousand.
    """

    judged: Sequence[Judged]
    states: Sequence[State]
    asked: AnswersOf
    origin: str

    def rows(self) -> Iterator[Row]:
        """With all they hold; number 0 is a new one's."""
        for one, state in zip(self.judged, self.states, strict=True):
            yield _row(one, state, self.asked, self.origin)


@dataclass(frozen=True)
class Taken:
    """What is to be written: new lines, lines that read otherwise now, rows that are gone, by number, and rows whose
    state alone is another.
    """

    new: Lines
    reworded: Lines
    gone: Sequence[int]
    states: Mapping[int, State]


def between(
    known: Sequence[Known], versions: Iterable[Version], reading: SourceReading, read_before: datetime | None
) -> Difference:
    """`read_before`: when the source was last taken in; a line made since then is nobody's old one."""
    by_name = {row.known_by: row for row in known}
    orphans = adoption.Orphans(known, read_before)
    new: list[Version] = []
    changed: list[tuple[Known, Version]] = []
    adopted: list[tuple[Known, Version]] = []
    there_now: set[str] = set()
    for version in versions:
        there_now.add(version.known_by)
        row = by_name.get(version.known_by)
        if row is None and (row := orphans.of(version)):
            (adopted if row.digest == version.digest else changed).append((row, version))
        elif row is None:
            new.append(version)
        elif row.gone or row.digest != version.digest or (version.is_told and not row.identity):
            changed.append((row, version))
    lost = reading.lost(row.known_by for row in known if not row.gone)
    gone = [by_name[name] for name in sorted(lost) if not adoption.is_orphan(by_name[name])]
    reworded = [*changed, *adopted]
    kept = there_now | {row.known_by for row, _ in reworded}
    gone += _beyond(
        [row for row in known if _has_left(row, reading) and row.known_by not in kept],
        [row for row in known if row.known_by in kept and _is_out_of_sight(row, reading)],
    )
    out = {row.number for row in (*gone, *(row for row, _ in reworded))}
    there = {row.response for row in known if not row.gone and row.number not in out}
    there |= {version.response for _, version in reworded}
    return Difference(new, changed, adopted, gone, _repeated(new, there))


def _has_left(row: Known, reading: SourceReading) -> bool:
    """If its line is not there any more: it was known by what it says alone, in a file that was read whole."""
    return not row.gone and adoption.is_orphan(row) and row.origin in reading.parts


def _is_out_of_sight(row: Known, reading: SourceReading) -> bool:
    """Is it one of several that cannot be told apart, in a file that nobody could read?"""
    return adoption.is_orphan(row) and not row.gone and not row.response and row.origin not in reading.parts


def _beyond(leaving: Sequence[Known], stood_in_for: Iterable[Known]) -> Iterator[Known]:
    """Those that have left for certain: where a line goes by the name of its like in a file out of sight, its own stays."""
    like = Counter(row.digest for row in stood_in_for)
    for row in leaving:
        if like[row.digest]:
            like[row.digest] -= 1
        else:
            yield row


def taken(
    known: Sequence[Known],
    difference: Difference,
    judge: Judge,
    asked: AnswersOf,
    origin: str,
) -> Taken:
    """Judges new wordings; every row's state follows from all."""
    reworded = {
        row.number: _judged(version, judge, row)
        for row, version in (*difference.changed, *difference.adopted)
    }
    new = [_judged(version, judge) for version in difference.new]
    gone = {row.number: replace(row, gone=True, reason=deleted()) for row in difference.gone}
    before = [reworded.get(row.number) or gone.get(row.number, row) for row in known]
    states = _states([*before, *new], judge)
    now = {row.number: state for row, state in zip(known, states, strict=False)}
    others = (row for row in known if row.number not in reworded and row.state != now[row.number])
    return Taken(
        Lines(new, states[len(known) :], asked, origin),
        Lines([*reworded.values()], [now[number] for number in reworded], asked, origin),
        [*gone],
        {row.number: now[row.number] for row in others},
    )


def again(rows: Sequence[Row], judge: Judge) -> Sequence[Row]:
    """All rows of a questionnaire, judged by what config says now."""
    judge.remember((row.raw, row.once) for row in rows if row.once)
    judged = [row if row.gone else _again(row, judge) for row in rows]
    states = _states(judged, judge)
    return [replace(row, state=state) for row, state in zip(judged, states, strict=True)]


def once_of(rows: Iterable[Known]) -> dict[str, str]:
    """Folded identity → whom it meant when somebody was last found."""
    return {row.identity: row.once for row in rows if row.once and row.identity}


def one_again(known: Sequence[Known], row: Row, judge: Judge) -> tuple[Row, Mapping[int, State]]:
    """One row judged anew, by what officers say now; and the others whose state is another by that. Also one whose
    line is gone: whose it was, decides who may have it forgotten.
    """
    judged = _again(row, judge)
    after = [judged if one.number == row.number else one for one in known]
    states = _states(after, judge)
    now = {one.number: state for one, state in zip(known, states, strict=True)}
    others = (one for one in known if one.number != row.number and one.state != now[one.number])
    return replace(judged, state=now[row.number]), {one.number: now[one.number] for one in others}


def _states(rows: Sequence[Known | Judged], judge: Judge) -> list[State]:
    ignore = judge.corrections.ignore
    ignored = {place for place, row in enumerate(rows) if ignore(row.number, row.digest)}
    return rules.states(rows, judge.questionnaire.form.resubmission, ignored)


def deleted() -> str:
    return say("回答先から消されています。")


def _judged(version: Version, judge: Judge, before: Known | None = None) -> Judged:
    submitted = before.submitted if before else None
    completed = None if version.created else version.submitted
    said = judge.corrections.on(before.number if before else 0, version.digest)
    otherwise = version.created or submitted
    found = judge.judge(version.fields, version.created, otherwise, said, completed=completed)
    return Judged(version, found, before)


def _row(line: Judged, state: State, asked: AnswersOf, origin: str) -> Row:
    version, before = line.version, line.before
    same = before is not None and before.identity == line.found.identity
    return Row(
        number=before.number if before else 0,
        known_by=version.known_by,
        digest=version.digest,
        response=version.response,
        state=state,
        asked=asked,
        raw=version.fields,
        created=version.created,
        origin=version.part or origin,
        **_worth(line.found, before.once if before and same else None),
    )


def _again(row: Row, judge: Judge) -> Row:
    said = judge.corrections.on(row.number, row.digest)
    found = judge.judge(row.raw, row.created, row.created or row.submitted, said)
    now = replace(row, **_worth(found, row.once))
    return replace(now, reason=row.reason) if row.gone else now


def _worth(found: Judgment, once: str | None) -> dict[str, Any]:
    """`once` is of the line's own words: who it was by an officer's word teaches nothing of the address in it."""
    return {
        "identity": found.identity,
        "submitted": found.submitted,
        "person_id": found.person.id if found.person else None,
        "once": found.means.id if found.means else once,
        "answers": found.answers,
        "reason": found.reason,
        "late": found.late,
    }


def _repeated(new: Sequence[Version], there: set[str]) -> int:
    return sum(_is_again(version.response, there) for version in new)


def _is_again(response: str, there: set[str]) -> bool:
    if not response or response in there:
        return bool(response)
    there.add(response)
    return False
