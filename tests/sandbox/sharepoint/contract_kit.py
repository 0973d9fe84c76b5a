"""Answers held against the contract kit: its OpenAPI slices, and the property names of its types."""

import functools
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

KIT = Path(__file__).parents[4] / "shared" / "graph"


@functools.cache
def _slice(name: str) -> dict[str, Any]:
    return _with_null(json.loads((KIT / "openapi" / f"{name}.json").read_text("utf-8")))


@functools.cache
def _types() -> dict[str, Any]:
    return json.loads((KIT / "schema-index.json").read_text("utf-8"))["types"]


def complaints(slice_name: str, method: str, template: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer; nothing where the kit is absent."""
    if not KIT.exists():
        return []
    answers = _slice(slice_name)["paths"][template][method.lower()]["responses"]
    answer = answers.get(str(status), answers["default"])
    if body is None or isinstance(body, bytes):
        return [] if "content" not in answer else [f"{status} without a body"]
    if "$ref" in answer:
        answer = _slice(slice_name)["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema = answer["content"]["application/json"]["schema"]
    found = _validator(slice_name, json.dumps(schema)).iter_errors(body)
    names = [] if status >= 400 else list(_unknown(body, _root_type(schema, body)))
    return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in found] + names


@functools.cache
def _validator(slice_name: str, schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _slice(slice_name)["components"]})


def _root_type(schema: Any, body: Any) -> str:
    found = json.dumps(schema).split("microsoft.graph.")[-1].split('"')[0]
    return found.removesuffix("CollectionResponse")


def _unknown(body: Any, kind: str) -> Any:
    """Keys without @ that are neither property nor relation of a type that is not open."""
    if isinstance(body, dict) and isinstance(body.get("@odata.type"), str):
        kind = body["@odata.type"].rpartition("microsoft.graph.")[2]  # a derived type says which it is
    known = _types().get(kind)
    if isinstance(body, list):
        for each in body:
            yield from _unknown(each, kind)
    elif isinstance(body, dict) and isinstance(body.get("value"), list):
        yield from _unknown(body["value"], kind)
    elif isinstance(body, dict) and known:
        members = {**known.get("properties", {}), **known.get("navigation", {})}
        for key, value in body.items():
            if key in members:
                yield from _unknown(value, members[key].removeprefix("Collection(").rstrip("!)"))
            elif "@" not in key and not known.get("open"):
                yield f"{kind} has no '{key}'"


def _with_null(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_null(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _with_null(value) for key, value in schema.items()}
    if result.get("nullable") is True and isinstance(result.get("type"), str):
        result["type"] = [result["type"], "null"]
        if "enum" in result:
            result["enum"] = [*result["enum"], None]
    return result
