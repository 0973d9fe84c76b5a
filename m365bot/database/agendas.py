"""What trainees were told last of their sessions, out of what is remembered. Called by the store of records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from m365bot.database.damage import memo_of
from m365bot.database.memory import Standing
from m365bot.records.told import BEGINNING, Told


@dataclass(frozen=True)
class _Agendas(Mapping[str, Told]):
    """By key; parsed where it is asked for, since every job's snapshot holds them and one job asks."""

    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> Told:
        return memo_of(self.texts[key], Told.from_memo)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def told(standing: Standing) -> Mapping[str, Told]:
    """By its key."""
    return _Agendas({BEGINNING + rest: memo for rest, memo in standing.under(BEGINNING).items()})
