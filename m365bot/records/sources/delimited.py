"""The bytes of a CSV file as a table of answers.

Called by the sources of dropped files. UTF-8, UTF-16, cp932 or what an English Excel writes; cells parted by comma,
tab or semicolon. Never guesses where quotes do not close.
"""

import csv
from io import StringIO

from m365bot.records.sources import table
from m365bot.records.sources.sought import Sought
from m365bot.records.sources.table import Sheet, Table, Unfit
from m365bot.words import say

MARKS = ",\t;"
LONGEST_CELL = 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(data: bytes, sought: Sought, *, part: str = "") -> Table:
    """Raises Unfit."""
    words = decoded(data)
    usual = csv.field_size_limit(LONGEST_CELL)  # of the whole process, so that it is put back
    try:
        lines = list(csv.reader(StringIO(words, newline=""), delimiter=_mark(words, sought), strict=True))
    except csv.Error as error:
        raise Unfit(
            say(
                'CSV として読めません({why})。引用符「"」が閉じているか確かめるか、'
                "Excel で「CSV UTF-8」に保存し直してください。",
                why=error,
            )
        ) from error
    finally:
        csv.field_size_limit(usual)
    return table.of(Sheet(lines), sought, part=part)


def decoded(data: bytes) -> str:
    """cp1252 last: every dash of an English Excel is an impossible letter in cp932 (docs/facts.md forms.values)."""
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp932", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit(say("文字コードが分かりません。Excel で「CSV UTF-8」に保存し直してください。"))


def _mark(words: str, sought: Sought) -> str:
    """What parts the known headers of the first lines."""
    top = words.lstrip().splitlines()[: table.SOUGHT_IN]

    def known(mark: str) -> int:
        return max(
            (sum(sought.knows(one.strip(' "')) for one in line.split(mark)) for line in top), default=0
        )

    return max(MARKS, key=known)
