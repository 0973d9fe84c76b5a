"""Office files as SharePoint treats them: which they are, and whether two hold the same parts.

Called by `File`. Pure.
"""

import io
import zipfile
from pathlib import PurePath

# Types that come back rewritten (docs/facts.md 93).
REWRITTEN = {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx"}
# What SharePoint adds or touches in the package: properties and its own metadata parts.
ADDED = ("docProps/", "customXml/", "_rels/", "[Content_Types].xml", "[trash]/")


def is_office(name: str) -> bool:
    return PurePath(name).suffix.casefold() in REWRITTEN


def same_parts(mine: bytes, stored: bytes) -> bool:
    """Are the two packages equal but for what SharePoint adds? False where either is no package."""
    try:
        return _parts(mine) == _parts(stored)
    except (zipfile.BadZipFile, ValueError):
        return False


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = [name for name in archive.namelist() if not name.startswith(ADDED) and "/_rels/" not in name]
        return {name: archive.read(name) for name in names}
