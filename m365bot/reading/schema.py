"""JSON Schemas for editors, made of the shapes by which the files are read.

Called by `check --schema` and by `init`. A schema is never stricter than reading: what an editor underlines, `check`
complains of; what `check` finds beyond it needs the other files. Pure.
"""

import json
from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any

from m365bot.reading.files.cohort import COHORT
from m365bot.reading.files.forms import FORM
from m365bot.reading.files.issues import ISSUE
from m365bot.reading.files.messages import MESSAGE
from m365bot.reading.files.programme import PROGRAMME
from m365bot.reading.files.schedule import SCHEDULE
from m365bot.reading.files.self_study import SELF_STUDY
from m365bot.reading.files.settings import SETTINGS, Setting
from m365bot.reading.shapes import Either, Fields, Key, Many, Named, Scalar, Shape
from m365bot.words import say

DIALECT = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server and taplo know
_ANY_SCALAR = {"type": ["string", "number", "boolean"]}
_SHAPES: Mapping[str, Shape] = {
    "programme": PROGRAMME,
    "cohort": COHORT,
    "form": FORM,
    "schedule": SCHEDULE,
    "self-study": SELF_STUDY,
    "issue": ISSUE,
    "message": MESSAGE,
}


def names() -> tuple[str, ...]:
    """The files there are schemas of."""
    return (*_SHAPES, "settings")


def of(name: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    found = _of_settings() if name == "settings" else of_shape(_SHAPES[name])
    return {"$schema": DIALECT, "title": name, **found}


def text_of(name: str) -> str:
    return json.dumps(of(name), ensure_ascii=False, indent=1) + "\n"


@singledispatch
def of_shape(shape: Shape) -> dict[str, Any]:
    raise TypeError(f"{type(shape).__name__} has no schema")


@of_shape.register
def _(shape: Scalar) -> dict[str, Any]:
    return dict(shape.schema) or dict(_ANY_SCALAR)


@of_shape.register
def _(shape: Many) -> dict[str, Any]:
    each = of_shape(shape.of)
    several = {"type": "array", "items": each}
    return {"anyOf": [several, each]} if shape.lone else several


@of_shape.register
def _(shape: Named) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of_shape(shape.of)}


@of_shape.register
def _(shape: Either) -> dict[str, Any]:
    return {"anyOf": [of_shape(shape.scalar), of_shape(shape.other)]}


@of_shape.register
def _(shape: Fields) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": {name: _of_key(key) for name, key in shape.keys.items()},
        "additionalProperties": False,
    }
    if required := [name for name, key in shape.keys.items() if key.required]:
        found["required"] = required
    return found


def _of_key(key: Key) -> dict[str, Any]:
    found = of_shape(key.shape)
    return found if key.effect else found | {"description": say("まだ効果のない設定です。")}


# ---- settings.toml --------------------


def _of_settings() -> dict[str, Any]:
    sections = {name: _object(keys, _of_setting) for name, keys in SETTINGS.items()}
    return {"type": "object", "properties": sections, "additionalProperties": False}


def _object(keys: Mapping[str, Setting], each: Callable[[Setting], dict[str, Any]]) -> dict[str, Any]:
    shown = {name: each(setting) for name, setting in keys.items() if not setting.instead}
    return {"type": "object", "properties": shown, "additionalProperties": False}


def _of_setting(setting: Setting) -> dict[str, Any]:
    if setting.holds is dict:
        return {"type": "object"}
    return {"enum": list(setting.choices)} if setting.choices else {"type": "string"}
