"""Resources as JSON and back: each once, by key, persons by their opaque id, files by path and hash.

Called by plan. A kind is found again by its name; a field may hold text, numbers, times, paths, persons, windows,
charts, pictures, what somebody was told, and other resources.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.content.chart import Chart
from m365bot.content.issue.images import Drawing
from m365bot.programme import Person
from m365bot.programme.pictures import Image
from m365bot.records.told import Told
from m365bot.resources import kinds
from m365bot.resources.bounds import Window
from m365bot.resources.kind import Kind, Resource

People = Callable[[str], Person]


class Encoder:
    """Collects resources, parents included, each under its key."""

    def __init__(self) -> None:
        self.resources: dict[str, Any] = {}

    def add(self, resource: Resource) -> None:
        if resource.key in self.resources:
            return
        names = [field.name for field in dataclasses.fields(resource)]
        fields = {name: self._value(getattr(resource, name)) for name in names}
        self.resources[resource.key] = {"kind": resource.kind, "fields": fields}

    def _value(self, value: Any) -> Any:
        match value:
            case Kind():
                self.add(value)
                return {"$resource": value.key}
            case Person():
                return {"$person": value.id}
            case datetime():
                return {"$time": value.isoformat()}
            case Path():
                return {"$path": str(value)}
            case Window():
                return {"$window": _moments(value)}
            case Chart():
                return {"$chart": value.stored}
            case Drawing():
                return {"$drawing": value.chart.stored}
            case Image():
                return {
                    "$image": {name: self._value(each) for name, each in dataclasses.asdict(value).items()}
                }
            case Told():
                return {"$told": value.to_memo()}
            case tuple():
                return {"$tuple": [self._value(one) for one in value]}
        return value


class Decoder:
    """Rebuilds resources from what an Encoder collected; raises whatever comes of what this version does not know."""

    def __init__(self, stored: Mapping[str, Any], people: People) -> None:
        self._stored, self._people = stored, people
        self._made: dict[str, Kind] = {}

    def find(self, key: str) -> Resource | None:
        return self.resource(key) if key in self._stored else None

    def resource(self, key: str) -> Resource:
        if key not in self._made:
            stored = self._stored[key]
            fields = {name: self._value(value) for name, value in stored["fields"].items()}
            self._made[key] = kinds.known()[stored["kind"]](**fields)
        return self._made[key]

    def _value(self, value: Any) -> Any:
        match value:
            case {"$resource": key}:
                return self.resource(key)
            case {"$person": person}:
                return self._people(person)
            case {"$time": text}:
                return datetime.fromisoformat(text)
            case {"$path": text}:
                return Path(text)
            case {"$window": [*moments]}:
                return Window(*map(datetime.fromisoformat, moments))
            case {"$chart": stored}:
                return Chart.of_stored(stored)
            case {"$drawing": stored}:
                return Drawing(Chart.of_stored(stored))
            case {"$image": fields}:
                return Image(**{name: self._value(each) for name, each in fields.items()})
            case {"$told": memo}:
                return Told.from_memo(memo)
            case {"$tuple": values}:
                return tuple(self._value(one) for one in values)
            case dict() if any(str(name).startswith("$") for name in value):
                raise ValueError("a kind of value that another version knew")
        return value


def _moments(window: Window) -> list[str]:
    """Two where nobody is asked once it has closed, as earlier versions stored it."""
    moments = (window.opens, window.closes, window.asks_until)
    return [moment.isoformat() for moment in moments if moment]
