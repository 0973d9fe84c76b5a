"""How SharePoint names a column inside, given the name people see.

Called when a column is made, and when the fields of an item are written out. Pure.
"""

from collections.abc import Container

_LONGEST = 32


def internal_name(display_name: str, taken: Container[str] = ()) -> str:
    """Encoded letter by letter, cut at 32 even in mid-escape (docs/facts.md 47); a clash gets a digit."""
    whole = "".join(_encoded(unit, first=index == 0) for index, unit in enumerate(_utf16(display_name)))
    name = whole[:_LONGEST]
    digit = 0
    while name in taken:
        name = whole[: _LONGEST - len(str(digit))] + str(digit)
        digit += 1
    return name


def fields_key(name: str) -> str:
    """A name that begins with `_` stands behind `OData_` in an item's fields (docs/facts.md 47)."""
    return f"OData_{name}" if name.startswith("_") else name


def name_of_key(key: str) -> str:
    """The internal name that a key in fields means; keys without the prefix pass as they are."""
    return key.removeprefix("OData_") if key.startswith("OData__") else key


def _encoded(unit: int, *, first: bool) -> str:
    letter = chr(unit)
    plain = letter == "_" or (letter.isascii() and letter.isalnum() and not (first and letter.isdigit()))
    return letter if plain else f"_x{unit:04x}_"


def _utf16(text: str) -> list[int]:
    raw = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
