"""A part of a Word file as a tree whose names have lost their namespaces.

Called by archive. Transitional and strict files (ISO/IEC 29500) differ in namespaces alone. Never expands an entity, and
gives up a tree that is deeper or larger than any issue: whoever walks it may then do so by recursion.
"""

from typing import Any
from xml.etree import ElementTree

from m365bot.content.word import refusal

Element = ElementTree.Element

DEEPEST = 120  # tables within tables within text boxes come to 60
MOST_ELEMENTS = 200_000


def tree(data: bytes) -> Element:
    """Raises Refused.

    Word writes UTF-8 without a document type. In any other letters than those of ASCII's family the test below would see
    nothing, and those have a zero byte in every mark.
    """
    if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refusal.hostile()
    parser = ElementTree.XMLParser(target=_Builder())  # noqa: S314
    try:
        parser.feed(data)
        root: Element = parser.close()
    except refusal.Refused:
        raise
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise refusal.damaged() from error
    return root


class _Builder(ElementTree.TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: Any, attrs: dict[Any, Any], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise refusal.too_much()
        return super().start(_local(tag), {_local(name): value for name, value in attrs.items()})

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_local(tag))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def value(element: Element | None, name: str, attribute: str = "val") -> str | None:
    """Of a property's element, such as `<w:jc w:val="right"/>` within `<w:pPr>`; None: it has none."""
    found = element.find(name) if element is not None else None
    return found.get(attribute) if found is not None else None


def is_on(properties: Element | None, name: str) -> bool | None:
    """A switch such as `<w:b/>`; None: nothing is said."""
    found = properties.find(name) if properties is not None else None
    return None if found is None else found.get("val", "1") not in ("0", "false", "off", "none")
