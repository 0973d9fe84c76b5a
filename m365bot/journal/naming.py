"""Whom the content of an officers' file names.

Called where versions are noted and where people are erased from them. Pure. Rather one too many: what names somebody
perhaps is erased with them, and the file in the folder stays the officers'.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from m365bot import package
from m365bot.programme.names import person_fold
from m365bot.programme.people import Person

MOST_UNPACKED = 32 * 1024 * 1024  # bytes; what is larger is no file of config/ that was ever read
SHORTEST = 2  # letters of a name that is looked for: one alone stands in every text
_TAG = re.compile(r"<[^>]*>")


def letters(content: bytes) -> str:
    """All that somebody could read in it, folded; of a workbook all its parts, comments and who saved it among them."""
    return person_fold(_of_package(content) if content.startswith(b"PK") else _text(content))


def names_of(people: Iterable[Person]) -> Mapping[str, frozenset[str]]:
    """Person's id → what they are called, folded as `letters` are."""
    return {one.id: folded((one.name, one.mail, one.contact)) for one in people}


def folded(names: Iterable[str]) -> frozenset[str]:
    found = map(person_fold, names)
    return frozenset(name for name in found if len(name) >= SHORTEST)


def named_in(content: bytes, names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Ids of those whom it names."""
    read = letters(content)
    return frozenset(one for one, called in names.items() if any(name in read for name in called))


def _text(content: bytes) -> str:
    """UTF-8, or cp932 as a sheet may be; what neither can read stands there as nothing."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp932", errors="ignore")


def _of_package(content: bytes) -> str:
    """Tags go, so that a name of several formats is one again."""
    try:
        sizes = [part.size for part in package.parts_of(content).values()]
        if sum(sizes) > MOST_UNPACKED:
            return ""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    except Exception:  # a package that nobody can open names nobody who could be found
        return ""
    return html.unescape(_TAG.sub("", "\n".join(part.decode("utf-8", errors="ignore") for part in parts)))
