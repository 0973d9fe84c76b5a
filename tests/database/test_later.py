"""Things that are made when somebody first asks for one of them."""

from m365bot.database.later import Later


def test_they_are_made_once_and_by_whoever_asks_first() -> None:
    made: list[int] = []

    def make() -> list[str]:
        made.append(1)
        return ["a", "b"]

    later = Later(make)
    assert made == []

    assert (len(later), later[1], list(later), "b" in later, bool(later)) == (2, "b", ["a", "b"], True, True)
    assert made == [1]
    assert not Later(list)
