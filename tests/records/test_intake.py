"""What a reading brings, and what comes of taking it in: edited, deleted, repeated, adopted; judged once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from m365bot.records import Row, State
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.records.programmes import ASKED, Office, Shelf, answer, trainee, with_form

MADE = datetime(2025, 6, 19, 9, tzinfo=UTC)


def line(mail="t1@example.jp", satisfaction=4, minute=3, **more):
    found = answer(mail, satisfaction, f"2025-06-19 09:{minute:02}:10", **more)
    del found["ID"]
    return found


def changed(*items, gone=(), there=None, created=MADE):
    """What changed since the last reading: id → cells."""
    found = [Item(f"list/{number}", cells, created) for number, cells in items]
    headers = [Column(header) for header in line()]
    ids = frozenset(f"list/{number}" for number in gone)
    every = None if there is None else frozenset(f"list/{number}" for number in there)
    return SourceReading("R7 powerbi-1", headers, found, gone=ids, there=every)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def shelf(office):
    """Ten rows of ten people."""
    made = Shelf(office)
    made.take(changed(*((n, line(f"t{n}@example.jp")) for n in range(1, 11))))
    return made


def test_nothing_new_brings_nothing_and_judges_nothing(shelf):
    before, rows = shelf.judged, shelf.rows

    difference = shelf.take(changed(*((n, line(f"t{n}@example.jp")) for n in range(1, 11))))

    assert (difference.rows, difference.anything) == (0, 0)
    assert (shelf.judged - before, shelf.rows) == (0, rows)


def test_of_ten_rows_and_a_new_one_the_new_one_alone_is_judged_and_supersedes_its_persons_old_one(shelf):
    before = shelf.judged

    difference = shelf.take(changed((11, line("t3@example.jp", 2, minute=30))))

    assert (difference.rows, shelf.judged - before) == (1, 1)
    assert shelf.shown[2] == ("superseded", 4)
    assert shelf.shown[10] == ("kept", 2)


def test_an_edited_line_is_a_new_wording_of_the_same_row(shelf):
    difference = shelf.take(changed((3, line("t3@example.jp", 1))))

    assert (difference.rows, len(shelf.rows)) == (1, 10)
    assert (shelf.rows[2].number, shelf.shown[2]) == (3, ("kept", 1))
    assert not difference.new


def test_a_mended_address_frees_the_row(office):
    shelf = Shelf(office)
    shelf.take(changed((1, line("t1@exmple.jp"))))
    first = shelf.shown

    shelf.take(changed((1, line("t1@example.jp"))))

    assert (first, shelf.shown) == ([("quarantined", 4)], [("kept", 4)])


def test_a_wording_that_is_spoilt_gives_way_to_the_persons_other_row(shelf):
    shelf.take(changed((11, line("t3@example.jp", 2, minute=30))))

    shelf.take(changed((11, line("t3@example.jp", 9, minute=30))))

    assert (shelf.shown[2][0], shelf.shown[10][0]) == ("kept", "quarantined")


def test_a_deleted_line_counts_no_more_its_row_stays_and_comes_back_with_it(shelf):
    shelf.take(changed((11, line("t3@example.jp", 2, minute=30))))

    deleted = shelf.take(changed(gone=[11, 99]))
    gone, rows = shelf.shown, shelf.rows
    again = shelf.take(changed(gone=[11]))
    back = shelf.take(changed((11, line("t3@example.jp", 2, minute=30))))

    assert (deleted.rows, deleted.anything, again.anything, back.rows) == (0, 1, 0, 1)
    assert (gone[2], gone[10]) == (("kept", 4), ("superseded", 2))
    assert rows[10].reason == "回答先から消されています。"
    assert (shelf.shown[2], shelf.shown[10]) == (("superseded", 4), ("kept", 2))
    assert not shelf.rows[10].gone


def test_where_all_was_read_what_is_missing_is_deleted(shelf):
    difference = shelf.take(changed(there=range(1, 9)))

    assert [row.known_by for row in difference.gone] == ["list/10", "list/9"]


def test_a_response_that_came_twice_is_one_until_the_first_is_deleted(shelf):
    twice = shelf.take(changed((11, line("t3@example.jp"))))
    before = shelf.shown
    shelf.take(changed(gone=[3]))

    assert (twice.rows, twice.repeated, len(twice.new)) == (0, 1, 1)
    assert before[2] == ("kept", 4)
    assert len(before) == 10
    assert (shelf.shown[2], shelf.shown[10]) == (("superseded", 4), ("kept", 4))


def test_two_in_one_reading_are_one_too(office):
    shelf = Shelf(office)

    difference = shelf.take(changed((1, line()), (2, line()), (3, line(minute=4))))

    assert (difference.rows, difference.repeated) == (2, 1)


def test_a_twin_of_what_is_deleted_at_the_same_time_is_new(shelf):
    difference = shelf.take(changed((11, line("t3@example.jp")), gone=[3]))

    assert (difference.rows, difference.anything) == (1, 2)


def test_the_nameless_who_answer_alike_are_several_and_each_may_mend_his_own():
    shelf = Shelf(Office(change=with_form(who="anonymous")))
    same = {"メール": "anonymous", "研修の満足度": 5, "業務で使えそうな場面": "点検"}
    headers = [Column(header) for header in same]

    def of(*cells):
        return SourceReading("s", headers, [Item(f"l/{n}", one, MADE) for n, one in enumerate(cells)])

    first = shelf.take(of(same, same, same))
    second = shelf.take(of(same, {**same, "研修の満足度": 1}, same))

    assert (first.rows, second.rows) == (3, 1)
    assert shelf.shown == [("kept", 5), ("kept", 1), ("kept", 5)]


# rows of databases that knew no ids


def old(office, *cells, read=datetime(2025, 6, 20, tzinfo=UTC)):
    """A shelf as an upgrade leaves it: known by content, judged again."""
    shelf = Shelf(office)
    rows = shelf.office.judge(shelf.office.versions(changed(*enumerate(cells, 1))))
    shelf.rows = tuple(
        replace(row, known_by=f"={row.digest}", number=number, response="", created=None)
        for number, row in enumerate(rows, 1)
        if row.state != State.REPEATED
    )
    shelf.read = read
    return shelf


def test_an_old_row_is_known_by_its_item_from_the_first_time_it_comes_again(office):
    shelf = old(office, line("t1@example.jp"), line("t2@example.jp"))

    seen = shelf.take(changed((1, line("t1@example.jp")), (2, line("t2@example.jp"))))
    edited = shelf.take(changed((2, line("t2@example.jp", 1))))

    assert (seen.anything, len(seen.adopted)) == (0, 2)
    assert [row.known_by for row in shelf.rows] == ["list/1", "list/2"]
    assert edited.rows == 1
    assert shelf.shown == [("kept", 4), ("kept", 1)]


def test_an_old_row_whose_item_nobody_has_shown_stays_even_where_all_was_read(office):
    shelf = old(office, line("t1@example.jp"), line("t2@example.jp"))

    difference = shelf.take(changed((2, line("t2@example.jp")), there=[2]))

    assert (difference.gone, len(difference.adopted)) == ([], 1)
    assert shelf.shown == [("kept", 4), ("kept", 4)]


def test_an_old_row_that_was_edited_meanwhile_is_known_by_its_moment(office):
    shelf = old(office, line("t1@exmple.jp"), line("t2@example.jp", minute=4))

    difference = shelf.take(changed((1, line("t1@example.jp"))))

    assert (difference.rows, len(difference.changed), len(shelf.rows)) == (1, 1, 2)
    assert shelf.shown == [("kept", 4), ("kept", 4)]


def test_where_two_old_rows_have_that_moment_nothing_is_guessed(office):
    shelf = old(office, line("t1@exmple.jp"), line("t2@example.jp"))

    difference = shelf.take(changed((1, line("t1@example.jp"))))

    assert (len(difference.new), len(shelf.rows)) == (1, 3)


def test_an_item_made_since_then_is_nobodys_old_row(office):
    shelf = old(office, line("t1@example.jp"))
    young = datetime(2025, 6, 20, 0, 0, 1, tzinfo=UTC)

    difference = shelf.take(changed((7, line("t1@example.jp")), created=young))

    assert (len(difference.new), difference.adopted) == (1, [])


def test_equal_old_rows_are_had_once_each(office):
    shelf = old(office, line("t1@example.jp"))

    difference = shelf.take(changed((1, line("t1@example.jp")), (2, line("t1@example.jp"))))

    assert (len(difference.adopted), len(difference.new), difference.rows) == (1, 1, 0)
    assert shelf.shown == [("kept", 4)]


def test_judged_again_by_a_mended_roster_and_only_what_is_there():
    office = Office()
    shelf = Shelf(office)
    shelf.take(changed((1, line("new@example.jp")), (2, line("t2@example.jp"))))
    shelf.take(changed(gone=[2]))
    before = shelf.judged
    office.enrol(*office.cohort.lines, trainee(replace(office.people[0], id="n", mail="new@example.jp")))

    rows = shelf.judge_again()

    assert [row.state for row in rows] == [State.KEPT, State.SUPERSEDED]
    assert shelf.judged - before == 1
    assert (rows[0].person_id, rows[0].once) == ("n", "n")


def test_a_person_out_of_the_roster_for_a_while_is_the_same_when_back():
    office = Office()
    shelf = Shelf(office)
    shelf.take(changed((1, line("t1@example.jp"))))
    lines = office.cohort.lines
    office.enrol(*lines[1:])
    shelf.judge_again()
    away = shelf.rows[0]
    office.enrol(trainee(replace(office.people[0], mail="married@example.jp", contact="")), *lines[1:])

    (row,) = shelf.judge_again()

    assert (away.state, away.person_id, away.once) == (State.QUARANTINED, None, "p1")
    assert (row.state, row.person_id) == (State.KEPT, "p1")


def test_another_address_is_not_taken_for_the_one_before_it(office):
    shelf = Shelf(office)
    shelf.take(changed((1, line("t1@example.jp"))))

    shelf.take(changed((1, line("stranger@example.jp"))))

    (row,) = shelf.rows
    assert isinstance(row, Row)
    assert (row.state, row.person_id, row.once) == (State.QUARANTINED, None, None)
    assert (row.asked, row.origin) == (ASKED, "R7 powerbi-1")


def test_rows_that_say_something_else_are_named_by_their_number(shelf):
    difference = shelf.take(changed((3, line("t3@example.jp", 1)), (4, line("t4@example.jp"))))

    assert difference.reworded == [3]


def exported(*cells, part="a.csv", parts=("a.csv",)):
    """All lines of a file, known by what they say alone."""
    headers = [Column(header) for header in line()]
    return SourceReading(
        "R7 powerbi-1", headers, [Item("", each, None, part) for each in cells], parts=frozenset(parts)
    )


def test_a_line_that_left_its_file_is_gone_once(office):
    shelf = Shelf(office)
    one, two = line("t1@example.jp"), line("t2@example.jp", minute=4)
    shelf.take(exported(one, two))

    left = shelf.take(exported(one))
    again = shelf.take(exported(one))
    unread = shelf.take(exported(parts=()))

    assert [row.digest for row in left.gone] == [shelf.rows[1].digest]
    assert (left.anything, again.anything, unread.anything) == (1, 0, 0)
    assert shelf.shown == [("kept", 4), ("superseded", 4)]
