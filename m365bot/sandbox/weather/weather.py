"""One tenant's weather as it is now: a profile, and what was set beside it.

Held by the tenant; read wherever a value acts, changed by the control API. Never knows requests.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from m365bot.sandbox.weather.values import PROFILES, VALUES, Value


@dataclass
class Weather:
    """`was_set` stands before the profile. Raises ValueError for what there is not."""

    profile: str = "documented"
    was_set: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"there is no weather '{self.profile}' (there is: {', '.join(PROFILES)})")
        self.was_set = _checked(self.was_set)

    def seconds(self, name: str) -> float:
        return float(self._value(name))

    def word(self, name: str) -> str:
        return str(self._value(name))

    def holds(self, name: str) -> bool:
        return self._value(name) is True

    def changed(self, body: Mapping[str, Any]) -> "Weather":
        """By {profile, set: {name: value}}: a profile named anew forgets what was set before."""
        for name in sorted(set(body) - {"profile", "set"}):
            raise ValueError(f"'{name}' is not known here: give profile, set, or both")
        beside = body.get("set", {})
        if not isinstance(beside, Mapping):
            raise ValueError("'set' is an object of names and values")
        kept = {} if "profile" in body else self.was_set
        return Weather(body.get("profile", self.profile), {**kept, **beside})

    def shown(self) -> dict[str, Any]:
        """As GET /control/weather."""
        return {"profile": self.profile, "values": {name: self._row(name) for name in VALUES}}

    def _row(self, name: str) -> dict[str, Any]:
        facts = asdict(VALUES[name])
        del facts["name"]
        return {"value": self._value(name), **facts, "choices": list(facts["choices"])}

    def _value(self, name: str) -> Value:
        return self.was_set.get(name, VALUES[name].of(self.profile))


def _checked(given: Mapping[str, Any]) -> dict[str, Value]:
    for name in given:
        if name not in VALUES:
            raise ValueError(f"there is no value '{name}' of the weather")
    return {name: VALUES[name].checked(value) for name, value in given.items()}
