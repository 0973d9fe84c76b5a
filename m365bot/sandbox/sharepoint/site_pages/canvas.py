"""The content of a page: what is taken, and what the service makes of it.

Called by the routes of pages and by the control API. The service keeps no byte of what it was given: parts get
ids of its own, HTML passes an allow-list and is written anew (assumed; DIFFERENCES.md).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import nh3

from m365bot.sandbox.sharepoint import problems
from m365bot.sandbox.wire.bodies import ANY

TEXT, STANDARD = "#microsoft.graph.textWebPart", "#microsoft.graph.standardWebPart"
SUPPORTED = frozenset(  # api/sitepage-update, Supported web parts
    (
        "e377ea37-9047-43b9-8cdb-a761be2f8e09",
        "0f087d7f-520e-42b7-89c0-496aaf979d58",
        "df8e44e7-edd5-46d5-90da-aca1539313b8",
        "2161a1c6-db61-4731-b97c-3cdb303f7cbb",
        "b7dd04e1-19ce-4b24-9132-b60a1c2b910d",
        "d1d91016-032f-456d-98a4-721247c305e8",
        "af8be689-990e-492a-81f7-ba3e4cd3ed9c",
        "6410b3b6-d440-4663-8744-378976dc041e",
        "e84a8ca2-f63c-4fb9-bc0b-d8eef5ccb22b",
        "7f718435-ee4d-431c-bdbf-9c4ff326f46e",
        "c70391ea-0b10-4ee9-b2b4-006d3fcad0cd",
        "8654b779-4886-46d4-8ffb-b5ed960ee986",
        "544dd15b-cf3c-441b-96da-004d5a8cea1d",
        "cbe7b0a9-3504-44dd-a3a3-0e5cacd07788",
    )
)
_WIDTHS = {
    "none": (12,),
    "oneColumn": (12,),
    "fullWidth": (12,),
    "twoColumns": (6, 6),
    "threeColumns": (4, 4, 4),
    "oneThirdLeftColumn": (4, 8),
    "oneThirdRightColumn": (8, 4),
}
_EMPHASES = ("none", "neutral", "soft", "strong")
_PART = {
    "id": str,
    "innerHtml": str,
    "webPartType": str,
    "containerTextWebPartId": str,
    "data": {
        "dataVersion": str,
        "description": str,
        "title": str,
        "properties": ANY,
        "serverProcessedContent": {
            "htmlStrings": [dict],
            "searchablePlainTexts": [dict],
            "imageSources": [dict],
            "links": [dict],
            "componentDependencies": [dict],
            "customMetadata": [dict],
        },
    },
}
_SECTION = {
    "id": str,
    "layout": str,
    "emphasis": str,
    "columns": [{"id": str, "width": int, "webparts": [_PART]}],
}
BODY: dict[str, Any] = {
    "horizontalSections": [_SECTION],
    "verticalSection": {"id": str, "emphasis": str, "webparts": [_PART]},
}
_NAMES = (
    "a b blockquote br code em h2 h3 h4 h5 hr i li ol p pre s span strong sub sup table tbody td th thead tr u "
    "ul"
)
_TAGS = set(_NAMES.split())
_ATTRIBUTES = {"a": {"href", "title", "target"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
# To which side a cell leans is kept (docs/facts.md pages.tables); of other styles nothing is known.
_ALIGNED = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}


def stored(layout: Mapping[str, Any], new_id: Callable[[], str]) -> dict[str, Any]:
    """The canvas as it is kept. Raises 400 for what no page may hold."""
    sections = [
        _section(str(at + 1), each, new_id) for at, each in enumerate(layout.get("horizontalSections") or ())
    ]
    kept: dict[str, Any] = {"horizontalSections": sections}
    if vertical := layout.get("verticalSection"):
        parts = [_part(each, new_id) for each in vertical.get("webparts") or ()]
        kept["verticalSection"] = {
            "id": "1",
            "emphasis": _emphasis(vertical.get("emphasis")),
            "webparts": parts,
        }
    return kept


def parts_of(canvas: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """In the order in which they stand on the page."""
    for section in canvas.get("horizontalSections") or ():
        for column in section["columns"]:
            yield from column["webparts"]
    yield from (canvas.get("verticalSection") or {}).get("webparts") or ()


def cleaned(html: str) -> str:
    """HTML as the service writes it anew."""
    kept = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values={"td": _ALIGNED, "th": _ALIGNED},
        url_schemes={"http", "https", "mailto"},
    )
    return re.sub(r">\s+<", "><", kept.replace("\n", " ")).strip()


def _section(key: str, given: Mapping[str, Any], new_id: Callable[[], str]) -> dict[str, Any]:
    layout = given.get("layout") or "oneColumn"
    if layout not in _WIDTHS:
        raise problems.invalid(f"'{layout}' is no layout of a section.")
    columns = given.get("columns") or []
    if len(columns) > len(_WIDTHS[layout]):
        raise problems.invalid(f"A section of the layout '{layout}' has {len(_WIDTHS[layout])} columns.")
    kept = [
        {
            "id": str(at + 1),
            "width": width,
            "webparts": [_part(p, new_id) for p in each.get("webparts") or ()],
        }
        for at, (each, width) in enumerate(zip(columns, _WIDTHS[layout], strict=False))
    ]
    return {"id": key, "layout": layout, "emphasis": _emphasis(given.get("emphasis")), "columns": kept}


def _emphasis(given: str | None) -> str:
    if given and given not in _EMPHASES:
        raise problems.invalid(f"'{given}' is no emphasis of a section.")
    return given or "none"


def _part(given: Mapping[str, Any], new_id: Callable[[], str]) -> dict[str, Any]:
    """A text, or one of the parts of the service's own that pages may get by Graph."""
    if "innerHtml" in given:
        return {"@odata.type": TEXT, "id": new_id(), "innerHtml": cleaned(given["innerHtml"] or "")}
    kind = str(given.get("webPartType") or "").lower()
    if kind not in SUPPORTED:
        raise problems.invalid(f"The web part '{kind}' is not supported.")
    return {"@odata.type": STANDARD, "id": new_id(), "webPartType": kind, "data": given.get("data") or {}}
