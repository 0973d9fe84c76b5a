"""Lines as they read at one moment: what they are known by, and which are one response that came twice."""

from datetime import UTC, datetime

import pytest

from m365bot.records import version
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.records.programmes import TOKYO, Office, answer, with_form

MADE = datetime(2025, 6, 19, 9, tzinfo=UTC)
LATER = datetime(2025, 6, 19, 10, tzinfo=UTC)


def versions(*items, who="attendees"):
    office = Office(change=with_form(who=who))
    headers = dict.fromkeys(header for item in items for header in item.cells)
    reading = SourceReading("s", [Column(header) for header in headers], items)
    return list(version.of(reading, office.questionnaire.form, TOKYO))


def nameless(**cells):
    return {"メール": "anonymous", "研修の満足度": 5, **cells}


def unnumbered(**cells):
    line = answer(**cells)
    del line["ID"]
    return line


def test_a_line_is_known_by_its_own_id_and_else_by_its_content_counted():
    ids = versions(Item("list/5", answer()), Item("", answer()), Item("", answer()), Item("", answer("x@y")))

    first, second, third, other = (one.known_by for one in ids)
    assert first == "list/5"
    assert second == f"={ids[1].digest}#2"
    assert third == f"={ids[2].digest}#3"
    assert other == f"={ids[3].digest}"


def test_every_header_is_kept_and_cells_are_json():
    (found,) = versions(Item("1", {"メール": "x@y", "研修の満足度": None, "日": datetime(2025, 6, 1)}, MADE))

    assert found.fields == {"メール": "x@y", "研修の満足度": None, "日": "2025-06-01T00:00:00"}
    assert (found.created, found.submitted) == (MADE, MADE)


def test_a_time_of_its_own_goes_before_when_the_line_was_made():
    (found,) = versions(Item("1", answer(at="2025-06-19T08:00:00Z"), MADE))

    assert found.submitted == datetime(2025, 6, 19, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "made", "is_one"),
    [
        (unnumbered(), (MADE, LATER), True),  # C14: the same completion time
        (unnumbered(at=""), (MADE, MADE), True),
        (unnumbered(at=""), (MADE, LATER), False),
        (unnumbered(at=""), (None, None), False),
        (nameless(), (MADE, MADE), False),  # C59
        (nameless(完了時刻="2025-06-19 09:00:00"), (MADE, MADE), False),
        (nameless(ID=3), (MADE, LATER), True),  # the form's own number of the response
        ({"研修の満足度": 5}, (MADE, MADE), False),
        ({**nameless(), "メール": {"LookupId": "12"}}, (MADE, MADE), True),
        ({**nameless(), "メール": {"LookupId": "12"}}, (MADE, LATER), False),
    ],
)
def test_two_equal_lines_are_one_response_where_a_name_and_a_moment_or_a_number_says_so(cells, made, is_one):
    one, two = versions(Item("1", cells, made[0]), Item("2", cells, made[1]))

    assert (one.response == two.response != "") is is_one
    assert one.digest == two.digest


def test_lines_that_say_different_things_are_never_one_response():
    one, two = versions(Item("1", unnumbered(), MADE), Item("2", unnumbered(satisfaction=5), MADE))

    assert one.response != two.response


@pytest.mark.parametrize(
    ("identity", "named"),
    [("a@b", True), ("anonymous", False), ("ANONYMOUS ", False), ("", False), ("　", False)],
)
def test_who_is_named(identity, named):
    assert version.is_named(identity) is named
