"""What a trainee finds behind the tabs that open pages of figures: the pages, the pictures on them, what is told of both.

Called by witness. Reads only, judges nothing, and shares no code with jobs, resources or the flow.
"""

import json
import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

from m365bot.cli.rehearsal.seen import Face, Picture, Table
from m365bot.cli.rehearsal.stage import Reader
from m365bot.programme import PROGRESS, STUDY

Json = Mapping[str, Any]
GENERAL = "General"  # how the practice tenant calls each team's primary channel


@dataclass(frozen=True)
class Trainee:
    """team: the id of the cohort's."""

    reader: Reader
    team: str

    def faces(self) -> Iterator[Face]:
        site = self.reader.get(f"/groups/{self.team}/sites/root")["id"]
        for page in self.reader.all(f"/sites/{site}/pages/microsoft.graph.sitePage"):
            if page["title"] in (PROGRESS, STUDY):
                path = f"/sites/{site}/pages/{page['id']}/microsoft.graph.sitePage?$expand=canvasLayout"
                yield self._face(self.reader.get(path))

    def _face(self, page: Json) -> Face:
        parts = [*_parts(page["canvasLayout"])]
        tables = [table for part in parts for table in _tables(str(part.get("innerHtml") or ""))]
        shown = [one["data"] for one in parts if (one.get("data") or {}).get("properties", {}).get("altText")]
        pictures = tuple(map(self._picture, shown))
        said = unescape(json.dumps(page, ensure_ascii=False))
        return Face(str(page["title"]), tuple(tables), said, pictures, self.opened[page["webUrl"]])

    def _picture(self, data: Json) -> Picture:
        """As it lies in the site: by the address that the page gives for it."""
        (place,) = data["serverProcessedContent"]["imageSources"]
        name = unquote(str(place["value"])).rpartition("/")[2]
        item = self._files[f"{PROGRESS}/{name}"]
        path = f"/drives/{item['parentReference']['driveId']}/items/{item['id']}"
        told, png = [item, *self.reader.all(f"{path}/versions")], self.reader.content(path)
        said = json.dumps(told, ensure_ascii=False) + words_in(png)
        return Picture(name, str(data["properties"]["altText"]), png, said)

    @cached_property
    def _files(self) -> Mapping[str, Json]:
        """Of the whole team's folder, by path."""
        folder = self.reader.get(f"/teams/{self.team}/channels/{self._channels[GENERAL]}/filesFolder")
        return dict(self.reader.below(folder["parentReference"]["driveId"], folder))

    @cached_property
    def opened(self) -> Counter[str]:
        """How many tabs open each address; one whose app is gone opens none (docs/facts.md 130)."""
        paths = (f"/teams/{self.team}/channels/{id_}/tabs" for id_ in self._channels.values())
        found = (tab["configuration"] for path in paths for tab in self.reader.all(path))
        return Counter(str(each["websiteUrl"]) for each in found if each)

    @cached_property
    def _channels(self) -> Mapping[str, str]:
        found = self.reader.all(f"/teams/{self.team}/channels")
        return {one["displayName"]: quote(one["id"]) for one in found}


def words_in(png: bytes) -> str:
    """What a file holds beside the points of its picture; all of one that is none."""
    found, at = [], 8
    if not png.startswith(b"\x89PNG"):
        return png.decode(errors="replace")
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind != b"IDAT":
            found.append(png[at + 8 : at + 8 + length].decode(errors="replace"))
        at += length + 12
    return " ".join(found)


def _parts(canvas: Json) -> Iterator[Json]:
    for section in canvas["horizontalSections"]:
        for column in section["columns"]:
            yield from column["webparts"]


def _tables(html: str) -> Iterator[Table]:
    for table in re.findall(r"<table[^>]*>(.*?)</table>", html, re.DOTALL):
        yield tuple(_cells(row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL))


def _cells(row: str) -> tuple[str, ...]:
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    return tuple(unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells)
