"""How a place says what an issue holds: HTML whose pictures, callouts, furigana and footnotes each face writes its own way.

A face derives from Dialect what it does otherwise, asks for `html`, and cleans that by its own allow-list. Nothing here is
safe to show uncleaned; nothing here is cleaned twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from m365bot.content.html import escape
from m365bot.content.issue import callouts, images
from m365bot.content.issue.callouts import Callout
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Figure, Manuscript, Text
from m365bot.words import tell

_NO_ATTRIBUTES: Mapping[str, str] = {}
_OPTIONS = MarkdownIt("commonmark", {"xhtmlOut": False, "langPrefix": ""}).options


class Dialect:
    """The plainest HTML that says everything. One is made for each face that is made."""

    def __init__(self) -> None:
        self._renderer = _Renderer(self)

    def html(self, manuscript: Manuscript) -> str:
        """All of it, footnotes below."""
        parts = [self.part(part) for part in manuscript.parts]
        notes = [(note.number, self.inner(note.tokens)) for note in manuscript.notes]
        return "".join([*parts, self.notes(notes) if notes else ""]).strip()

    def part(self, part: Text | Figure) -> str:
        if isinstance(part, Figure):
            return self.figure(part.picture, part.caption)
        return self.inner(part.tokens)

    def inner(self, tokens: Sequence[Token]) -> str:
        return str(self._renderer.render(tokens, _OPTIONS, {}))

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


class _Renderer(RendererHTML):
    """Tokens to HTML. Its public methods are the rules of markdown-it, by the kind of token."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self._dialect = dialect

    def renderToken(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        more = self._dialect.attributes(token.tag) if token.nesting >= 0 else _NO_ATTRIBUTES
        if not more or token.hidden:
            return str(super().renderToken(tokens, idx, options, env))
        changed = list(tokens)
        changed[idx] = _with(token, more)
        return str(super().renderToken(changed, idx, options, env))

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        """As the library does it, but for callouts, which are told with all that stands in them."""
        out: list[str] = []
        place = 0
        while place < len(tokens):
            if tokens[place].type == "container_callout_open":
                end = _end(tokens, place)
                callout = callouts.of(tokens[place].info)
                inner = self.render(tokens[place + 1 : end], options, env)
                out.append(self._dialect.callout(callout, inner) if callout else inner)
                place = end
            else:
                out.append(self._one(tokens, place, options, env))
            place += 1
        return "".join(out)

    def _one(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        token = tokens[place]
        if token.type == "inline":
            return str(self.renderInline(token.children or [], options, env))
        rule = self.rules.get(token.type, self.renderToken)
        return str(rule(tokens, place, options, env))

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        changed = list(tokens)
        changed[idx] = tokens[idx].copy(tag=self._dialect.heading(tokens[idx].tag))
        return self.renderToken(changed, idx, options, env)

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.heading_open(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        picture = token.meta.get("picture")
        return self._dialect.picture(picture) if picture else escape(images.in_words(token.content))

    def chart(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "".join(self._dialect.figure(drawing, "") for drawing in tokens[idx].meta["drawings"])

    def ruby(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "".join(self._dialect.ruby(base, reading) for base, reading in tokens[idx].meta["pairs"])

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._dialect.mark(tokens[idx].meta["id"] + 1)

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<pre{self._extra('pre')}><code>{escape_code(tokens[idx].content)}</code></pre>\n"

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<code{self._extra('code')}>{escape_code(tokens[idx].content)}</code>"

    def _extra(self, tag: str) -> str:
        return "".join(f' {name}="{escape(value)}"' for name, value in self._dialect.attributes(tag).items())


def escape_code(words: str) -> str:
    """Letters of several lines, as they are."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _end(tokens: Sequence[Token], first: int) -> int:
    """Where what opens there closes."""
    depth = 0
    for place in range(first, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place
    return len(tokens)


def _with(token: Token, more: Mapping[str, str]) -> Token:
    """The token with more attributes; a style that it has comes after the face's own."""
    attrs = {**more, **token.attrs}
    if "style" in more and "style" in token.attrs:
        attrs["style"] = f"{more['style']};{token.attrs['style']}"
    return token.copy(attrs=attrs)
