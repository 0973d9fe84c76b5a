"""How a place says what an issue holds: HTML whose pictures, callouts, furigana and footnotes each face writes its own way.

A face derives from Dialect what it does otherwise, asks for `html`, and cleans that by its own allow-list. Nothing here is
safe to show uncleaned; nothing here is cleaned twice.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from m365bot.content.html import escape
from m365bot.content.issue import images
from m365bot.content.issue.callouts import Callout
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Figure, Manuscript, Text
from m365bot.words import tell

if TYPE_CHECKING:
    from markdown_it.token import Token

    from m365bot.content.issue.renderer import Renderer

_NO_ATTRIBUTES: Mapping[str, str] = {}


class Dialect:
    """The plainest HTML that says everything. One is made for each face that is made."""

    @cached_property
    def _renderer(self) -> "Renderer":
        """Loaded with the first face: every command imports the kinds that are made of faces, and few say one."""
        from m365bot.content.issue.renderer import Renderer

        return Renderer(self)

    def html(self, manuscript: Manuscript) -> str:
        """All of it, footnotes below."""
        parts = [self.part(part) for part in manuscript.parts]
        notes = [(note.number, self.inner(note.tokens)) for note in manuscript.notes]
        return "".join([*parts, self.notes(notes) if notes else ""]).strip()

    def part(self, part: Text | Figure) -> str:
        if isinstance(part, Figure):
            return self.figure(part.picture, part.caption)
        return self.inner(part.tokens)

    def inner(self, tokens: "Sequence[Token]") -> str:
        return self._renderer.of(tokens)

    def attributes(self, tag: str) -> Mapping[str, str]:
        """What each element of the tag carries, beside what the text gives it (href, start, text-align)."""
        return _NO_ATTRIBUTES

    def heading(self, tag: str) -> str:
        """The level that a heading gets, h1 to h6."""
        return tag

    def figure(self, picture: Picture, caption: str) -> str:
        """A picture that stands by itself."""
        below = f"<p>{escape(caption)}</p>" if caption else ""
        return f"<p>{self.picture(picture)}</p>{below}\n"

    def picture(self, picture: Picture) -> str:
        """A picture in a sentence, a list or a table: its words, where a place can show no picture."""
        return escape(images.in_words(picture.alt))

    def callout(self, callout: Callout, inner: str) -> str:
        return f"<blockquote>\n<p><strong>{escape(callout.heading)}</strong></p>\n{inner}</blockquote>\n"

    def ruby(self, base: str, reading: str) -> str:
        return escape(f"{base}({reading})")

    def mark(self, number: int) -> str:
        """The place in the text from which a footnote is told."""
        return escape(tell("(注{number})", number=number))

    def notes(self, notes: Sequence[tuple[int, str]]) -> str:
        """The footnotes, each with its HTML."""
        lines = (_numbered(self.mark(number), words) for number, words in notes)
        return f"<hr>\n{''.join(lines)}"


def _numbered(mark: str, words: str) -> str:
    """A footnote's blocks, its number before the first."""
    head, tag, rest = words.partition("<p>")
    return f"{head}{tag}{mark} {rest}" if tag and not head else f"<p>{mark}</p>\n{words}"
