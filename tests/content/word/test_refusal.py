"""A Word file that cannot be read, or was made to do harm, is refused in words; nothing else comes of it."""

import io
import zipfile

import pytest

from m365bot.content.word import archive, pictures, xml
from m365bot.content.word.reader import Refused, draft
from tests.content.word.written import docx, drawing, paragraph, png

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        draft(data, called="014")
    return str(caught.value)


def test_the_old_format_and_a_password_are_told_apart() -> None:
    assert "(.doc)" in refused(OLE)
    assert "パスワード" in refused(OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 40)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04 cut", b"{\\rtf1 hello}", docx(paragraph("x"))[:-60]]
)
def test_what_is_no_package_is_damaged(data: bytes) -> None:
    assert "壊れている" in refused(data)


def test_a_part_whose_bytes_are_others_than_its_table_says_is_damaged() -> None:
    whole = bytearray(docx(paragraph("x" * 50)))
    at = whole.index(b"word/document.xml") + 40
    whole[at : at + 20] = b"\xff" * 20

    assert "壊れている" in refused(bytes(whole))


def test_another_programs_file_is_named_as_such() -> None:
    book = docx(raw={"word/document.xml": b"<workbook/>"})

    assert "Excel" in refused(book)


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><document>&b;</document>',
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document><body/></document>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "a">]><document/>'.encode("utf-16"),
    ],
)
def test_a_document_type_is_refused_before_anything_of_it_is_read(part: bytes) -> None:
    assert "DTD" in refused(docx(raw={"word/document.xml": part}))


def test_depth_and_number_of_elements_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = (
        b"<document><body>"
        + b"<sdt><sdtContent>" * 5000
        + b"</sdtContent></sdt>" * 5000
        + b"</body></document>"
    )
    monkeypatch.setattr(xml, "MOST_ELEMENTS", 1000)
    wide = b"<document><body>" + b"<p/>" * 1001 + b"</body></document>"

    assert "込み入りすぎ" in refused(docx(raw={"word/document.xml": deep}))
    assert "込み入りすぎ" in refused(docx(raw={"word/document.xml": wide}))


def test_a_small_file_that_says_it_is_large_is_not_unpacked() -> None:
    bomb = b"<document><body>" + b" " * (archive.MOST_OF_A_PART + 1) + b"</body></document>"

    assert "大きすぎます" in refused(docx(raw={"word/document.xml": bomb}))


def test_pictures_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_OF_PICTURES", 150)
    both = {"a": png(), "b": png(41)}

    assert "大きすぎます" in refused(docx(paragraph(drawing("a"), drawing("b")), pictures=both))


def test_what_its_pictures_take_to_be_drawn_is_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_DRAWN", 2000)
    crops = "".join(drawing("a", crop=f'<a:srcRect l="{each}"/>') for each in range(3))

    assert "大きすぎます" in refused(docx(paragraph(crops), pictures={"a": png()}))


@pytest.mark.parametrize(
    "words", ["[" * 60_000, "{|" * 60_000, "&a" * 60_000, "`*_" * 60_000, "https://" * 20_000]
)
def test_no_words_take_long(words: str) -> None:
    assert len(draft(docx(paragraph(words)), called="014").markdown) >= len(words)


def test_a_packed_password_is_damage_and_no_traceback() -> None:
    file = io.BytesIO(docx(paragraph("x")))
    with zipfile.ZipFile(file) as found:
        info = found.getinfo("word/document.xml")
    data = bytearray(file.getvalue())
    data[info.header_offset + 6] |= 1
    central = data.index(b"PK\x01\x02", data.rindex(b"word/media") if b"word/media" in data else 0)
    while data[central + 46 : central + 46 + 17] != b"word/document.xml":
        central = data.index(b"PK\x01\x02", central + 4)
    data[central + 8] |= 1

    assert "壊れている" in refused(bytes(data))


def test_a_part_named_outside_the_package_is_read_nowhere_else() -> None:
    relation = b'<Relationship Id="x" Type="a/image" Target="../../../../etc/passwd"/>'
    parts = {"word/_rels/document.xml.rels": b"<Relationships>" + relation + b"</Relationships>"}

    made = draft(docx(paragraph(drawing("x", alt="図")), raw=parts), called="014")

    assert made.pictures == ()


def test_text_boxes_within_each_other_are_read_once() -> None:
    """Each by each it would be the square of the square: this file would take days."""
    inner = "<p><r><t>中</t></r></p>"
    for _ in range(20):
        inner = f"<p><r><pict><txbxContent>{inner}</txbxContent></pict></r></p>"
    whole = f"<document><body>{inner}</body></document>".encode()

    assert draft(docx(raw={"word/document.xml": whole}), called="014").markdown.count("中") == 1


def test_a_cell_that_thousands_of_rows_repeat_is_refused() -> None:
    merged = "<tcPr><vMerge/></tcPr>"
    first = f'<tr><tc><tcPr><vMerge val="restart"/></tcPr><p><r><t>{"あ" * 20_000}</t></r></p></tc><tc><p/></tc></tr>'
    rows = first + f"<tr><tc>{merged}<p/></tc><tc><p/></tc></tr>" * 200
    whole = f"<document><body><tbl>{rows}</tbl></body></document>".encode()

    assert "込み入りすぎています" in refused(docx(raw={"word/document.xml": whole}))
