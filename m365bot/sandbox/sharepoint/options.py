"""Query options of sites, drives and lists: $select, $expand and $top.

Called by the routes. Pure: an option that is wrong raises the problem that names it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.sandbox.sharepoint import problems
from m365bot.sandbox.wire.problems import not_simulated

_BASE = "id name createdDateTime lastModifiedDateTime createdBy lastModifiedBy description eTag webUrl"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DRIVE_ITEM = _names(
    f"{_BASE} cTag size parentReference file folder root fileSystemInfo deleted shared sharepointIds package "
    "image photo video audio location remoteItem searchResult specialFolder publication malware "
    "pendingOperations bundle webDavUrl content.downloadUrl @microsoft.graph.downloadUrl"
)
LIST_ITEM = _names(f"{_BASE} parentReference contentType deleted sharepointIds fields")
DRIVE = _names(f"{_BASE} driveType owner quota parentReference sharePointIds system")
SITE = _names(f"{_BASE} displayName root siteCollection isPersonalSite parentReference sharepointIds error")
LIST = _names(f"{_BASE} displayName list parentReference sharepointIds system")
SITE_PAGE = _names(
    f"{_BASE} parentReference createdByUser lastModifiedByUser pageLayout publishingState title promotionKind "
    "reactions showComments showRecommendedPages thumbnailWebUrl titleArea canvasLayout webParts"
)
BASE_SITE_PAGE = SITE_PAGE - _names(
    "promotionKind reactions showComments showRecommendedPages thumbnailWebUrl titleArea canvasLayout webParts"
)
COLUMN = _names(
    "id name displayName description columnGroup enforceUniqueValues hidden indexed readOnly required text "
    "number boolean dateTime choice personOrGroup hyperlinkOrPicture currency lookup calculated type"
)


@dataclass(frozen=True, slots=True)
class Expand:
    """One name of $expand with its inner $select (empty: all)."""

    name: str
    select: tuple[str, ...] = ()


def select(body: dict[str, Any], wanted: str | None, known: frozenset[str], kind: str) -> dict[str, Any]:
    """Only the properties asked for; annotations of the whole (@odata.…) stay."""
    if not wanted:
        return body
    names = {name.strip() for name in wanted.split(",")}
    unknown = sorted(name for name in names if name.lower() not in {each.lower() for each in known})
    if unknown:
        raise problems.invalid(
            f"Parsing OData Select and Expand failed: Could not find a property named '{unknown[0]}' on type "
            f"'microsoft.graph.{kind}'."
        )
    lower = {name.lower().replace("content.downloadurl", "@microsoft.graph.downloadurl") for name in names}
    return {key: value for key, value in body.items() if key.startswith("@odata.") or key.lower() in lower}


def expands(text: str | None, allowed: Sequence[str]) -> list[Expand]:
    """`fields`, `fields($select=a,b)` or `fields(select=a,b)`, several by commas."""
    found: list[Expand] = []
    for name, inner in re.findall(r"(\w+)(?:\(([^)]*)\))?", text or ""):
        if name not in allowed:
            raise not_simulated(f"$expand of '{name}' there")
        chosen = re.fullmatch(r"\s*\$?select=(.*)", inner or "select=")
        if chosen is None:
            raise not_simulated(f"'{inner}' inside $expand")
        found.append(Expand(name, tuple(filter(None, (each.strip() for each in chosen[1].split(","))))))
    return found


def top(query: Mapping[str, str], default: int) -> int:
    text = query.get("$top", "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise problems.invalid(f"Invalid value '{text}' for $top.")
    return int(text)
