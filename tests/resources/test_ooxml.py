"""Office files: which they are, and when two hold the same parts."""

import io
import tracemalloc
import zipfile

import pytest

from m365bot.resources.shared import ooxml


def same(mine: bytes, stored: bytes) -> bool:
    """By both ways to ask: holding the two, and knowing the one by its fingerprint."""
    told = ooxml.same_parts(io.BytesIO(mine), io.BytesIO(stored))
    known, found = ooxml.fingerprint(io.BytesIO(mine)), ooxml.fingerprint(io.BytesIO(stored))
    assert told == (known == found != "")
    return told


def package(**parts: str) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return stored.getvalue()


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.xls", "a.XLSX", "a.ppt", "a.b.pptx"])
def test_types_that_come_back_rewritten(name: str) -> None:
    assert ooxml.is_office(name)


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "docx", "a.docx.zip", "a.docm"])
def test_other_types(name: str) -> None:
    assert not ooxml.is_office(name)


def test_packages_of_one_text_are_equal() -> None:
    assert same(package(word__document="text"), package(word__document="text"))


@pytest.mark.parametrize(
    "added",
    [
        "docProps/custom.xml",
        "customXml/item1.xml",
        "_rels/.rels",
        "[Content_Types].xml",
        "[trash]/0.dat",
        "word/_rels/document.xml.rels",
    ],
)
def test_what_sharepoint_adds_makes_no_difference(added: str) -> None:
    mine = package(word__document="text")
    theirs = package(word__document="text", **{added: "more"})

    assert same(mine, theirs)


def test_another_text_or_part_makes_another_document() -> None:
    mine = package(word__document="text")

    assert not same(mine, package(word__document="other"))
    assert not same(mine, package(word__document="text", word__media="picture"))


def test_what_is_no_package_is_equal_to_nothing() -> None:
    mine = package(word__document="text")

    assert not same(mine, b"no package")
    assert not same(b"no package", b"no package")
    assert not same(mine, mine[:-30])


def test_s7_a_package_that_unpacks_to_gigabytes_is_compared_without_unpacking() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (40 << 20))
    bomb = buffer.getvalue()

    tracemalloc.start()
    assert same(bomb, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize("odd", [b"", b"PK", b"PK\x05\x06" + b"\xff" * 18, b"PK\x03\x04" + b"\0" * 40])
def test_s7_an_odd_zip_is_no_package_and_no_error(odd: bytes) -> None:
    assert not same(odd, odd)
