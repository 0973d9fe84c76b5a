"""Whether a body holds only what an operation takes."""

from typing import Any

import pytest

from m365bot.sandbox.wire import bodies

TEAM = {
    "name": str,
    "size": int,
    "open": bool,
    "people": [{"id": str}],
    "settings": {"fun": bool},
    "free": bodies.ANY,
}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "a", "size": 1, "open": False},
        {"name": None, "settings": None, "people": None},
        {"size": 1.5},
        {"people": [{"id": "1"}, {"@odata.type": "#x"}]},
        {"settings": {"fun": True, "@odata.type": "#x"}},
        {"free": [None, {"whatever": 1}]},
    ],
)
def test_what_fits_passes(body: dict[str, Any]) -> None:
    bodies.check(body, TEAM)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "The body must be an object"),
        ([], "The body must be an object"),
        ({"nmae": "a"}, "'nmae' is not known here"),
        ({"name": 1}, "'name' must be a string"),
        ({"size": "1"}, "'size' must be an integer"),
        ({"size": True}, "'size' must be an integer"),
        ({"open": 1}, "'open' must be a Boolean"),
        ({"people": {}}, "'people' must be an array"),
        ({"people": [None]}, r"'people\[0\]' must not be null"),
        ({"people": [{"id": "1"}, {"id": 2}]}, r"'people\[1\]/id' must be a string"),
        ({"settings": []}, "'settings' must be an object"),
        ({"settings": {"fnu": True}}, "'settings/fnu' is not known here"),
    ],
)
def test_what_does_not_is_named(body: Any, words: str) -> None:
    with pytest.raises(bodies.BadBody, match=words):
        bodies.check(body, TEAM)


def test_a_set_names_properties_of_any_type() -> None:
    bodies.check({"fields": {"a": 1}}, {"fields"})
    with pytest.raises(bodies.BadBody, match="'felds'"):
        bodies.check({"felds": 1}, {"fields"})
