"""What becomes of a mailing as a whole: who is counted, whoever comes into its group or leaves it meanwhile."""

from dataclasses import replace

from m365bot.journal.writing import Outcome, Result
from m365bot.resources.shared.delivery import Delivery, Mode
from m365bot.resources.shared.letter import Content
from m365bot.resources.shared.mailbox import Mailbox
from m365bot.resources.shared.readership import Reader, Readership
from m365bot.resources.shared.sent import Sent
from m365bot.resources.whole import Whole

BOX = "kenshu@example.jp"


def readers(count: int) -> tuple[Reader, ...]:
    return tuple(Reader(f"{number:016x}", "", f"r{number}@example.jp") for number in range(count))


def delivery(*people: Reader, mode: Mode = Mode.BCC, of: int = 0, **sent: object) -> Delivery:
    return Delivery(
        "dx-012", mode, Readership(people), Sent(**sent), Mailbox(BOX), Content("", "", (), ""), of
    )


def came_to(found: Delivery) -> Whole:
    """Every letter that may go out is accepted."""
    return found.came_to({one.key: Result(one.key, Outcome.MADE) for one in found.parts})


def test_who_left_after_their_letter_went_out_stays_counted_as_planned_and_sent() -> None:
    first, second, gone = readers(3)
    reached = frozenset({gone.alias, first.alias, Reader("", "", BOX).alias})

    whole = came_to(delivery(first, second, mode=Mode.EACH, parts=frozenset({gone.token}), aliases=reached))

    assert (whole.outcome, whole.memo["planned"], whole.memo["accepted"]) == (Outcome.MADE, 3, 3)
    assert "外れた1人も" in whole.words


def test_who_has_another_address_by_now_is_no_leaver_of_the_old_one() -> None:
    moved, waiting = readers(2)
    before = Reader("", "", "old@example.jp").alias

    whole = came_to(
        delivery(moved, waiting, mode=Mode.EACH, parts=frozenset({moved.token}), aliases=frozenset({before}))
    )

    assert (whole.memo["planned"], whole.memo["accepted"]) == (2, 2)
    assert "外れた" not in whole.words


def test_who_finds_no_room_in_a_full_part_is_told_of_and_fails_nothing() -> None:
    crowd = delivery(*readers(505), of=1)

    whole = came_to(crowd)

    assert [len(one.readers) for one in crowd.parts] == [499]
    counts = [whole.memo[name] for name in ("planned", "accepted", "failed", "unclear", "later")]
    assert (whole.outcome, counts) == (Outcome.MADE, [499, 499, 0, 0, 0])
    assert "加わったかアドレスの変わった6人" in whole.words


def test_what_was_refused_of_a_crowded_mailing_is_failed_for_those_it_was_for_alone() -> None:
    crowd = delivery(*readers(505), of=1)

    whole = crowd.came_to({one.key: Result(one.key, Outcome.FAILED) for one in crowd.parts})

    assert [whole.memo[name] for name in ("planned", "accepted", "failed")] == [499, 0, 499]
    assert replace(crowd, of=2).parts != crowd.parts
