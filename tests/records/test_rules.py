"""Which rows count."""

from datetime import UTC, datetime

import pytest

from m365bot.records import Known, State, rules

KEPT, OUT, LOOK, AGAIN = State.KEPT, State.SUPERSEDED, State.QUARANTINED, State.REPEATED


def row(person="p1", hour=9, **more):
    at = datetime(2025, 6, 19, hour, tzinfo=UTC) if hour else None
    return Known(0, f"i{id(more)}", "d", person_id=person, submitted=at, **more)


@pytest.mark.parametrize(
    ("rows", "last", "first"),
    [
        ([row(hour=9), row(hour=10)], [OUT, KEPT], [KEPT, OUT]),
        ([row(hour=10), row(hour=9)], [KEPT, OUT], [OUT, KEPT]),
        ([row(hour=9), row(hour=9)], [OUT, KEPT], [KEPT, OUT]),
        ([row(hour=None), row(hour=9)], [OUT, KEPT], [KEPT, OUT]),
        ([row("p1"), row("p2")], [KEPT, KEPT], [KEPT, KEPT]),
        ([row(None, identity="a@b"), row(None, 10, identity="a@b")], [OUT, KEPT], [KEPT, OUT]),
        ([row(), row(hour=10, reason="変")], [KEPT, LOOK], [KEPT, LOOK]),
        ([row(), row(hour=10, gone=True)], [KEPT, OUT], [KEPT, OUT]),
        ([row(gone=True, reason="消"), row()], [OUT, KEPT], [OUT, KEPT]),
        ([row(response="r"), row(response="r")], [KEPT, AGAIN], [KEPT, AGAIN]),
        ([row(response="r", gone=True), row(response="r")], [OUT, KEPT], [OUT, KEPT]),
        ([row(response="r", reason="変"), row(response="r", reason="変")], [LOOK, AGAIN], [LOOK, AGAIN]),
        ([row(hour=8), row(response="r"), row(response="r")], [OUT, KEPT, AGAIN], [KEPT, OUT, AGAIN]),
    ],
)
def test_of_several_rows_of_one_person_the_forms_rule_picks_one(rows, last, first):
    assert rules.states(rows, "last") == last
    assert rules.states(rows, "first") == first


def test_all_count_where_the_form_says_so_but_one_response_once():
    rows = [row(hour=9), row(hour=10), row(response="r"), row(response="r"), row(gone=True)]

    assert rules.states(rows, "all") == [KEPT, KEPT, KEPT, AGAIN, OUT]


@pytest.mark.parametrize("identity", ["", "anonymous"])
def test_the_nameless_are_several(identity):
    rows = [Known(1, "a", "d", identity=identity), Known(2, "b", "d", identity=identity)]

    assert rules.states(rows, "last") == [KEPT, KEPT]
