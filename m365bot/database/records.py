"""The records of one instance: what a reading brings is taken in, and every row shows today's judgment.

Called by app and, as the port `RecordStore`, by the Responses resource. Rows, bookmarks and judgments have modules of
their own; what counts is decided in records/.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, Engine

from m365bot import clock
from m365bot.database import (
    agendas,
    audit,
    bookmarks,
    erasure,
    frames,
    judgments,
    publications,
    rows,
    sealing,
    wording,
)
from m365bot.database.bookmarks import Bookmark
from m365bot.database.correcting import Correcting
from m365bot.database.engine import snapshot
from m365bot.database.judgments import Judgments, Kept, Leave
from m365bot.database.later import Later
from m365bot.database.memory import Standing, upsert
from m365bot.errors import ConfigError
from m365bot.journal.writing import Stored
from m365bot.programme import Cohort, Programme, Questionnaire, called
from m365bot.records import frame, intake, remarks, summary, told, version
from m365bot.records.asked import AnswersOf
from m365bot.records.corrections import Correction
from m365bot.records.editions import Edition, Elsewhere
from m365bot.records.frame import Frame
from m365bot.records.freshness import AlreadyConfirmed, Confirmed, Freshness
from m365bot.records.hours import Ahead, Hours
from m365bot.records.intake import Difference, Taken
from m365bot.records.judge import Judge
from m365bot.records.overview import Overview
from m365bot.records.row import Known, Row
from m365bot.records.snapshot import Records
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.sought import Sought
from m365bot.records.state import State
from m365bot.records.texts import Wordless
from m365bot.resources.ports.records import Brought
from m365bot.words import say

REMEMBERED = (
    erasure.NOTED,
    frame.BEGINNING,
    told.BEGINNING,
    Elsewhere.BEGINNING,
    *bookmarks.REMEMBERED,
)
"""Beginnings of what a snapshot takes out of the memory."""


@dataclass(frozen=True)
class _Compared:
    """A reading held against the rows there were, and how far they had been taken in then; None where it brings nothing."""

    reading: SourceReading
    bookmark: Bookmark | None
    there: list[Known]
    difference: Difference


@dataclass(frozen=True)
class StoredRecords:
    """All submissions of one instance, under one reading of its config."""

    engine: Engine
    instance: str
    programme: Programme
    leave: Leave = Leave.LOOK
    _compared: dict[AnswersOf, _Compared] = field(default_factory=dict)

    def links(self, cohort: str) -> Mapping[AnswersOf, str]:
        found = bookmarks.of_cohort(self.engine, self.instance, cohort)
        return {asked: mark.link for asked, mark in found.items() if mark.link}

    def sought(self, asked: AnswersOf) -> Sought:
        _, questionnaire = self._place(asked)
        form = questionnaire.form
        return Sought(
            identity="" if form.who == "anonymous" else form.identity,
            questions=tuple(one.text for one in form.questions),
            dates=tuple(one.text for one in form.questions if one.type == "date"),
            due=questionnaire.due,
        )

    def compare(self, asked: AnswersOf, reading: SourceReading) -> Brought:
        _, questionnaire = self._place(asked)
        compared = self._against_what_is_there(questionnaire, reading)
        self._compared[asked] = compared
        difference = compared.difference
        told = list(remarks.of(reading, questionnaire.form)) if difference.anything else []
        told += reading.remarks
        if difference.gone:
            told.append(remarks.deleted(len(difference.gone)))
        if difference.changed or difference.gone:
            gone = [row.number for row in difference.gone]
            told += remarks.of_corrected(difference.reworded, gone, self._judgments.said(asked))
        return Brought(difference.anything, tuple(told), len(difference.gone))

    def compared(self, asked: AnswersOf) -> SourceReading | None:
        found = self._compared.get(asked)
        return found.reading if found and found.bookmark == self._bookmark(asked) else None

    def store(self, asked: AnswersOf, reading: SourceReading) -> Stored:
        cohort, questionnaire = self._place(asked)
        said = self._judgments.said(
            asked
        )  # before the rows are looked at: what is said from now on is seen next time
        self._judgments.refresh(questionnaire, cohort)
        is_current = self.compared(asked) is reading  # nobody has stored or judged anything since
        compared = self._compared.pop(asked, None)
        if compared is None or not is_current:
            compared = self._against_what_is_there(questionnaire, reading)
        judge = Judge(questionnaire, cohort, self.programme, intake.once_of(compared.there), said)
        taken = intake.taken(compared.there, compared.difference, judge, asked, reading.origin)
        judgments.note(judge)
        left = Bookmark(reading.link, clock.now(), self._judgments.word(questionnaire, cohort, said))
        with self.engine.begin() as connection:
            bookmarks.alone(connection, self.instance, asked)
            self._write(connection, taken)
            bookmarks.keep(connection, self.instance, asked, left)
        return replace(_counted(taken, compared.difference), remark=remarks.superseded(taken.states, said))

    def refresh(self, cohort: Cohort) -> None:
        """Rows that config judges otherwise by now keep their new judgment."""
        for questionnaire in cohort.collected:
            self._judgments.refresh(questionnaire, cohort)

    def snapshot(self) -> Records:
        """Every row of the cohorts that were read, judged by today's config, and what was published of them."""
        with snapshot(self.engine) as connection:
            kept = self._judgments.kept(connection, self.programme.cohorts)
            standing = Standing(connection, self.instance, *REMEMBERED)
            found = replace(
                self._published(connection, standing),
                to_forget=erasure.noted(standing),
                held=erasure.cohorts(connection, self.instance),
                fresh=_fresh(standing, self.programme.cohorts),
                frames=frames.kept(standing),
                told=agendas.told(standing),
            )
        return replace(found, stored=self._rows(kept))

    def frames(self) -> Mapping[str, Frame]:
        """Cohort → what it was judged by when that was last noted."""
        with self.engine.connect() as connection:
            return frames.kept(Standing(connection, self.instance, frame.BEGINNING))

    def note_frames(self) -> None:
        """Whatever config becomes, a cohort that is finished by then is judged by what holds now (ADR 69)."""
        frames.keep(self.engine, self.instance, self.programme.cohorts, self.programme)

    def is_to_forget(self, person_id: str) -> bool:
        with self.engine.connect() as connection:
            return person_id in erasure.noted(Standing(connection, self.instance, erasure.NOTED))

    def confirm(self, asked: AnswersOf, who: str, seen: str | None = None) -> None:
        """Somebody opened the source and saw that it is up to date. Raises ConfigError where nothing needs that.

        seen: when that was said last, as who says it saw it; AlreadyConfirmed where somebody said so since.
        """
        _, questionnaire = self._place(asked)
        if questionnaire.source.kind == "list":
            raise ConfigError(
                say(
                    "様式『{form}』の回答先はリストなので、確認は要りません。読んだ時刻まで分かります。",
                    form=asked.form,
                )
            )
        said = Confirmed(asked, clock.now().isoformat(timespec="seconds"), who)
        with self.engine.begin() as connection:
            bookmarks.alone(connection, self.instance, asked)
            before = bookmarks.confirmed(connection, self.instance, asked)
            if seen is not None and seen != (before.at if before else ""):
                raise AlreadyConfirmed(before)
            upsert(connection, instance=self.instance, key=said.key, memo=json.dumps(said.to_memo()))
            audit.append(connection, self.instance, {"confirmed": said.to_memo()})

    @property
    def correcting(self) -> Correcting:
        """What an officer says of single rows."""
        return Correcting(self._judgments, self._place)

    def note_export(self, who: str, what: Mapping[str, object]) -> None:
        """Somebody took a copy of it away. what: which part, and in which shape."""
        with self.engine.begin() as connection:
            audit.append(connection, self.instance, {"exported": {**what, "who": who}})

    def note_to_forget(self, person_id: str, reason: str) -> None:
        with self.engine.begin() as connection:
            erasure.note(connection, self.instance, person_id, reason)

    def forget(self, person_id: str) -> None:
        with erasure.for_good(self.engine) as connection:
            erasure.forget(connection, self.instance, person_id)

    def cohorts_held(self) -> frozenset[str]:
        with self.engine.connect() as connection:
            return erasure.cohorts(connection, self.instance)

    def expire(self, cohort: str) -> None:
        with erasure.for_good(self.engine) as connection:
            erasure.expire(connection, self.instance, cohort)

    def holds_texts(self, cohort: str) -> bool:
        with self.engine.connect() as connection:
            return any(True for _ in wording.of(connection, self.instance, cohort, self._wordless))

    def expire_texts(self, cohort: str) -> None:
        with erasure.for_good(self.engine) as connection:
            audit.alone(connection, self.instance)
            wording.take_away(connection, self.instance, cohort, self._wordless)

    def _wordless(self, form: str) -> Wordless:
        return Wordless(self.programme.forms.get(form), self.programme.timezone)

    def editions(self, cohort: str) -> Sequence[Edition]:
        return publications.editions(self.engine, self.instance, cohort)

    def is_as_published(self, cohort: str) -> bool:
        with snapshot(self.engine) as connection:
            return sealing.is_as_kept(connection, self.instance, cohort)

    def publish(self, edition: Edition, page: str, at: str) -> bool:
        cohort = self.programme.cohort(edition.cohort)
        if cohort is None or not self.is_as_published(cohort.key):
            return False
        told = summary.told_by(page, cohort.questionnaires)
        with snapshot(self.engine) as connection:
            kept = self._judgments.kept(connection, [cohort])
            standing = Standing(connection, self.instance, *REMEMBERED)
            fresh, records = _fresh(standing, [cohort]), self._published(connection, standing)
        records, hours = replace(records, stored=self._rows(kept)), None
        if at and summary.tells_hours(page):
            records = replace(records, fresh=fresh)
            hours = records.hours(cohort, self.programme, datetime.fromisoformat(at))
        found = summary.of(cohort, told, records, self.programme, hours=hours)
        if found.to_markdown() != page:
            return False
        with self.engine.begin() as connection:
            publications.keep(connection, self.instance, edition, found.releases)
        return True

    def rows_of(self, cohort: Cohort) -> Iterator[Row]:
        """Each response once, also those that count no more."""
        with snapshot(self.engine) as connection:
            kept = self._judgments.kept(connection, [cohort])
        return iter(self._rows(kept))

    def records_of(self, cohorts: Iterable[Cohort], rows: Iterable[Row]) -> Records:
        """What an export is made of, beside what was published; rows: of these cohorts."""
        with snapshot(self.engine) as connection:
            standing = Standing(connection, self.instance, *REMEMBERED)
        return replace(Records.of(rows), frames=frames.kept(standing), fresh=_fresh(standing, cohorts))

    def judged(self, cohorts: Iterable[Cohort], records: Records) -> list[Hours]:
        """Hours of each cohort by all that is written, now: the time of a lent clock, for who looks here runs nothing."""
        now = clock.asked().astimezone(self.programme.timezone)
        return [records.hours(one, self.programme, now, Ahead.COUNTED) for one in cohorts]

    def overview(self, cohort: str, at: datetime) -> Overview:
        of = called.cohort(cohort, self.programme)
        records = self.snapshot()
        return Overview(records.hours(of, self.programme, at), records, self.programme)

    def said(self, cohorts: Iterable[Cohort]) -> Mapping[int, Sequence[Correction]]:
        """What officers said of rows, by row."""
        asked = (AnswersOf.questionnaire(one) for cohort in cohorts for one in cohort.collected)
        return {row: said for one in asked for row, said in self._judgments.said(one).items()}

    def freshness(self, cohorts: Iterable[str]) -> list[Freshness]:
        with snapshot(self.engine) as connection:
            standing = Standing(connection, self.instance, *bookmarks.REMEMBERED)
        return bookmarks.freshness(standing, cohorts)

    def _published(self, connection: Connection, standing: Standing) -> Records:
        released = publications.released(connection, self.instance)
        return Records.of((), released, publications.told_elsewhere(standing))

    def _rows(self, kept: Sequence[Kept]) -> Sequence[Row]:
        """What must be judged anew is so at once, now that nothing is looked at any more: it may take long and is kept."""
        are_todays = all(map(self._judgments.is_todays, kept))
        return Later(lambda: self._that_count(kept)) if are_todays else tuple(self._that_count(kept))

    def _that_count(self, kept: Iterable[Kept]) -> Iterator[Row]:
        found = (row for one in kept for row in self._judgments.of_cohort(one, self.leave))
        return (row for row in found if row.state != State.REPEATED)

    @cached_property
    def _judgments(self) -> Judgments:
        return Judgments(self.engine, self.instance, self.programme)

    def _bookmark(self, asked: AnswersOf) -> Bookmark:
        return bookmarks.of(self.engine, self.instance, asked)

    def _against_what_is_there(self, questionnaire: Questionnaire, reading: SourceReading) -> _Compared:
        """Nothing is looked up where the reading brings nothing to hold against it."""
        if not (reading.items or reading.gone or reading.parts or reading.there is not None):
            return _Compared(reading, None, [], Difference())
        asked = AnswersOf.questionnaire(questionnaire)
        with self.engine.connect() as connection:
            bookmark = bookmarks.of(connection, self.instance, asked)
            there = rows.known(connection, self.instance, asked)
        versions = version.of(reading, questionnaire.form, self.programme.timezone)
        return _Compared(reading, bookmark, there, intake.between(there, versions, reading, bookmark.read))

    def _write(self, connection: Connection, taken: Taken) -> None:
        now = clock.now()
        rows.add(connection, self.instance, taken.new.rows())
        rows.reword(connection, [*taken.reworded.rows()], now)
        rows.lose(connection, taken.gone, intake.deleted(), now)
        rows.restate(connection, taken.states)

    def _place(self, asked: AnswersOf) -> tuple[Cohort, Questionnaire]:
        for cohort in self.programme.cohorts:
            for questionnaire in cohort.collected:
                if AnswersOf.questionnaire(questionnaire) == asked:
                    return cohort, questionnaire
        raise ConfigError(
            say("設定に様式『{form}』({session})がもうありません。", form=asked.form, session=asked.session)
        )


def _fresh(standing: Standing, cohorts: Iterable[Cohort]) -> dict[AnswersOf, Freshness]:
    found = bookmarks.freshness(standing, (one.key for one in cohorts))
    return {one.asked: one for one in found}


def _counted(taken: Taken, difference: Difference) -> Stored:
    """An adopted row is nothing new."""
    adopted = {row.number for row, _ in difference.adopted}
    spoilt = taken.new.states.count(State.QUARANTINED) + sum(
        row.state == State.QUARANTINED and row.number not in adopted for row in taken.reworded.rows()
    )
    return Stored(difference.rows, spoilt)
