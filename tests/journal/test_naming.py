"""Whom the content of an officers' file names: rather one too many."""

import io
import zipfile

import pytest

from m365bot.journal import naming
from m365bot.programme.people import Person

YAMADA = Person("p1", "山田 葵", "a.yamada@example.jp", "aoi@contact.jp")
SHORT = Person("p2", "李", "li@example.jp", "li@example.jp")
TWO = Person("p3", "王凛", "o.rin@example.jp", "o.rin@example.jp")
NAMES = naming.names_of([YAMADA, SHORT, TWO])


def workbook(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "."), text)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "担当: 山田葵".encode(),
        "担当: 山田　葵".encode("cp932"),
        b"A.Yamada@EXAMPLE.jp",
        b"mail: aoi@contact.jp",
        "欠けた字 \xff と 山田 葵".encode("latin-1", "ignore") + "山田 葵".encode("cp932"),
        workbook(sheet__xml="<r><t>山</t></r><r><t>田 葵</t></r>"),
        workbook(core__rels='<a Target="x"/>山田 &#33909;'),
    ],
)
def test_whoever_stands_in_it_by_a_name_or_an_address_is_named(content: bytes) -> None:
    assert naming.named_in(content, NAMES) == {"p1"}


def test_two_letters_are_a_name_and_one_stands_in_every_text() -> None:
    assert naming.named_in("王凛と李".encode(), NAMES) == {"p3"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "山本 葵".encode(),
        workbook(picture__png="山田 葵"),
        b"PK no package",
        b"PK\x03\x04" + "山田 葵".encode(),
    ],
)
def test_what_nobody_can_read_names_nobody(content: bytes) -> None:
    assert naming.named_in(content, NAMES) == frozenset()


def test_a_package_that_unpacks_to_more_than_any_file_of_config_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = workbook(sheet__xml="山田 葵")
    size = len("山田 葵".encode())

    monkeypatch.setattr(naming, "MOST_UNPACKED", size)
    assert naming.named_in(book, NAMES) == {"p1"}
    monkeypatch.setattr(naming, "MOST_UNPACKED", size - 1)
    assert naming.named_in(book, NAMES) == frozenset()


def test_a_package_of_a_megabyte_is_read() -> None:
    assert naming.named_in(workbook(sheet__xml=" " * 1_000_000 + "山田 葵"), NAMES) == {"p1"}
