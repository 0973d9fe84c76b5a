"""Office files as SharePoint treats them: which they are, and whether two hold the same parts.

Called by `File` and its like. Pure.
"""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO

from m365bot import package
from m365bot.package import NoPackage, Part

# Types that come back rewritten (docs/facts.md 93).
REWRITTEN = {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx"}
# What SharePoint adds or touches in the package: properties and its own metadata parts.
ADDED = ("docProps/", "customXml/", "_rels/", "[Content_Types].xml", "[trash]/")


def is_office(name: str) -> bool:
    return PurePath(name).suffix.casefold() in REWRITTEN


def same_parts(mine: BinaryIO, stored: BinaryIO) -> bool:
    """Are the two packages equal but for what SharePoint adds? False where either is no package.

    By each part's size and checksum, as their tables of contents have them: nothing is unpacked.
    """
    try:
        return _parts(mine) == _parts(stored)
    except NoPackage:
        return False


def fingerprint(file: BinaryIO) -> str:
    """The same for packages that `same_parts` holds equal: hex, so that one that was stored can be known again without
    its bytes. Empty where it is no package.
    """
    try:
        parts = sorted(_parts(file).items())
    except NoPackage:
        return ""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _parts(file: BinaryIO) -> Mapping[str, Part]:
    parts = package.parts_in(file).items()
    return {name: part for name, part in parts if not name.startswith(ADDED) and "/_rels/" not in name}
