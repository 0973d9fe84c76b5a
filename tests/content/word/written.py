"""Word files as Word writes them, from the few marks that a test is about.

Called by this folder's tests and by those of the command that reads one.
"""

import io
import zipfile
from collections.abc import Mapping
from html import escape

from PIL import Image

_NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
  <w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="市の見出し"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="aa"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="quote"><w:name w:val="Quote"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="toc1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
"""


def run(words: str, properties: str = "") -> str:
    about = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def bold(words: str) -> str:
    return run(words, "<w:b/>")


def paragraph(*runs: str, style: str = "", number: tuple[int, int] | None = None, more: str = "") -> str:
    """Runs, or words. number: list and level."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    counted = (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    )
    return f"<w:p><w:pPr>{named}{counted}{more}</w:pPr>{inner}</w:p>"


def table(*rows: list[str]) -> str:
    """Cells are words, or paragraphs, or whole `<w:tc>`."""
    lines = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{lines}</w:tbl>"


def _cell(inner: str) -> str:
    if inner.startswith("<w:tc>"):
        return inner
    return f"<w:tc>{inner if inner.startswith('<') else paragraph(inner)}</w:tc>"


def level(at: int, way: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{way}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists: Mapping[int, list[str]], more: str = "") -> str:
    """List → its levels, each with a scheme of its own."""
    schemes = "".join(
        f"<w:abstractNum w:abstractNumId='{key}'>{''.join(levels)}</w:abstractNum>"
        for key, levels in lists.items()
    )
    return (
        schemes
        + "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists)
        + more
    )


def drawing(mark: str, *, alt: str = "", crop: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="図 1" descr="{escape(alt)}"/><a:graphic><a:graphicData><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{mark}"/>{crop}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def png(width: int = 40, height: int = 30, colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def docx(
    *blocks: str,
    numbers: str = "",
    notes: str = "",
    styles: str = "",
    links: Mapping[str, str] | None = None,
    pictures: Mapping[str, bytes] | None = None,
    raw: Mapping[str, bytes] | None = None,
) -> bytes:
    """links: mark → address. pictures: mark → bytes of word/media/{mark}.png. raw: parts as they are, instead or besides."""
    relations = [
        _relation(mark, "hyperlink", address, ' TargetMode="External"')
        for mark, address in (links or {}).items()
    ]
    relations += [_relation(mark, "image", f"media/{mark}.png") for mark in pictures or {}]
    relations += [_relation(kind, kind, f"{kind}.xml") for kind in ("styles", "numbering", "footnotes")]
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _relations([_relation("rId1", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(relations),
        "word/document.xml": _root("document", f"<w:body>{''.join(blocks)}<w:sectPr/></w:body>"),
        "word/styles.xml": _root("styles", STYLES + styles),
        "word/numbering.xml": _root("numbering", numbers),
        "word/footnotes.xml": _root("footnotes", notes),
        **{f"word/media/{mark}.png": data for mark, data in (pictures or {}).items()},
        **(raw or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def _root(tag: str, inner: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {_NAMES}>{inner}</w:{tag}>'.encode()
    )


def _relations(found: list[str]) -> bytes:
    return f'<?xml version="1.0"?><Relationships>{"".join(found)}</Relationships>'.encode()


def _relation(mark: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{mark}" Type="{_KIND}/{kind}" Target="{escape(target)}"{more}/>'
