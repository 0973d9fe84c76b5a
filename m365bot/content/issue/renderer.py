"""Tokens to HTML, as a dialect says what its place shows otherwise. Called by dialect, loaded with the first face."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from m365bot.content.html import escape
from m365bot.content.issue import callouts, images
from m365bot.content.issue.callouts import Callout
from m365bot.content.issue.images import Picture

OPTIONS = MarkdownIt("commonmark", {"xhtmlOut": False, "langPrefix": ""}).options
_NO_ATTRIBUTES: Mapping[str, str] = {}


class Spoken(Protocol):
    """What a dialect says its own way (see there)."""

    def attributes(self, tag: str) -> Mapping[str, str]: ...
    def heading(self, tag: str) -> str: ...
    def figure(self, picture: Picture, caption: str) -> str: ...
    def picture(self, picture: Picture) -> str: ...
    def callout(self, callout: Callout, inner: str) -> str: ...
    def ruby(self, base: str, reading: str) -> str: ...
    def mark(self, number: int) -> str: ...


class Renderer(RendererHTML):
    """Tokens to HTML. Its public methods are the rules of markdown-it, by the kind of token."""

    def __init__(self, dialect: Spoken) -> None:
        super().__init__()
        self._dialect = dialect

    def of(self, tokens: Sequence[Token]) -> str:
        return self.render(tokens, OPTIONS, {})

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
