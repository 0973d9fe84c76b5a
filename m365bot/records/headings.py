"""The columns that every export of Microsoft Forms begins with, by what they hold.

Called by forms, which sorts a source's columns, and by the sources that look for the line of headers. Pure.
"""

from collections.abc import Mapping

from m365bot.records.folding import fold

BUILT_IN: Mapping[str, frozenset[str]] = {
    "number": frozenset({"id"}),
    "started": frozenset({"開始時刻", "starttime"}),
    "completed": frozenset({"完了時刻", "completiontime"}),
    "mail": frozenset({"メール", "email"}),
    "name": frozenset({"名前", "name"}),
    "modified": frozenset({"最終変更時刻", "lastmodifiedtime"}),
}
"""Columns of every Forms workbook, folded (docs/facts.md forms.headers)."""

_PLACES: Mapping[str, str] = {name: place for place, names in BUILT_IN.items() for name in names}


def place_of(header: str) -> str:
    """number, started, completed, mail, name or modified; "" for any other header."""
    return _PLACES.get(fold(header), "")
