"""What somebody typed in a page, as bytes like those that were there: encoding, mark, line ends.

Called by the desk. Pure. Comments and order are the typist's: nothing is parsed and written anew.
"""

import codecs

from m365bot import visible
from m365bot.reading import plain

MOST = 256 * 1024  # bytes that a page shows to be edited


def shown(content: bytes | None) -> str | None:
    """The text to edit; None for a workbook, and for what a page cannot show as it is: that is downloaded."""
    if content is None:
        return ""
    if content.startswith(b"PK") or len(content) > MOST:
        return None
    text = plain.text_of(content)
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    return text if visible.text(text) == text and "\r" not in text else None


def like(before: bytes | None, typed: str) -> bytes:
    """A letter that cp932 has none of makes it UTF-8, with the mark by which Excel knows that."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if before is None:
        return text.encode()
    if b"\r\n" in before and before.count(b"\r\n") * 2 > before.count(b"\n"):
        text = text.replace("\n", "\r\n")
    if before.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + text.encode()
    if _is_utf8(before):
        return text.encode()
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return codecs.BOM_UTF8 + text.encode()


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
