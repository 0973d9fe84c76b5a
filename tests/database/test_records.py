"""Submissions in the database: stored once, judged once, by today's config, with all that came before."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from m365bot import clock
from m365bot.database import audit, tables
from m365bot.database.books import Books
from m365bot.database.judgments import Leave
from m365bot.database.records import StoredRecords
from m365bot.errors import ConfigError
from m365bot.journal.writing import Stored
from m365bot.programme.forms import SourcePlace
from m365bot.records import AnswersOf, intake
from m365bot.records.freshness import AlreadyConfirmed, Freshness
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.records.programmes import ASKED, Office, answer, person, trainee, with_form

MADE = datetime(2025, 6, 19, 9, tzinfo=UTC)


def line(mail="t1@example.jp", satisfaction=4, minute=3):
    found = answer(mail, satisfaction, f"2025-06-19 09:{minute:02}:10")
    del found["ID"]
    return found


def reading(*items, gone=(), link="link 1", there=None):
    found = [Item(f"list/{number}", cells, MADE) for number, cells in items]
    ids = frozenset(f"list/{number}" for number in gone)
    return SourceReading("R7 powerbi-1", [Column(header) for header in line()], found, ids, there, link)


TEN = reading(*((n, line(f"t{n}@example.jp")) for n in range(1, 11)))


class House:
    """One office with its database; config may change between two runs."""

    def __init__(self, books: Books, office: Office) -> None:
        self.engine, self.instance, self.office = books.engine, books.instance, office

    def records(self, leave: Leave = Leave.KEEP) -> StoredRecords:
        """As the next run has them."""
        cohort = replace(self.office.cohort, questionnaires=(self.office.questionnaire,))
        programme = replace(self.office.programme, cohorts=(cohort,))
        return StoredRecords(self.engine, self.instance, programme, leave)

    def store(self, found: SourceReading) -> tuple[Stored, int]:
        """What it came to, and how many rows were judged for it."""
        with capture_logs() as events:
            stored = self.records().store(ASKED, found)
        return stored, judged(events)

    def rows(self, leave: Leave = Leave.KEEP):
        return self.records(leave).snapshot().stored

    def judged_for_a_look(self, leave: Leave = Leave.KEEP) -> int:
        with capture_logs() as events:
            self.rows(leave)
        return judged(events)

    def table(self, table):
        with self.engine.connect() as connection:
            found = connection.execute(select(table).where(table.c.instance == self.instance))
            return list(found.mappings())


def judged(events) -> int:
    return sum(event["rows"] for event in events if event["event"] == "rows.judged")


@pytest.fixture
def house(books: Books) -> House:
    return House(books, Office())


def states(rows):
    return [(str(row.state), row.answers.get("satisfaction")) for row in rows]


def test_what_is_stored_comes_back_as_it_was_judged(house):
    stored, count = house.store(reading((1, line()), (2, line("nobody@example.jp"))))

    kept, strange = house.rows()
    assert (stored, count) == (Stored(2, 1), 2)
    assert (kept.state, kept.person_id, kept.answers) == ("kept", "p1", {"satisfaction": 4, "idea": "点検"})
    assert (kept.raw, kept.origin, kept.late, kept.known_by) == (line(), "R7 powerbi-1", False, "list/1")
    assert (kept.submitted, kept.created) == (datetime(2025, 6, 19, 0, 3, 10, tzinfo=UTC), MADE)
    assert (kept.cohort, kept.form, kept.session) == ("R7", "after", "powerbi-1")
    assert (strange.state, strange.person_id) == ("quarantined", None)
    assert "nobody@example.jp" in strange.reason


def test_a_letter_that_no_text_of_a_server_has_stops_nothing(house):
    """As a file of another encoding, dropped by hand, may have it; docs of PostgreSQL, character types."""
    odd = {**line("t\0@example.jp"), "業務で使えそうな場面": "橋\0の点検"}

    stored, _ = house.store(reading((1, odd)))

    assert (stored.new, len(house.rows())) == (1, 1)
    assert house.table(tables.rows)[0]["raw"]["業務で使えそうな場面"] == "橋\0の点検"


def test_hours_are_judged_at_the_time_that_a_practice_tenant_lends(house, monkeypatch):
    monkeypatch.setattr(clock, "asked", lambda: MADE)
    records = house.records()

    [hours] = records.judged(records.programme.cohorts, records.records_of(records.programme.cohorts, []))

    assert hours.now == MADE


def test_seeing_judges_nothing(house):
    with capture_logs() as events:
        brought = house.records().compare(ASKED, TEN)

    assert (brought.rows, brought.remarks, judged(events)) == (10, (), 0)


def test_a_second_collect_with_nothing_new_judges_nothing_and_one_row_costs_one(house):
    _, first = house.store(TEN)
    again = house.records().compare(ASKED, TEN)
    one, count = house.store(reading((11, line("t3@example.jp", 1, minute=30)), link="link 2"))

    assert (first, again.rows) == (10, 0)
    assert (one, count) == (Stored(1, 0), 1)
    assert house.judged_for_a_look() == 0
    assert states(house.rows())[2] == ("superseded", 4)
    assert states(house.rows())[10] == ("kept", 1)


def test_storing_the_same_again_changes_nothing(house):
    house.store(TEN)

    stored, count = house.store(TEN)

    assert (stored, count, len(house.rows())) == (Stored(0, 0), 0, 10)


def test_an_edited_line_keeps_its_row_and_its_old_wording_is_history(house):
    house.store(reading((1, line()), (2, line("t2@example.jp"))))

    stored, _ = house.store(reading((1, line(satisfaction=1)), link="link 2"))

    assert stored == Stored(1, 0)
    assert states(house.rows()) == [("kept", 1), ("kept", 4)]
    (before,) = house.table(tables.versions)
    assert (before["row"], before["raw"]) == (house.rows()[0].number, line())
    assert before["submitted"] == "2025-06-19T00:03:10+00:00"
    assert datetime.fromisoformat(before["until"]) <= clock.now()


def test_an_edited_line_that_is_spoilt_is_counted_as_such(house):
    house.store(reading((1, line())))

    assert house.store(reading((1, line(satisfaction=9))))[0] == Stored(1, 1)


def test_a_deleted_line_is_told_counts_no_more_and_stays(house):
    house.store(reading((1, line()), (2, line("t2@example.jp"))))
    deletion = reading(gone=[1], link="link 2")

    brought = house.records().compare(ASKED, deletion)
    stored, count = house.store(deletion)
    again = house.records().compare(ASKED, deletion)

    assert (brought.rows, stored, count, again.rows) == (1, Stored(0, 0), 0, 0)
    assert (brought.deleted, again.deleted) == (1, 0)
    assert "消された回答が1件" in brought.remarks[0]
    assert again.remarks == ()
    assert states(house.rows()) == [("superseded", 4), ("kept", 4)]
    assert house.rows()[0].reason == "回答先から消されています。"
    assert house.table(tables.rows)[0]["gone"]


def test_a_deleted_line_that_is_put_back_counts_again(house):
    house.store(reading((1, line())))
    house.store(reading(gone=[1]))

    house.store(reading((1, line())))

    assert states(house.rows()) == [("kept", 4)]
    assert house.table(tables.rows)[0]["gone"] is None
    assert house.table(tables.versions) == []


def test_a_response_that_came_twice_is_shown_once(house):
    stored, _ = house.store(reading((1, line()), (2, line())))

    assert stored == Stored(1, 0)
    assert len(house.rows()) == 1
    assert len(house.table(tables.rows)) == 2


def test_a_mended_roster_frees_rows_at_the_next_look_and_is_judged_by_once(house):
    house.store(reading((1, line("new@example.jp")), (2, line())))
    house.office.enrol(*house.office.cohort.lines, trainee(person("n", "new@example.jp")))

    looked = house.judged_for_a_look(Leave.LOOK)
    seen = states(house.rows(Leave.LOOK))
    kept = house.judged_for_a_look(Leave.KEEP)
    after = house.judged_for_a_look(Leave.KEEP)

    assert seen == [("kept", 4), ("kept", 4)]
    assert (looked, kept, after) == (2, 2, 0)
    assert house.table(tables.rows)[0]["person_id"] == "n"


def test_who_only_looks_keeps_nothing(house):
    house.store(reading((1, line("new@example.jp"))))
    before = house.table(tables.rows), house.table(tables.bookmarks)
    house.office.enrol(*house.office.cohort.lines, trainee(person("n", "new@example.jp")))

    house.rows(Leave.LOOK)

    assert (house.table(tables.rows), house.table(tables.bookmarks)) == before


def test_who_looks_while_rows_come_in_does_not_undo_what_they_changed(house, monkeypatch):
    """A plan judges anew as config has changed; meanwhile a collect stores a later answer of the same person."""
    house.store(reading((1, line(minute=3))))
    house.office.enrol(*house.office.cohort.lines, trainee(person("n", "new@example.jp")))
    again = intake.again

    def slowly(rows, judge):
        monkeypatch.setattr(intake, "again", again)
        judged = again(rows, judge)
        house.store(reading((2, line(minute=4)), link="link 2"))
        return judged

    monkeypatch.setattr(intake, "again", slowly)
    house.rows()

    assert [row["state"] for row in house.table(tables.rows)] == ["superseded", "kept"]


def test_new_rows_are_judged_beside_all_the_others_once_config_has_changed(house):
    house.store(TEN)
    house.office.questionnaire = with_form(resubmission="first")(house.office.questionnaire)

    stored, count = house.store(reading((11, line("t3@example.jp", 1, minute=30)), link="link 2"))

    assert (stored, count) == (Stored(1, 0), 11)
    assert house.judged_for_a_look() == 0
    assert states(house.rows())[2] == ("kept", 4)
    assert states(house.rows())[10] == ("superseded", 1)


def test_a_person_whose_address_changed_is_known_by_the_rows_before(house):
    house.store(reading((1, line("t1@example.jp"))))
    first = house.office.people[0]
    house.office.enrol(trainee(replace(first, mail="married@example.jp", contact="married@example.jp")))

    house.store(reading((2, line("t1@example.jp", 2, minute=30)), link="link 2"))

    assert [row.person_id for row in house.rows()] == ["p1", "p1"]
    assert states(house.rows()) == [("superseded", 4), ("kept", 2)]


def test_the_link_goes_on_from_what_was_stored(house):
    assert house.records().links("R7").get(ASKED) is None
    began = clock.now()

    house.store(TEN)
    house.store(reading(link="link 2"))

    assert house.records().links("R7").get(ASKED) == "link 2"
    (bookmark,) = house.table(tables.bookmarks)
    assert began <= datetime.fromisoformat(bookmark["read"]) <= clock.now()
    assert house.records().links("R7").get(AnswersOf("R7", "before", "powerbi-1")) is None


def test_a_snapshot_shows_the_rows_there_were_however_late_they_are_looked_at(house):
    house.store(TEN)
    taken = house.records().snapshot()

    house.store(reading((11, line("t11@example.jp"))))

    assert len(taken.stored) == 10
    assert len(house.rows()) == 11


def test_a_reading_that_was_compared_can_be_stored_as_it_is_until_something_is(house):
    records = house.records()
    records.compare(ASKED, TEN)

    found = records.compared(ASKED)
    records.store(ASKED, TEN)

    assert found is TEN
    assert records.compared(ASKED) is None
    records.compare(ASKED, TEN)
    house.store(reading((11, line("t3@example.jp", minute=9)), link="link 2"))
    assert records.compared(ASKED) is None


def test_what_somebody_else_stored_since_the_comparison_is_not_counted_again(house):
    records = house.records()
    records.compare(ASKED, TEN)
    house.store(TEN)

    stored = records.store(ASKED, TEN)

    assert stored == Stored(0, 0)
    assert len(house.rows()) == 10


def test_lines_of_a_list_that_was_renamed_away_go_on_counting(house):
    house.store(reading((1, line())))
    successor = replace(reading(link="link 2", there=frozenset()), of="successor/")

    brought = house.records().compare(ASKED, successor)
    house.store(successor)

    assert brought.rows == 0
    assert states(house.rows()) == [("kept", 4)]


def test_another_reading_than_the_one_compared_is_held_against_what_is_there(house):
    records = house.records()
    records.compare(ASKED, TEN)

    stored = records.store(ASKED, reading((1, line())))

    assert stored == Stored(1, 0)
    assert len(house.rows()) == 1


def test_instances_and_questionnaires_keep_apart(house, others):
    house.store(TEN)

    other = replace(house.records(), instance=others.instance)

    assert other.snapshot().empty
    assert other.links("R7").get(ASKED) is None
    assert other.store(ASKED, TEN) == Stored(10, 0)
    assert len(house.rows()) == 10


def test_remarks_come_with_rows_only(house):
    columns = [*(Column(header) for header in line()), Column("会場", names=("a", "b"))]
    found = replace(reading((1, line())), columns=columns)

    first = house.records().compare(ASKED, found)
    house.store(found)
    again = house.records().compare(ASKED, found)

    assert "列『会場』が2つあります" in first.remarks[0]
    assert again.remarks == ()


def test_a_questionnaire_that_config_has_no_more_is_told(house):
    with pytest.raises(ConfigError, match="様式『before』"):
        house.records().compare(AnswersOf("R7", "before"), TEN)


def test_freshness_is_found_by_cohort_whoever_remembered_it(house, others):
    old, new = "2025-01-01T00:00:00+00:00", "2025-06-01T00:00:00+00:00"
    older = Freshness(AnswersOf("R6", "after"), old, old)
    ours = [Freshness(AnswersOf("R7", form, "s"), new, new) for form in ("b", "a")]
    with house.engine.begin() as connection:
        for instance, key, memo in (
            *((house.instance, one.key, one.to_memo()) for one in (older, *ours)),
            (others.instance, ours[0].key, ours[0].to_memo()),
            (house.instance, "team:x/channel:y", {"id": "1"}),
        ):
            values = {"instance": instance, "key": key, "memo": json.dumps(memo)}
            connection.execute(tables.memory.insert().values(**values))

    assert house.records().freshness(["R7"]) == [ours[1], ours[0]]
    assert house.records().freshness([]) == []


def test_that_somebody_opened_a_workbook_is_kept_with_who_and_when_in_the_chain(house):
    place = SourcePlace("workbook", None, "a.xlsx")
    house.office.questionnaire = replace(house.office.questionnaire, source=place)

    house.records().confirm(ASKED, "kenshu")

    with house.engine.connect() as connection:
        memos = connection.execute(tables.memory.select()).mappings()
        (memo,) = [one for one in memos if one["key"] == "confirmed:R7/after/powerbi-1"]
        entries = [one.entry for one in audit.all_of(connection, house.instance)]
    assert '"who": "kenshu"' in memo["memo"]
    assert '"confirmed"' in entries[-1]


def test_of_two_who_say_at_once_that_they_opened_it_one_is_heard(house):
    house.office.questionnaire = replace(
        house.office.questionnaire, source=SourcePlace("workbook", None, "a.xlsx")
    )
    house.records().confirm(ASKED, "kenshu", "")

    with pytest.raises(AlreadyConfirmed, match="kenshu"):
        house.records().confirm(ASKED, "ito", "")

    with house.engine.connect() as connection:
        entries = [one.entry for one in audit.all_of(connection, house.instance)]
    assert len([one for one in entries if "confirmed" in one]) == 1


def test_a_list_needs_nobodys_word(house):
    with pytest.raises(ConfigError, match="確認は要りません"):
        house.records().confirm(ASKED, "kenshu")
