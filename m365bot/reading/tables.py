"""Typed values with their places: what reading a mapping or a list of a file gives.

Called by shapes, by the readers of sheets, and by whatever makes models of what was read.
"""

from typing import Any

from m365bot.reading.complaints import Place


class Table(dict[str, Any]):
    """A mapping's typed values; `at(key)` is where a value stands, or the mapping where it is missing."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}

    def put(self, key: str, value: Any, place: Place) -> None:
        self[key] = value
        self.places[key] = place

    def at(self, key: str) -> Place:
        return self.places.get(key, self.place)

    def mentions(self, key: str) -> bool:
        """Whether the key was written at all, be its value usable or not."""
        return key in self.places


class Listing(list[Any]):
    """A list's typed values, each with its place."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def put(self, value: Any, place: Place) -> None:
        self.append(value)
        self.places.append(place)

    def placed(self) -> list[tuple[Any, Place]]:
        return list(zip(self, self.places, strict=True))
