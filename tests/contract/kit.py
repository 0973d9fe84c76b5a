"""The Microsoft Graph contract kit, asked whether an exchange is what Graph documents.

Called by contract tests and journeys. Schemas are checked by jsonschema, property names by the index of types,
status codes by the operation. Where the kit does not lie beside the repository, callers skip (`needs_kit`).
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from m365bot.sandbox.wire.log import Exchange

KIT = Path(__file__).parents[2].parent / "shared" / "graph"
needs_kit = pytest.mark.skipif(not KIT.is_dir(), reason="the contract kit does not lie in ../shared/graph")
_NO_BODY = (204, 202, 302, 304)
# What the kit's documents leave out, each with its source.
_ALSO_STATUS = {
    "GET /drives/{drive-id}/items/{driveItem-id}": (304,),  # If-None-Match, docs/facts.md 58
}
# Operations that the documents give under another path only: root is an item too.
_SAME_AS = {
    "POST /drives/{drive-id}/root/children": "POST /drives/{drive-id}/items/{driveItem-id}/children",
}


def documented_as(name: str) -> str:
    """The method and path that the documents speak of."""
    return _SAME_AS.get(name, name)


def problems(exchanges: Iterable[Exchange]) -> list[str]:
    """What is wrong with a list of exchanges, each only once; answers written by faults are left out."""
    found: dict[str, None] = {}
    checked: set[tuple[Any, ...]] = set()
    for each in exchanges:
        key = (each.method, each.path, each.query, each.body, each.status, each.answer)
        if key not in checked and each.operation:
            checked.add(key)
            found.update(dict.fromkeys(_problems(each)))
    return list(found)


def _problems(exchange: Exchange) -> Iterator[str]:
    method, _, template = exchange.operation.partition(" ")
    known = _operation(method, template)
    where = f"{exchange.operation} {exchange.status}"
    if known is None:
        yield f"{exchange.operation}: not in the contract"
        return
    document, operation = known
    if exchange.status < 400 and exchange.body and _is_json(exchange.headers):
        schema = _content(operation.get("requestBody", {}))
        for problem in _check(document, schema, _strict(json.loads(exchange.body))):
            yield f"{where} request: {problem}"
    if not exchange.faulted:
        for problem in _answer_problems(document, operation, exchange):
            yield f"{where} answer: {problem}"


def _answer_problems(document: str, operation: dict[str, Any], exchange: Exchange) -> Iterator[str]:
    responses = operation["responses"]
    also = _ALSO_STATUS.get(exchange.operation, ())
    if exchange.status < 400 and str(exchange.status) not in responses and exchange.status not in also:
        yield f"status is none of {', '.join(responses)}"
        return
    response = responses.get(str(exchange.status)) or responses["default"]
    response = _resolve(document, response)
    schema = _content(response)
    if not exchange.answer:
        if schema and exchange.status not in _NO_BODY:
            yield "the body is missing"
        return
    if schema and _is_json(exchange.answer_headers):
        yield from _check(document, schema, json.loads(exchange.answer))


def _strict(body: Any) -> Any:
    """Ids of a batch as the documents have them, where integers were sent (docs/facts.md 134)."""
    rows = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        return body
    return {
        **body,
        "requests": [
            {
                **row,
                "id": str(row["id"]),
                **({"dependsOn": [*map(str, row["dependsOn"])]} if "dependsOn" in row else {}),
            }
            for row in rows
        ],
    }


def _is_json(headers: Any) -> bool:
    value = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    return str(value).startswith("application/json")


def _content(part: dict[str, Any]) -> dict[str, Any]:
    content = part.get("content", {})
    return dict(content.get("application/json", {}).get("schema", {}))


def check_body(slice_name: str, method: str, template: str, status: int | None, body: Any) -> list[str]:
    """What is wrong with a body of one operation: of the request (status None) or of an answer."""
    known = _operation(method, template)
    if known is None:
        return [f"{method} {template}: not in the contract"]
    document, operation = known
    if status is None:
        return list(_check(document, _content(operation.get("requestBody", {})), body))
    responses = operation["responses"]
    part = _resolve(document, responses.get(str(status)) or responses["default"])
    return list(_check(document, _content(part), body))


# Schemas


def _check(document: str, schema: dict[str, Any], body: Any) -> Iterator[str]:
    if not schema:
        return
    for error in _validator(document, json.dumps(schema)).iter_errors(body):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
    yield from _names(document, schema, body, "")


@cache
def _validator(document: str, schema: str) -> Draft202012Validator:
    based = json.loads(schema.replace('"#/', f'"{document}#/'))
    return Draft202012Validator(_nullable(based), registry=_registry())


@cache
def _registry() -> Registry:
    rows = [
        (name, Resource.from_contents(_nullable(document), default_specification=DRAFT202012))
        for name, document in documents().items()
    ]
    return Registry().with_resources(rows)


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _nullable(value) for key, value in schema.items() if key != "nullable"}
    if not schema.get("nullable"):
        return plain
    if isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    if "enum" in plain and None not in plain["enum"]:
        plain["enum"] = [*plain["enum"], None]
    return {"anyOf": [plain, {"type": "null"}]} if "$ref" in plain else plain


# Names


def _names(document: str, schema: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    """Keys that neither the schema nor the index of types knows."""
    if "$ref" in schema:
        yield from _names_of_ref(document, schema["$ref"], value, at)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _names(document, schema.get("items", {}), each, f"{at}[{index}]")
    elif isinstance(value, dict) and "anyOf" in schema:
        first = next((each for each in schema["anyOf"] if "$ref" in each), {})
        yield from _names(document, first, value, at)
    elif isinstance(value, dict) and any("$ref" in each for each in schema.get("allOf", ())):
        first = next(each for each in schema["allOf"] if "$ref" in each)
        yield from _names(document, first, value, at)
    elif isinstance(value, dict) and (schema.get("properties") or schema.get("allOf")):
        yield from _names_of_inline(document, schema, value, at)


def _names_of_ref(document: str, ref: str, value: Any, at: str) -> Iterator[str]:
    name = ref.rpartition("/")[2]
    bare = name.removeprefix("microsoft.graph.")
    if isinstance(value, dict) and bare in types():
        yield from _names_of_type(bare, value, at)
    else:
        yield from _names(document, documents()[document]["components"]["schemas"][name], value, at)


def _names_of_inline(document: str, schema: dict[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    known: dict[str, Any] = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        known |= _resolve_schema(document, part).get("properties", {})
    free = bool(schema.get("additionalProperties")) or schema.get("x-ms-open-type")
    for key, inner in value.items():
        if key in known:
            yield from _names(document, known[key], inner, f"{at}/{key}")
        elif "@" not in key and not free:
            yield f"{at}/{key}: no such property"


def _names_of_type(name: str, value: dict[str, Any], at: str) -> Iterator[str]:
    name = _derived(name, value)
    known = types()[name]
    if known.get("open"):
        return
    for key, inner in value.items():
        if "@" in key:
            continue
        kind = known.get("properties", {}).get(key) or known.get("navigation", {}).get(key)
        if kind is None:
            yield f"{at}/{key}: no such property of {name}"
            continue
        plain = re.sub(r"^Collection\((.*)\)!?$|!$", lambda m: m[1] or "", kind)
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, dict) and plain in types():
                yield from _names_of_type(plain, each, f"{at}/{key}")


def _derived(name: str, value: dict[str, Any]) -> str:
    wanted = str(value.get("@odata.type", "")).lstrip("#").lower().removeprefix("microsoft.graph.")
    by_lower = {each.lower(): each for each in types()}
    return by_lower.get(wanted, name)


# The kit's files


@cache
def documents() -> dict[str, dict[str, Any]]:
    return {
        path.name: json.loads(path.read_text("utf-8")) for path in sorted((KIT / "openapi").glob("*.json"))
    }


@cache
def types() -> dict[str, dict[str, Any]]:
    """The index, and what the examples show beyond it."""
    index = dict(json.loads((KIT / "schema-index.json").read_text("utf-8"))["types"])
    result = {"properties": {"userId": "Edm.String", "error": "publicError"}}  # examples 14, 53, 54
    return {**index, "aadUserConversationMemberResult": result}


@cache
def examples() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted((KIT / "examples").glob("*.json")))


@cache
def permissions() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((KIT / "permissions.json").read_text("utf-8"))["operations"])


@cache
def _operation(method: str, template: str) -> tuple[str, dict[str, Any]] | None:
    method, _, template = documented_as(f"{method} {template}").partition(" ")
    wanted = re.sub(r"\{[^}]+\}", "{}", template)
    for name, document in documents().items():
        for path, item in document["paths"].items():
            if re.sub(r"\{[^}]+\}", "{}", path) == wanted and method.lower() in item:
                return name, item[method.lower()]
    return None


def _resolve(document: str, part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = documents()[document]
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return dict(found)


def _resolve_schema(document: str, schema: dict[str, Any]) -> dict[str, Any]:
    return _resolve(document, schema)
