"""A Word file as its parts: what is in it, and how much of it may be unpacked.

Called by reader. Looks into the zip's table before anything is unpacked; unpacks what is asked for and nothing else.
"""

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from m365bot import package
from m365bot.content.word import refusal, xml
from m365bot.content.word.xml import Element

MOST = 40 * 1024 * 1024
"""Bytes of the file itself."""
MOST_OF_A_PART = 8 * 1024 * 1024  # bytes unpacked: a text of a thousand pages
MOST_OF_PICTURES = 100 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode(
    "utf-16-le"
)  # the stream that holds a document with a password (MS-OFFCRYPTO 2.3.4)
_RELATIONS = "_rels/{name}.rels"


@dataclass(frozen=True)
class Relation:
    """Where a part's mark leads: to an address, or to another part."""

    kind: str
    target: str
    is_outside: bool


class Archive:
    """The parts by name. Raises Refused wherever it cannot give what it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._parts = _parts(data)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._pictures = 0
        self.main = self._main()

    def tree(self, name: str) -> Element | None:
        """None where there is no such part."""
        if name not in self._parts:
            return None
        if self._parts[name].size > MOST_OF_A_PART:
            raise refusal.too_large(MOST_OF_A_PART)
        return xml.tree(self._read(name))

    def picture(self, name: str) -> bytes | None:
        """None where there is none."""
        if name not in self._parts:
            return None
        self._pictures += self._parts[name].size
        if self._pictures > MOST_OF_PICTURES:
            raise refusal.too_large(MOST_OF_PICTURES)
        return self._read(name)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Of a part, by their marks."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, _RELATIONS.format(name=name)))
        return {each.get("Id", ""): _relation(each, folder) for each in (root if root is not None else ())}

    def beside(self, kind: str) -> Element | None:
        """The tree of what the text leans on: styles, numbering, footnotes."""
        found = (one.target for one in self.relations(self.main).values() if one.kind == kind)
        name = next(found, None)
        return self.tree(name) if name else None

    def _main(self) -> str:
        found = self.relations("").values()
        main = next((one.target for one in found if one.kind == "officeDocument"), None)
        root = self.tree(main) if main else None
        if main is None or root is None:
            raise refusal.damaged()
        if root.tag != "document":
            raise refusal.other_program()
        return main

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except Exception as error:  # a wrong checksum, a password, a packing that nobody knows
            raise refusal.damaged() from error


def _parts(data: bytes) -> Mapping[str, package.Part]:
    if data.startswith(_OLE):
        raise refusal.locked() if _LOCKED in data else refusal.old_format()
    if len(data) > MOST:
        raise refusal.too_large(MOST)
    try:
        return package.parts_of(data)
    except package.NoPackage as error:
        raise refusal.damaged() from error


def _relation(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    is_outside = element.get("TargetMode") == "External"
    if not is_outside:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(element.get("Type", "").rpartition("/")[2], target, is_outside)
