"""What was published of a cohort is bound into the audit chain: what somebody changed of it by hand is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from m365bot import clock
from m365bot.database import erasure, publications, sealing, tables
from m365bot.database.books import Books
from m365bot.records.asked import AnswersOf
from m365bot.records.editions import Edition
from m365bot.records.releases import Release, somebody

ASKED = AnswersOf("R7", "after", "powerbi-1")
AT = datetime(2025, 6, 23, 10, tzinfo=UTC)
BLOCK = {somebody(f"p{number}"): [4] for number in range(5)}


@pytest.fixture
def kept(books: Books) -> Books:
    books.own.keep_person_key(lambda: b"k" * 32)
    publish(books, Release(ASKED, "satisfaction", (BLOCK,)), "w26")
    return books


def publish(books: Books, release: Release, marker: str) -> None:
    with books.engine.begin() as connection:
        publications.keep(connection, books.instance, Edition("R7", marker, "集計"), [release])


def is_as_kept(books: Books) -> bool:
    with books.engine.connect() as connection:
        return sealing.is_as_kept(connection, books.instance, "R7")


def changed(books: Books, table: Any, **values: Any) -> None:
    mine = table.c.instance == books.instance
    with books.engine.begin() as connection:
        connection.execute(
            update(table).where(mine).values(**values) if values else delete(table).where(mine)
        )


def test_s14_what_was_published_is_whole_where_nobody_touched_it(kept: Books) -> None:
    publish(kept, Release(ASKED, "satisfaction", (BLOCK, BLOCK)), "w27")

    assert kept.verdict().fault is None
    assert is_as_kept(kept)


def test_what_each_post_says_is_noted_in_the_chain_and_when_it_last_left(
    kept: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [("w26.b", "of ten"), ("w26.a", "of five")]
    for number, (marker, words) in enumerate([("w26.a", "of five"), *told]):
        monkeypatch.setattr(clock, "now", lambda number=number: AT + timedelta(hours=number))
        edition = Edition("R7", marker, "集計", words)
        with kept.engine.begin() as connection:
            publications.keep(connection, kept.instance, edition, [])

    found = {one.marker: one for one in publications.editions(kept.engine, kept.instance, "R7")}

    assert {marker: one.words for marker, one in found.items()} == {"w26": "", **dict(told)}
    assert found["w26.a"].at == AT + timedelta(hours=2)  # its text came back
    assert found["w26.b"].at == AT + timedelta(hours=1)
    assert is_as_kept(kept)


BY_HAND: dict[str, Callable[[Books], None]] = {
    "emptied blocks": lambda books: changed(books, tables.releases, blocks=[]),
    "other answers in a block": lambda books: changed(books, tables.releases, blocks=[{"x": [1]}]),
    "a block that was published once": lambda books: changed(books, tables.releases, retired=[BLOCK]),
    "the row taken out": lambda books: changed(books, tables.releases),
    "the note of a post taken out": lambda books: changed(books, tables.editions),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_s14_what_was_published_and_then_changed_by_hand_is_found(what: str, kept: Books) -> None:
    BY_HAND[what](kept)

    fault = kept.verdict().fault
    assert fault is not None
    assert fault.words == "R7の集計を公開した記録が、消されたか書き換えられています。"
    assert not is_as_kept(kept)


def test_s14_a_state_of_before_does_not_pass_for_the_newest_with_its_link_taken_out(kept: Books) -> None:
    publish(kept, Release(ASKED, "satisfaction", (BLOCK, BLOCK)), "w27")
    publish(kept, Release(ASKED, "satisfaction", (BLOCK, BLOCK)), "w28")
    table = tables.audit
    mine = select(table.c.number).where(table.c.instance == kept.instance).order_by(table.c.number)
    with kept.engine.begin() as connection:
        _, middle, _ = connection.execute(mine).scalars()
        connection.execute(delete(table).where(table.c.number == middle))

    assert not is_as_kept(kept)


def test_s14_forgetting_and_expiring_keep_it_whole(kept: Books) -> None:
    with kept.engine.begin() as connection:
        erasure.forget(connection, kept.instance, "p1")
    assert kept.verdict().fault is None
    with kept.engine.begin() as connection:
        erasure.expire(connection, kept.instance, "R7")

    assert kept.verdict().fault is None
    assert is_as_kept(kept)
