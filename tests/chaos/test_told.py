"""What is left out of a comparison of seasons is only what weather and another tenant change; every word is looked at."""

import zipfile
from io import BytesIO

from tests.chaos import told


def package(**parts: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def test_words_are_compared_those_of_pictures_too_and_addresses_are_not() -> None:
    here = '<p>4.4 <a href="https://a.example/1#m365bot=x">見る</a><img src="/1" alt="提出 18人"></p>'
    elsewhere = '<p>4.4 <a>見る</a>\n<img alt="提出 18人" src="/2"></p>'

    assert told.words(here) == told.words(elsewhere) == "4.4 見る 提出 18人"
    assert told.words(here) != told.words(here.replace("18", "17"))
    assert told.words(here) != told.words(here.replace("4.4", "4.5"))


def test_office_files_are_compared_by_what_is_in_them() -> None:
    ours = package(word__document="本文", docProps__custom="a")
    theirs = package(docProps__custom="b", customXml__item="c", word__document="本文")

    assert told.content_of(ours) == told.content_of(theirs)
    assert told.content_of(ours) != told.content_of(package(word__document="別の本文", docProps__custom="a"))
    assert told.content_of(b"a") != told.content_of(b"b")
