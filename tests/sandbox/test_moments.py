"""Days that are over: kept once something changed, opened as they were, and cheap."""

from datetime import date, datetime
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.asgi import App, create
from m365bot.sandbox.pieces import Pieces
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.stored.teams import Channel, Message

MONDAY, TUESDAY = date(2025, 6, 2), date(2025, 6, 3)


@pytest.fixture
def app() -> App:
    app = create(Settings.without_waits(moments=True), start=at("2025-06-02T09:00"))
    app.moments.pass_by()
    return app


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


def later(app: App, text: str) -> None:
    """The clock moves, then somebody asks for something."""
    app.tenant.clock.set(at(text))
    app.moments.pass_by()


def grow(app: App, name: str) -> None:
    seed.add(app.tenant, {"users": [{"userPrincipalName": f"{name}@example.jp", "displayName": name}]})


def test_a_day_is_kept_once_it_is_over_and_something_changed(app: App) -> None:
    grow(app, "new")
    later(app, "2025-06-02T23:59")
    before = app.moments.days()
    later(app, "2025-06-03T06:30")
    later(app, "2025-06-04T06:30")

    assert before == []
    assert app.moments.days() == [MONDAY]


def test_an_opened_day_is_as_it_was_whatever_came_after(app: App) -> None:
    grow(app, "first")
    later(app, "2025-06-03T06:30")
    grow(app, "second")
    app.tenant.user("first@example.jp").display_name = "renamed"  # type: ignore[union-attr]
    later(app, "2025-06-04T06:30")

    monday, tuesday = app.moments.opened(MONDAY), app.moments.opened(TUESDAY)

    assert monday and tuesday
    assert monday.user("first@example.jp").display_name == "first"  # type: ignore[union-attr]
    assert monday.user("second@example.jp") is None
    assert tuesday.user("second@example.jp") is not None
    assert tuesday.user("first@example.jp").display_name == "renamed"  # type: ignore[union-attr]


def test_the_clock_of_an_opened_day_stands_still_at_its_end(app: App) -> None:
    grow(app, "new")
    later(app, "2025-06-03T06:30")

    monday = app.moments.opened(MONDAY)

    assert monday and monday.clock.now() == at("2025-06-02T23:59:59")


def test_what_is_done_to_an_opened_day_reaches_neither_the_tenant_nor_another_look(app: App) -> None:
    grow(app, "new")
    later(app, "2025-06-03T06:30")
    opened = app.moments.opened(MONDAY)
    assert opened

    opened.user("new@example.jp").display_name = "spoilt"  # type: ignore[union-attr]

    assert app.tenant.user("new@example.jp").display_name == "new"  # type: ignore[union-attr]


def test_nothing_is_kept_unless_somebody_wants_it() -> None:
    app = create(Settings.without_waits(), start=at("2025-06-02T09:00"))
    grow(app, "new")
    later(app, "2025-06-03T06:30")

    assert app.moments.days() == []
    assert app.moments.cost() == {"days": 0, "pieces": 0, "bytes": 0}


def test_a_tenant_that_begins_anew_has_no_days(app: App) -> None:
    grow(app, "new")
    later(app, "2025-06-03T06:30")

    app.reset()

    assert app.moments.days() == []


def test_a_day_costs_what_changed_on_it() -> None:
    pieces = Pieces({Channel: "messages"})
    channel = Channel("c", "c", "")
    for number in range(1000):
        channel.messages[str(number)] = _message(number)
    pieces.put({"c": channel})
    whole = pieces.size

    channel.messages["new"] = _message(1000)
    pieces.put({"c": channel})

    assert pieces.size - whole < whole / 8


def test_what_was_put_comes_back_equal_and_apart() -> None:
    pieces = Pieces({Channel: "messages"})
    channel = Channel("c", "c", "", messages={str(n): _message(n) for n in range(200)})
    given: dict[str, Any] = {"c": channel, "empty": Channel("e", "e", "")}

    stands = pieces.put(given)
    taken = pieces.take(stands)
    channel.messages["0"].content = "changed"

    assert taken["c"].messages["0"].content == "0"
    assert list(taken["c"].messages) == list(channel.messages)
    assert taken["empty"].messages == {}
    assert given["c"] is channel


def test_what_changed_within_a_row_is_kept_anew_and_the_rest_is_not() -> None:
    pieces = Pieces({Channel: "messages"})
    channel = Channel("c", "c", "", messages={str(n): _message(n) for n in range(200)})
    first = pieces.put({"c": channel}, "channels")
    count = pieces.count

    channel.messages["100"].attachments.append({"id": "new"})
    second = pieces.put({"c": channel}, "channels")
    third = pieces.put({"c": channel}, "channels")

    assert pieces.take(first)["c"].messages["100"].attachments == []
    assert pieces.take(second)["c"] == channel
    assert second == third
    assert pieces.count == count + 2  # the one with the message, and the one with the channel


def test_places_of_equal_names_are_not_taken_for_each_other() -> None:
    pieces = Pieces({Channel: "messages"})
    one, other = ({"c": Channel("c", name, "", messages={"1": _message(1)})} for name in ("one", "other"))

    stands = [pieces.put(one, "one"), pieces.put(other, "other"), pieces.put(one, "one")]

    assert [pieces.take(each)["c"].display_name for each in stands] == ["one", "other", "one"]


def _message(number: int) -> Message:
    return Message(str(number), "a", str(number), "html", "", "", "", number)
