"""What SharePoint does to an Office file that is uploaded: bytes, size and hash change unpredictably.

Called when content is stored (docs/facts.md 93). A real OOXML package keeps its parts; SharePoint's own are
added below docProps/ and customXml/ and named in [Content_Types].xml and _rels/.rels. Other bytes under an
Office name just grow.
"""

import io
import random
import zipfile
import zlib

_NAMES = (".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".docm", ".xlsm", ".pptm")
_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"
_PROPERTIES = "docProps/custom.xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_ITEM_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def is_office(name: str) -> bool:
    """True for the file types that are rewritten."""
    return name.lower().endswith(_NAMES)


def rewritten(data: bytes, chance: random.Random) -> bytes:
    """data as SharePoint stores it: the same document, never the same bytes twice."""
    if not data:
        return data
    parts = _parts(data)
    return _grown(data, chance) if parts is None else _packed(_promoted(parts, chance))


def _parts(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return None
    return parts if _TYPES in parts and _RELATIONS in parts else None


def _grown(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(8700 + chance.randrange(120))


def _promoted(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """With SharePoint's property parts in, named in content types and relations once."""
    mark = f"{chance.getrandbits(128):032X}"
    item = "customXml/item1000.xml"
    result = dict(parts)
    result[_PROPERTIES] = _properties(mark)
    result[item] = _metadata(mark, chance)
    result["customXml/itemProps1000.xml"] = _item_properties(mark)
    result[_TYPES] = _named(parts[_TYPES], b"</Types>", _overrides())
    result[_RELATIONS] = _named(parts[_RELATIONS], b"</Relationships>", _relations(item))
    return result


def _named(part: bytes, end: bytes, additions: list[tuple[bytes, bytes]]) -> bytes:
    for key, element in additions:
        if key not in part:
            part = part.replace(end, element + end, 1)
    return part


def _overrides() -> list[tuple[bytes, bytes]]:
    pairs = ((f"/{_PROPERTIES}", _PROPERTIES_TYPE), ("/customXml/itemProps1000.xml", _ITEM_TYPE))
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    named = [(path, f'<Override PartName="{path}" ContentType="{kind}"/>') for path, kind in pairs]
    return [(b'Extension="xml"', default.encode()), *((key.encode(), text.encode()) for key, text in named)]


def _relations(item: str) -> list[tuple[bytes, bytes]]:
    pairs = ((_PROPERTIES, "custom-properties", "rIdSp1"), (item, "customXml", "rIdSp2"))
    return [
        (
            target.encode(),
            f'<Relationship Id="{key}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'.encode(),
        )
        for target, kind, key in pairs
    ]


def _properties(mark: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ContentTypeId">'
        f"<vt:lpwstr>0x010100{mark}</vt:lpwstr></property></Properties>"
    ).encode()


def _metadata(mark: str, chance: random.Random) -> bytes:
    """Of random length, so that not even the size can be foretold."""
    filler = chance.randbytes(200 + chance.randrange(60)).hex()
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<ct:contentTypeSchema xmlns:ct="http://schemas.microsoft.com/office/2006/metadata/contentType" '
        f'ct:_="" ma:_="" ma:contentTypeName="ドキュメント" ma:versionID="{mark.lower()}" '
        'xmlns:ma="http://schemas.microsoft.com/office/2006/metadata/properties/metaAttributes" '
        f'ma:fieldsID="{filler}"/>'
    ).encode()


def _item_properties(mark: str) -> bytes:
    guid = f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:]}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<ds:datastoreItem ds:itemID="{{{guid}}}" xmlns:ds="{_OFFICE}/customXml"/>'
    ).encode()


def _packed(parts: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stored.getvalue()
